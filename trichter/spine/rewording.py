"""A colleague corrects the words of an entry of their own, or brings back one that they took back."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import companies
from trichter.facts.contacts import queries as contacts
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.facts.timeline.registry import kind_named
from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.taking_back import NothingToTakeBack
from trichter.spine.touch import Touch, colleague


class FirmGone(DomainError):
    sentence = _("The company of this entry went with it, for nobody else was known there. Enter it once more.")


@dataclass(frozen=True, slots=True)
class Reworded:
    """Which entry it was, and what it said before."""

    contact: int
    touchpoint: int
    before: str


def can_be_reworded(kind: str) -> bool:
    """Whether it holds words that somebody wrote, and may be corrected at all."""
    known = kind_named(kind)
    return known.can_be_corrected and not known.is_verdict and "text" in known.payload.model_fields


def reword(contact: int, touchpoint: int, text: str, *, by: int) -> Reworded:
    """Let an entry of one's own say this instead; what it said stays in the history.

    Raises `NothingToTakeBack`, and `BadPayload` where the words may not be missing.
    """
    entry = _own(contact, touchpoint, by=by)
    if entry.is_void or not can_be_reworded(entry.kind):
        raise NothingToTakeBack
    payload = {name: value for name, value in entry.payload.items() if name != "text"}
    said = {"payload": payload | ({"text": text.strip()} if text.strip() else {})}
    record([Touch("touchpoint.edited", said, contact=entry.contact_id, target=entry.id, actor=colleague(by))])
    return Reworded(entry.contact_id, entry.id, entry.payload.get("text", ""))


def bring_back(contact: int, touchpoint: int, *, by: int) -> None:
    """Undo the taking back of an entry of one's own. Raises `NothingToTakeBack` and `FirmGone`."""
    entry = _own(contact, touchpoint, by=by)
    if not entry.is_retracted:
        raise NothingToTakeBack
    firm = entry.learned.get("company")
    if firm and not companies.existing([firm]):
        raise FirmGone
    record([Touch("touchpoint.restored", contact=entry.contact_id, target=entry.id, actor=colleague(by))])


def _own(contact: int, touchpoint: int, *, by: int) -> EffectiveTouchpoint:
    own = EffectiveTouchpoint.objects.filter(
        contact_id=contacts.survivor(contact) or 0, id=touchpoint, actor_type=ActorType.COLLEAGUE, actor_id=by
    ).first()
    if own is None:
        raise NothingToTakeBack
    return own
