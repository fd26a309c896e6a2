"""A colleague takes back what they have just recorded about a person, and nothing of anybody else's."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import queries as contacts
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague


class NothingToTakeBack(DomainError):
    sentence = _("There is nothing of yours to undo here any more.")


def take_back(contact: int, touchpoints: Collection[int], *, by: int) -> None:
    """Retract those of the touchpoints that this colleague recorded; the contact may have been merged since.

    Raises `NothingToTakeBack`, and what `record()` raises of a kind that cannot be corrected.
    """
    home = contacts.survivor(contact)
    if home is None:
        raise NothingToTakeBack
    mine = EffectiveTouchpoint.objects.filter(
        contact_id=home, id__in=touchpoints, actor_type=ActorType.COLLEAGUE, actor_id=by, is_retracted=False
    )
    ids = sorted(mine.values_list("id", flat=True))
    if not ids:
        raise NothingToTakeBack
    record([Touch("touchpoint.retracted", contact=home, target=one, actor=colleague(by)) for one in ids])
