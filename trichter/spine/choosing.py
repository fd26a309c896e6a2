"""Who belongs to a segment because a colleague says so, whatever its rule says: a fact like any other."""

from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts.models import Contact
from trichter.kernel.errors import DomainError
from trichter.qualification.segments.editing import NoSuchSegment
from trichter.qualification.segments.kinds import CHOSEN
from trichter.qualification.segments.models import Choice as Choices
from trichter.qualification.segments.models import Segment
from trichter.spine.intake import record
from trichter.spine.touch import Actor, Recorded, Touch, colleague

Choice = Literal["in", "out", "rule"]
"""`in` and `out` hold whatever the rule says; `rule` leaves it to the rule again."""


class ChosenSo(DomainError):
    sentence = _("That is chosen so already.")


@transaction.atomic
def choose(contact: int, segment: int, choice: Choice, *, reason: str = "", by: int) -> Recorded:
    """Choose for one person. Raises `ChosenSo`, `NoSuchSegment` and `UnknownContact`."""
    name, home = name_of(segment), contacts.survivor(contact) or contact
    Contact.objects.select_for_update(no_key=True).filter(id=home).first()  # of two clicks the second sees the first
    if chosen(segment, [home]).get(home, "rule") == choice:
        raise ChosenSo
    return record([touch(contact, segment, choice, name=name, reason=reason, actor=colleague(by))])[0]


def name_of(segment: int) -> str:
    """Of a segment in use. Raises `NoSuchSegment`."""
    name = Segment.objects.filter(pk=segment, archived_at=None).values_list("name", flat=True).first()
    if name is None:
        raise NoSuchSegment
    return name


def chosen(segment: int, contacts: list[int]) -> dict[int, Choice]:
    """What was chosen of these people; those who are left to the rule are missing."""
    rows = Choices.objects.filter(segment_id=segment, contact_id__in=contacts).values_list("contact_id", "is_in")
    return {contact: "in" if is_in else "out" for contact, is_in in rows}


def touch(contact: int, segment: int, choice: Choice, *, name: str, reason: str, actor: Actor) -> Touch:
    """The touchpoint by which it is chosen."""
    said = {"segment": segment, "choice": choice, "name": name, "reason": reason.strip()}
    return Touch(CHOSEN, said, contact=contact, actor=actor)
