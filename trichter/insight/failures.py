"""What could not be done about something that happened, in words to act on, and what runs by the clock."""

from dataclasses import dataclass
from datetime import datetime

from trichter.facts.contacts.models import Contact
from trichter.insight.entries import kind_of
from trichter.insight.people import name_of
from trichter.spine import reactions
from trichter.spine.models import Job

PAGE = 50


@dataclass(frozen=True, slots=True)
class Failure:
    """A reaction that was given up: what it is called, about what of whom, and why."""

    id: int
    name: str
    kind_label: str
    contact_id: int
    contact_name: str
    reason: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Clockwork:
    """A job that is done by the clock."""

    name: str
    ran_at: datetime | None
    due_at: datetime


def given_up(*, before: int | None = None) -> list[Failure]:
    """A page of them, newest first."""
    rows = reactions.dead(limit=PAGE, before=before)
    people = Contact.objects.filter(id__in={row.contact_id for row in rows}).select_related("company").in_bulk()
    return [
        Failure(
            id=row.pk,
            name=row.name,
            kind_label=str(kind_of(row.kind).label),
            contact_id=row.contact_id,
            contact_name=name_of(people[row.contact_id]) if row.contact_id in people else f"#{row.contact_id}",
            reason=row.reason,
            attempts=row.attempts,
            created_at=row.created_at,
        )
        for row in rows
    ]


def clockwork() -> list[Clockwork]:
    """All that has ever been due, by name."""
    return [Clockwork(job.name, job.ran_at, job.due_at) for job in Job.objects.order_by("name")]
