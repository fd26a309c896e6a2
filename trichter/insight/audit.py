"""Who of us did what: to the records of people, read off the timeline, and to the house, read off its journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trichter.facts.contacts.models import Contact
from trichter.facts.house import journal
from trichter.facts.staff import team
from trichter.facts.timeline.models import ActorType, Touchpoint
from trichter.insight.entries import kind_of
from trichter.insight.people import name_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One deed of a colleague: about a person (`contact_id`), or about the settings."""

    id: int
    at: datetime
    who: str
    what: str
    about: str
    contact_id: int | None = None


def of_settings(*, before: int | None = None) -> list[Line]:
    """What colleagues changed of the house, newest first."""
    called = team.names()
    rows = journal.listing(before=before, limit=PAGE)
    return [Line(row.id, row.at, called.get(row.by, f"#{row.by}"), row.label, row.about) for row in rows]


def of_records(*, before: int | None = None) -> list[Line]:
    """What colleagues recorded about people, the last recorded first; also what was taken back since."""
    # Along the index touchpoint_by_colleague; the effective view would look for the corrections of each.
    rows = Touchpoint.objects.filter(actor_type=ActorType.COLLEAGUE).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    columns = rows.values_list("id", "recorded_at", "actor_id", "kind", "contact_id", named=True)[:PAGE]
    return _lines(list(columns))


def _lines(rows: Sequence[Any]) -> list[Line]:
    called = team.names()
    people = Contact.objects.filter(id__in={row.contact_id for row in rows}).select_related("company").in_bulk()
    return [
        Line(
            row.id,
            row.recorded_at,
            called.get(row.actor_id or 0, f"#{row.actor_id}"),
            str(kind_of(row.kind).label),
            name_of(people[row.contact_id]) if row.contact_id in people else f"#{row.contact_id}",
            row.contact_id,
        )
        for row in rows
    ]
