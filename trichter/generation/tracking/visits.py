"""Visits: what a visitor does without a pause of half an hour and without coming by another campaign.

Midnight is no end. What arrives late is added where it belongs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from trichter.facts.timeline.origins.classifying import classify
from trichter.facts.timeline.origins.versions import in_force
from trichter.generation.tracking.events import host_of, path_of
from trichter.kernel import bulk

PAUSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log, as the digest reads it."""

    id: int
    at: datetime
    source: int
    visitor: str
    person: str | None
    kind: str
    name: str
    url: str
    title: str
    referrer: str
    arrived: Mapping[str, str]
    properties: Mapping[str, Any]
    is_recalled: bool


@dataclass(slots=True)
class Visit:
    """A session, as it stands; `is_new` until it is stored."""

    id: int
    visitor: str
    source: int
    began_at: datetime
    ended_at: datetime
    channel: str
    campaign: str
    utm: Mapping[str, str]
    referrer: str
    landing: str
    last_page: str
    pages: int = 0
    events: int = 0
    is_new: bool = False
    is_changed: bool = False

    def takes(self, line: Line) -> bool:
        """Whether the line is of this visit: near enough, and not by another campaign."""
        is_near = self.began_at - PAUSE <= line.at <= self.ended_at + PAUSE
        return is_near and (not line.arrived or dict(line.arrived) == dict(self.utm))

    def add(self, line: Line) -> None:
        """Of somebody who came late, the beginning moves."""
        self.is_changed = True
        if line.kind in ("page", "screen"):
            self.pages += 1
            if line.at >= self.ended_at:
                self.last_page = path_of(line.url)
        else:
            self.events += 1
        self.began_at, self.ended_at = min(self.began_at, line.at), max(self.ended_at, line.at)


@dataclass(slots=True)
class Visits:
    """The visits of some visitors around a stretch of time."""

    of: dict[str, list[Visit]] = field(default_factory=lambda: defaultdict(list))

    def of_line(self, line: Line) -> Visit | None:
        """The visit in which it was, if that is known."""
        return next((visit for visit in reversed(self.of[line.visitor]) if visit.takes(line)), None)


def assign(lines: Sequence[Line]) -> Visits:
    """The visits of these lines, which come in the order of their times. New ones are made and old ones grow by those
    lines that are not recalled; all within the caller's transaction."""
    visits = _around(lines)
    fresh = [line for line in lines if not line.is_recalled]
    for line in fresh:
        visit = visits.of_line(line)
        if visit is None:
            visit = _begun(line)
            visits.of[line.visitor].append(visit)
        visit.add(line)
    _store([visit for those in visits.of.values() for visit in those if visit.is_changed])
    return visits


def _around(lines: Sequence[Line]) -> Visits:
    visits = Visits()
    if not lines:
        return visits
    visitors = sorted({line.visitor for line in lines})
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, [visitors, lines[0].at - PAUSE, lines[-1].at + PAUSE])
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            told = dict(zip(names, row, strict=True))
            visit = Visit(**told | {"utm": bulk.read_json(told["utm"])})
            visits.of[visit.visitor].append(visit)
    return visits


_AROUND = """
    SELECT id, visitor, source_id AS source, began_at, ended_at, channel, campaign, utm, referrer, landing, last_page,
        pages, events
    FROM hits_visit WHERE visitor = ANY(%s) AND ended_at >= %s AND began_at <= %s ORDER BY visitor, began_at
"""


def _begun(line: Line) -> Visit:
    own = frozenset({host_of(line.url)})
    origin = classify(line.arrived, line.referrer, own_hosts=own, rules=in_force())
    return Visit(
        id=0,
        visitor=line.visitor,
        source=line.source,
        began_at=line.at,
        ended_at=line.at,
        channel=origin.channel.value,
        campaign=origin.campaign,
        utm=line.arrived,
        referrer=line.referrer,
        landing=path_of(line.url) if line.url else "",
        last_page=path_of(line.url) if line.url else "",
        is_new=True,
    )


_COLUMNS = {
    "id": "bigint",
    "visitor": "text",
    "source_id": "int",
    "began_at": "timestamptz",
    "ended_at": "timestamptz",
    "channel": "text",
    "campaign": "text",
    "utm": "jsonb",
    "referrer": "text",
    "landing": "text",
    "last_page": "text",
    "pages": "int",
    "events": "int",
}
_GROWS = {name: _COLUMNS[name] for name in ("id", "began_at", "ended_at", "last_page", "pages", "events")}


def _store(changed: Sequence[Visit]) -> None:
    new = [visit for visit in changed if visit.is_new]
    for visit, number in zip(new, bulk.next_ids("hits_visit_id_seq", len(new))(), strict=True):
        visit.id = number
    bulk.insert("hits_visit", _COLUMNS, [_row(visit) for visit in new])
    grown = [(v.id, v.began_at, v.ended_at, v.last_page, v.pages, v.events) for v in changed if not v.is_new]
    bulk.update("hits_visit", "id", _GROWS, grown)


def _row(visit: Visit) -> tuple[Any, ...]:
    return (
        visit.id, visit.visitor, visit.source, visit.began_at, visit.ended_at, visit.channel, visit.campaign,
        bulk.json(visit.utm), visit.referrer, visit.landing, visit.last_page, visit.pages, visit.events,
    )  # fmt: skip
