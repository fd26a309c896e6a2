"""What people may agree to, and in which words. No facts about anybody, so whoever sets up a house may write them."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Channel, Purpose, Wording
from trichter.kernel import clock
from trichter.kernel.declaring import Declared, declare
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words


class UnknownPurpose(DomainError):
    sentence = _("There is no purpose “%(purpose)s”.")


class PurposeKnown(DomainError):
    sentence = _("There is a purpose “%(purpose)s” already.")


CHANNELS = Channel.choices


def found_purpose(key: str, *, label: Words, position: int = 0) -> Purpose:
    """The purpose of that key, made if it is missing."""
    return Purpose.objects.get_or_create(key=key, defaults={"label": label.row(), "position": position})[0]


def declare_purpose(key: str, *, label: Words, position: int) -> Declared:
    """See to it that the purpose is there, with this label and place among the others."""
    return declare(Purpose, key={"key": key}, holds={"label": label.row(), "position": position})


def declare_wording(purpose: str, *, channel: str, language: str, text: str) -> Declared:
    """See to it that this is the wording in force; `CHANGED` means that a new version was published."""
    before = Wording.objects.filter(purpose=purpose, channel=channel, language=language).count()
    wording = publish_wording(purpose, channel=channel, language=language, text=text)
    if wording.version == before:
        return Declared.SAME
    return Declared.CHANGED if before else Declared.MADE


LATEST = """
    SELECT DISTINCT ON (language) language, id, text FROM consent_wording
    WHERE purpose = $1 AND channel = $2 ORDER BY language, version DESC
"""
"""The wordings in force of a purpose ($1) on a channel ($2), by language; for whoever asks past Django."""


@transaction.atomic
def publish_wording(purpose: str, *, channel: str, language: str, text: str) -> Wording:
    """The wording with exactly this text: the latest version if it says the same, else the next (LAW 1.1)."""
    if not Purpose.objects.select_for_update(no_key=True).filter(key=purpose).exists():
        raise UnknownPurpose(purpose=purpose)
    versions = Wording.objects.filter(purpose=purpose, channel=channel, language=language)
    latest = versions.order_by("-version").first()
    if latest and latest.text == text:
        return latest
    return Wording.objects.create(
        purpose_id=purpose,
        channel=channel,
        language=language,
        version=latest.version + 1 if latest else 1,
        text=text,
        created_at=clock.now(),
    )


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a wording; `id` is by what the ledger names it."""

    version: int
    text: str
    published_at: datetime
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """In which words people are asked on one channel, in one language; the version in force first."""

    channel: Channel
    language: str
    versions: tuple[Version, ...]

    @property
    def in_force(self) -> Version:
        """The latest."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Listed:
    """A purpose with all its words."""

    key: str
    label: Words
    position: int
    asked: tuple[Asked, ...]


def purposes() -> list[Listed]:
    """All of them, in their order."""
    return [_listed(row) for row in Purpose.objects.prefetch_related("wordings")]


def purpose(key: str) -> Listed:
    """One of them. Raises `UnknownPurpose`."""
    row = Purpose.objects.prefetch_related("wordings").filter(key=key).first()
    if row is None:
        raise UnknownPurpose(purpose=key)
    return _listed(row)


@transaction.atomic
def add_purpose(key: str, *, label: Words) -> None:
    """A new purpose, after the others. Raises `PurposeKnown`."""
    if Purpose.objects.filter(key=key).exists():
        raise PurposeKnown(purpose=key)
    last = Purpose.objects.aggregate(last=Max("position"))["last"]
    declare_purpose(key, label=label, position=0 if last is None else last + 1)


def _listed(row: Purpose) -> Listed:
    places = {channel: place for place, channel in enumerate(Channel)}
    words: dict[tuple[Channel, str], list[Version]] = {}
    for one in sorted(row.wordings.all(), key=lambda w: -w.version):
        words.setdefault((Channel(one.channel), one.language), []).append(
            Version(one.version, one.text, one.created_at, one.pk)
        )
    asked = sorted(words, key=lambda place: (places[place[0]], place[1]))
    return Listed(
        row.key, Words.of(row.label), row.position, tuple(Asked(*place, tuple(words[place])) for place in asked)
    )
