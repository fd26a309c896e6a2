"""What people may agree to, and in which words. No facts about anybody, so whoever sets up a house may write them."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Purpose, Wording
from trichter.kernel import clock
from trichter.kernel.declaring import Declared, declare
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words


class UnknownPurpose(DomainError):
    sentence = _("There is no purpose “%(purpose)s”.")


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
