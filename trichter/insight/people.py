"""Lists of people, and what a person is called and drawn as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from trichter.facts.contacts.models import Contact, ContactKind
from trichter.insight.entries import kind_of
from trichter.insight.names import stages
from trichter.qualification.lifecycle.models import Journey, Stage, Standing

TONES = 7


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of a list of people."""

    id: int
    name: str
    company: str
    initials: str
    tone: int
    stage_key: str | None
    stage_label: str
    stage_glyph: int | None
    last_at: datetime
    last_label: str


def listed(contacts: Sequence[int]) -> tuple[PersonRow, ...]:
    """These people, in this order; whoever never did anything is left out."""
    journeys = Journey.objects.exclude(active_at=None).in_bulk(contacts)
    return _rows([journeys[contact] for contact in contacts if contact in journeys])


def _rows(journeys: Sequence[Journey]) -> tuple[PersonRow, ...]:
    ids = [journey.contact_id for journey in journeys]
    people = Contact.objects.filter(id__in=ids).select_related("company").in_bulk()
    known = stages()
    standings = {s.contact_id: s for s in Standing.objects.filter(contact_id__in=ids).order_by("-track_id")}
    return tuple(
        _row(people[j.contact_id], j, standings.get(j.contact_id), known) for j in journeys if j.contact_id in people
    )


def name_of(contact: Contact) -> str:
    """What the contact is called on screens."""
    return gettext("Erased") if contact.erased_at else str(contact)


def initials(contact: Contact) -> str:
    """One or two letters for the avatar."""
    if contact.erased_at:
        return "–"
    words = [word for word in (contact.first_name, contact.last_name) if word] or str(contact).split()[:2]
    return "".join(word[0] for word in words if word[0].isalnum())[:2].upper() or "?"


def tone_of(contact: Contact) -> int:
    """The ground of the avatar, always the same for a contact."""
    return contact.pk % TONES + 1


def firm_of(contact: Contact) -> str:
    """The firm that stands beside a person's name."""
    return contact.company.name if contact.company and contact.kind == ContactKind.PERSON else ""


def _row(
    contact: Contact, journey: Journey, standing: Standing | None, stages: dict[tuple[str, str], Stage]
) -> PersonRow:
    stage = stages.get((standing.track_id, standing.stage)) if standing else None
    kind = kind_of(journey.active_kind or "")
    assert journey.active_at is not None
    return PersonRow(
        id=contact.pk,
        name=name_of(contact),
        company=firm_of(contact),
        initials=initials(contact),
        tone=tone_of(contact),
        stage_key=stage.key if stage else None,
        stage_label=str(stage) if stage else "",
        stage_glyph=stage.glyph if stage else None,
        last_at=journey.active_at,
        last_label=str(kind.label),
    )
