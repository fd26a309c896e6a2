"""Writing where people stand and where they came from. All of it can be computed anew from the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from trichter.kernel import bulk
from trichter.qualification.lifecycle.deciding import Place
from trichter.qualification.lifecycle.kinds import CRITERIA
from trichter.qualification.lifecycle.qualifying import Qualified
from trichter.qualification.lifecycle.standing import Standing

_STANDING = {
    "contact_id": "bigint",
    "track_id": "text",
    "stage": "text",
    "position": "smallint",
    "since": "timestamptz",
    "decision_id": "bigint",
    "reached": "timestamptz[]",
}
_STANDING_THEN = """
    ON CONFLICT (contact_id, track_id) DO UPDATE SET stage = excluded.stage, position = excluded.position,
        since = excluded.since, decision_id = excluded.decision_id, reached = excluded.reached
"""
_QUALIFICATION: dict[str, str] = {
    "contact_id": "bigint",
    **dict.fromkeys(CRITERIA, "text"),
    **dict.fromkeys(("attempted_at", "conversed_at", "reacted_at", "met_at"), "timestamptz"),
}
_QUALIFICATION_THEN = "ON CONFLICT (contact_id) DO UPDATE SET " + ", ".join(
    f"{column} = excluded.{column}" for column in list(_QUALIFICATION)[1:]
)
_JOURNEY = {
    "contact_id": "bigint",
    "first_at": "timestamptz",
    "first_id": "bigint",
    "first_channel": "text",
    "first_campaign_id": "bigint",
    "last_at": "timestamptz",
    "last_id": "bigint",
    "last_channel": "text",
    "last_campaign_id": "bigint",
    "active_at": "timestamptz",
    "active_id": "bigint",
    "active_kind": "text",
}


def _better(columns: str, *, order: str) -> str:
    """Of the stored and the new values of these columns, those that come first in the order."""
    both = ", ".join(f"({', '.join(f'{row}.{name}' for name in columns.split())})" for row in ("j", "excluded"))
    listed = ", ".join(columns.split())
    names = ", ".join(["at", "id", "what", "whence"][: len(columns.split())])
    return f"({listed}) = (SELECT * FROM (VALUES {both}) AS v ({names}) {order})"  # noqa: S608 our own columns


_LATEST = "ORDER BY at DESC NULLS LAST, id DESC LIMIT 1"
_JOURNEY_THEN = f"""
    ON CONFLICT (contact_id) DO UPDATE SET
        {_better("first_at first_id first_channel first_campaign_id", order="ORDER BY at, id LIMIT 1")},
        {_better("last_at last_id last_channel last_campaign_id", order=_LATEST)},
        {_better("active_at active_id active_kind", order=_LATEST)}
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A touchpoint as far as the journey cares: its channel, if known, and whether somebody did something."""

    contact_id: int
    at: datetime
    touchpoint_id: int
    kind: str
    channel: str | None
    campaign_id: int | None
    is_activity: bool


def stand(standings: Mapping[Place, Standing]) -> None:
    """Write where people stand now."""
    rows = [
        (
            contact,
            track,
            standing.stage,
            standing.position,
            standing.since,
            standing.decision_id,
            bulk.text_array([at.isoformat() if at else None for at in standing.reached]),
        )
        for (contact, track), standing in sorted(standings.items())
    ]
    bulk.insert("lifecycle_standing", _STANDING, rows, then=_STANDING_THEN)


def travel(steps: Iterable[Step]) -> None:
    """Let each contact's first and last touch, and last activity, be the earliest and the latest that we know."""
    by_contact: dict[int, list[Step]] = {}
    for step in steps:
        by_contact.setdefault(step.contact_id, []).append(step)
    rows = [(contact, *_ends(sorted(known, key=_time))) for contact, known in sorted(by_contact.items())]
    bulk.insert("lifecycle_journey AS j", _JOURNEY, rows, then=_JOURNEY_THEN)


def _time(step: Step) -> tuple[datetime, int]:
    return step.at, step.touchpoint_id


def _ends(steps: Sequence[Step]) -> tuple[Any, ...]:
    on_channel = [(step.at, step.touchpoint_id, step.channel, step.campaign_id) for step in steps if step.channel]
    active = [(step.at, step.touchpoint_id, step.kind) for step in steps if step.is_activity]
    first, last = (on_channel[0], on_channel[-1]) if on_channel else ((None,) * 4, (None,) * 4)
    return (*first, *last, *(active[-1] if active else (None,) * 3))


def qualify(people: Mapping[int, Qualified]) -> None:
    """Write what is known of their fitness to buy; of whom nothing is known, nothing."""
    rows = [
        (
            contact,
            *(one.answer(name) for name in CRITERIA),
            one.attempted_at,
            one.conversed_at,
            one.reacted_at,
            one.met_at,
        )
        for contact, one in sorted(people.items())
        if one.is_known
    ]
    bulk.insert("lifecycle_qualification", _QUALIFICATION, rows, then=_QUALIFICATION_THEN)


def clear(contacts: Sequence[int]) -> None:
    """Forget what was computed about these contacts."""
    with connection.cursor() as cursor:
        for table in ("standing", "journey", "qualification"):
            cursor.execute(f"DELETE FROM lifecycle_{table} WHERE contact_id = ANY(%s)", [list(contacts)])  # noqa: S608
