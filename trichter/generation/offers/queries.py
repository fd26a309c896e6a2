"""Reading offers: what visitors see, and what colleagues work on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Wording
from trichter.generation.forms.questions import Both
from trichter.generation.offers import publishing
from trichter.generation.offers.content import Content, Gives
from trichter.generation.offers.models import Offer, OfferVersion, Withdrawal
from trichter.kernel.errors import DomainError
from trichter.kernel.remembering import remembered
from trichter.spine.outreach import links

_IS_WITHDRAWN = Exists(Withdrawal.objects.filter(offer=OuterRef("pk"), restored_at=None))
_PREVIEWED_FOR = timedelta(days=1)
SUBJECT = "offer"
"""As what a touchpoint names an offer: `subject=(SUBJECT, offer_id)`."""


class State(models.TextChoices):
    """Whether visitors see it."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Taken back")


class NoSuchOffer(DomainError):
    sentence = _("There is no such offer.")


class OfferWithdrawn(DomainError):
    """Taken back: visitors get a friendly answer (410), in one of `languages`."""

    sentence = _("This offer has ended.")

    def __init__(self, *, title: Both, languages: tuple[str, ...]) -> None:
        super().__init__()
        self.title = title
        self.languages = languages


@dataclass(frozen=True, slots=True)
class Pinned:
    """The words by which a consent is asked for, as they stood when the version was published."""

    wording_id: int
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """A version as visitors see it. `wordings` are keyed by (purpose, channel, language).

    A preview has no version (`version_id` 0): nothing may be submitted to it.
    """

    offer_id: int
    version_id: int
    number: int
    content: Content
    wordings: Mapping[tuple[str, str, str], Pinned]
    published_at: datetime | None

    @property
    def is_preview(self) -> bool:
        return not self.version_id

    def words_of(self, language: str) -> list[tuple[str, str, Pinned]]:
        """What is asked for in this language, in the offer's order: purpose, channel, words."""
        asked = [(ask.purpose, ask.channel, (ask.purpose, ask.channel, language)) for ask in self.content.consents]
        return [(purpose, channel, self.wordings[at]) for purpose, channel, at in asked if at in self.wordings]


def published(slug: str, *, preview: str = "") -> Published:
    """What stands at this address now; with a `preview` of ours, the draft. Raises `NoSuchOffer` and `OfferWithdrawn`.

    A preview that is not ours, or has run out, is as if it had not been said.
    """
    if preview and (draft := _previewed(slug, preview)):
        return draft
    if (row := current(slug)) is None:
        raise NoSuchOffer
    version, is_gone = row
    offer = of_version(version)
    if is_gone:
        raise OfferWithdrawn(title=offer.content.title, languages=offer.content.languages)
    return offer


@remembered
def current(slug: str) -> tuple[int, bool] | None:
    """The version that stands at this address, and whether it was withdrawn."""
    return Offer.objects.filter(slug=slug, current__isnull=False).values_list("current", _IS_WITHDRAWN).first()


def preview(offer: int) -> str:
    """The address at which a colleague sees the draft, for a day."""
    row = found(offer)
    return f"{public_url(row.slug)}?vorschau={links.sign('preview', offer=row.pk)}"


def public_url(slug: str) -> str:
    """Where visitors find it."""
    return links.url(f"/o/{slug}/")


def found(offer: int) -> Offer:
    """As it is being worked on. Raises `NoSuchOffer`."""
    row = Offer.objects.select_related("current", "changed_by").filter(pk=offer).first()
    if row is None:
        raise NoSuchOffer
    return row


@lru_cache(maxsize=256)
def of_version(version_id: int) -> Published:
    """A version, whether it is current or not: versions never change, so each is read once. Raises `NoSuchOffer`."""
    row = OfferVersion.objects.filter(pk=version_id).first()
    if row is None:
        raise NoSuchOffer
    return Published(
        offer_id=row.offer_id,
        version_id=row.pk,
        number=row.number,
        content=Content.model_validate(row.content),
        wordings=pinned(row.wordings),
        published_at=row.published_at,
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """An offer in the list of colleagues; phase and channel are those that visitors meet, where it is published."""

    id: int
    slug: str
    title: str
    gives: Gives
    state: State
    number: int
    is_changed: bool
    changed_at: datetime
    phase: str
    channel: str


def listing(language: str) -> list[Listed]:
    """All offers, those worked on last first."""
    rows = Offer.objects.select_related("current").annotate(is_withdrawn=_IS_WITHDRAWN).order_by("-changed_at", "-pk")
    return [_listed(row, Content.model_validate(row.draft), language) for row in rows]


def titles(offers: Iterable[int], language: str) -> dict[int, str]:
    """What these offers are called: as visitors read it, else as it is being written."""
    rows = Offer.objects.filter(pk__in={*offers})
    found = rows.values_list("pk", "slug", "current__content__title", "draft__title")
    return {number: Both(**(title or draft or {})).in_(language) or slug for number, slug, title, draft in found}


def state_of(offer: int) -> State:
    """Where it stands. Raises `NoSuchOffer`."""
    row = Offer.objects.filter(pk=offer).annotate(is_withdrawn=_IS_WITHDRAWN).first()
    if row is None:
        raise NoSuchOffer
    return _state(row)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the history of an offer."""

    number: int
    published_at: datetime
    published_by: str
    is_current: bool


def versions(offer: int) -> list[VersionLine]:
    """All that was ever published of it, newest first."""
    rows = OfferVersion.objects.filter(offer=offer).select_related("published_by", "offer").order_by("-number")
    return [
        VersionLine(row.number, row.published_at, str(row.published_by or ""), row.pk == row.offer.current_id)
        for row in rows
    ]


def has_stale_wordings(offer: Offer) -> bool:
    """Whether a consent is asked for in other words meanwhile: visitors read the old ones until it is published
    again."""
    if offer.current is None:
        return False
    content = Content.model_validate(offer.current.content)
    return bool(sorted(row.pk for row in publishing.wordings(content).values()) != offer.current.wordings)


def pinned(ids: list[int]) -> Mapping[tuple[str, str, str], Pinned]:
    """These wordings by purpose, channel and language."""
    rows = Wording.objects.filter(pk__in=ids)
    return MappingProxyType(
        {(row.purpose_id, row.channel, row.language): Pinned(row.pk, row.version, row.text) for row in rows}
    )


def _previewed(slug: str, token: str) -> Published | None:
    facts = links.read("preview", token, _PREVIEWED_FOR)
    row = Offer.objects.filter(slug=slug, pk=facts["offer"]).first() if facts else None
    if row is None:
        return None
    content = Content.model_validate(row.draft)
    in_force = publishing.wordings(content)
    words = {at: Pinned(wording.pk, wording.version, wording.text) for at, wording in in_force.items()}
    return Published(row.pk, 0, 0, content, words, None)


def _listed(row: Offer, content: Content, language: str) -> Listed:
    shown = row.current.content if row.current else row.draft
    return Listed(
        id=row.pk,
        slug=row.slug,
        title=content.title.in_(language) or row.slug,
        gives=content.gives,
        state=_state(row),
        number=row.current.number if row.current else 0,
        is_changed=bool(row.current and row.current.content != row.draft),
        changed_at=row.changed_at,
        phase=shown.get("phase") or "",
        channel=shown.get("channel") or "",
    )


def _state(row: Any) -> State:
    if row.current_id is None:
        return State.DRAFT
    return State.WITHDRAWN if row.is_withdrawn else State.PUBLISHED
