"""Appending to the timeline; called by the spine alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.resolving import LostRace
from trichter.facts.timeline.models import Campaign, Channel
from trichter.kernel import bulk
from trichter.kernel.errors import DomainError

TABLE = "timeline_touchpoint"
SEQUENCE = "timeline_touchpoint_id"
_COLUMNS = {
    "contact_id": "bigint",
    "id": "bigint",
    "kind": "text",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "channel": "text",
    "campaign_id": "bigint",
    "subject_type": "text",
    "subject_id": "bigint",
    "actor_type": "text",
    "actor_id": "bigint",
    "payload": "jsonb",
    "learned": "jsonb",
    "via_id": "bigint",
    "target_id": "bigint",
    "caused_by": "bigint",
    "depth": "smallint",
}


class UnknownTarget(DomainError):
    sentence = _("There is no such touchpoint of this contact that could be corrected.")


@dataclass(slots=True)
class Line:
    """A touchpoint about to be appended; fields as the table's columns."""

    contact_id: int
    id: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    actor_type: str
    actor_id: int | None = None
    channel: str | None = None
    campaign_id: int | None = None
    subject: tuple[str, int] | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    learned: dict[str, Any] = field(default_factory=dict)
    via_id: int | None = None
    target_id: int | None = None
    caused_by: int | None = None
    depth: int = 0


def append(lines: Sequence[Line]) -> None:
    """Write touchpoints; they can never be changed."""
    bulk.insert(TABLE, _COLUMNS, [_row(line) for line in lines])


def next_ids(count: int) -> bulk.Numbers:
    """Numbers for touchpoints. Taken under the contacts' locks they tell the order of recording for each person."""
    return bulk.next_ids(SEQUENCE, count)


def keep_keys(rows: Sequence[tuple[bytes, int, int]]) -> Callable[[], None]:
    """Store (digest, contact, touchpoint); the answer raises `LostRace` if another request stored one meanwhile."""
    columns = {"digest": "bytea", "contact_id": "bigint", "touchpoint_id": "bigint"}
    stored = bulk.inserting("timeline_recordedkey", columns, sorted(rows), then="ON CONFLICT DO NOTHING RETURNING 1")

    def check() -> None:
        if len(stored()) != len(rows):
            raise LostRace

    return check


def campaigns(named: Mapping[str, str | None], *, at: datetime) -> dict[str, int]:
    """The ids of campaigns by key, each with the channel on which somebody came by it; one that a link or file names
    first is made on the way, and is of that channel."""
    if not named:
        return {}
    found = dict(Campaign.objects.filter(key__in=list(named)).values_list("key", "id"))
    missing = sorted(named.keys() - found.keys())
    if missing:
        columns = {"key": "text", "name": "text", "channel": "text", "created_at": "timestamptz"}
        rows = [(key, key, _channel_of(named[key]), at) for key in missing]
        bulk.insert("timeline_campaign", columns, rows, then="ON CONFLICT DO NOTHING")
        found |= dict(Campaign.objects.filter(key__in=missing).values_list("key", "id"))
    return found


def _channel_of(told: str | None) -> str:
    """A campaign's, by the way on which the first came; a file and a direct visit say nothing of it."""
    return told if told and told not in (Channel.IMPORT, Channel.DIRECT) else Channel.OTHER.value


def _row(line: Line) -> tuple[Any, ...]:
    subject_type, subject_id = line.subject or (None, None)
    return (
        line.contact_id,
        line.id,
        line.kind,
        line.occurred_at,
        line.recorded_at,
        line.channel,
        line.campaign_id,
        subject_type,
        subject_id,
        line.actor_type,
        line.actor_id,
        bulk.json(line.payload),
        bulk.json(line.learned),
        line.via_id,
        line.target_id,
        line.caused_by,
        line.depth,
    )
