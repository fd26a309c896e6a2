"""Lines of the log judged anew, when it has become clearer who is a robot: hour by hour, agent by agent.

A robot's lines leave its visits, and what was recorded of them is judged by a touchpoint of its own. Lines that turn
out to be a human's are digested if the visitor has agreed; of everybody else's only the count stays (LAW 5.2).
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from trichter.facts.timeline import keys
from trichter.facts.timeline.hits import readings
from trichter.facts.timeline.origins import versions
from trichter.facts.timeline.origins.content import Rules
from trichter.generation.tracking import bots
from trichter.generation.tracking.digest import hold, record_living
from trichter.generation.tracking.events import channel, digested, host_of, path_of
from trichter.kernel import bulk, clock
from trichter.spine.preparing import LARGEST_BATCH
from trichter.spine.touch import SYSTEM, Touch

AT_ONCE = timedelta(hours=1)
"""Of the log in one transaction; nothing is digested meanwhile."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How many lines became a robot's, and how many a human's."""

    robots: int = 0
    humans: int = 0


class _Line(NamedTuple):
    id: int
    received_at: datetime
    at: datetime
    source: int
    visitor: str | None
    kind: str
    url: str
    referrer: str
    arrived: str | None
    network: str
    agent: str
    bot: str | None
    was: str | None


def rejudge(since: datetime, until: datetime) -> Judged:
    """All that arrived from then and before then. What a browser fetched before it was asked stays what it is."""
    robots = humans = 0
    while since < until:
        end = min(since + AT_ONCE, until)
        found = _judge(since, end)
        robots, humans, since = robots + found.robots, humans + found.humans, end
    return Judged(robots, humans)


@dataclass(frozen=True, slots=True)
class Would:
    """What judging anew would change: so many lines, and so many visitors who agreed, of robots and of humans."""

    robots: int = 0
    robot_visitors: int = 0
    humans: int = 0
    human_visitors: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether all would stay as it is."""
        return not self.robots and not self.humans


def preview(since: datetime, until: datetime) -> Would:
    """Changes nothing."""
    other = _otherwise(since, until)
    if not other:
        return Would()
    columns = [list(column) for column in zip(*other, strict=True)]
    return Would(*_rows(_WOULD, [*columns, since, until])[0])


def _judge(since: datetime, until: datetime) -> Judged:
    with transaction.atomic():
        hold()
        changed = _changed(since, until)
        robots = [line for line in changed if line.bot and not line.was]
        humans = [line for line in changed if line.was and not line.bot]
        readings.leave([(line.id, line.visitor, line.at) for line in robots if line.visitor])
        _leave_visits(robots)
        _digest_again([line for line in humans if line.visitor])
        _only_count([line for line in humans if not line.visitor])
        verdicts = list(_verdicts([*robots, *humans]))
        for start in range(0, len(verdicts), LARGEST_BATCH):
            record_living(verdicts[start : start + LARGEST_BATCH])
    return Judged(len(robots), len(humans))


def _changed(since: datetime, until: datetime) -> list[_Line]:
    """The lines that are judged otherwise now, and that are written so."""
    other = _otherwise(since, until)
    if not other:
        return []
    columns = [list(column) for column in zip(*other, strict=True)]
    return [_Line(*row) for row in _rows(_WRITE, [*columns, since, until])]


def _otherwise(since: datetime, until: datetime) -> list[tuple[str, str, str]]:
    """Agents with what they were marked as, and would be now."""
    known = _rows(_AGENTS, [since, until, bots.PREFETCH])
    judged = [(agent, was, bots.reason(agent)) for agent, was in known]
    return [(agent, was or "", now or "") for agent, was, now in judged if was != now]


# Whoever has withdrawn left no agent by which to judge them.
_WOULD = """
    SELECT count(*) FILTER (WHERE judged.was = ''),
        count(DISTINCT h.visitor) FILTER (WHERE judged.was = ''),
        count(*) FILTER (WHERE judged.now = ''), count(DISTINCT h.visitor) FILTER (WHERE judged.now = '')
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS judged (agent, was, now)
    JOIN hits_hit h ON h.agent = judged.agent AND coalesce(h.bot, '') = judged.was
    WHERE h.received_at >= %s AND h.received_at < %s
        AND (h.visitor IS NULL OR NOT starts_with(h.visitor, 'gone:'))
"""
_AGENTS = """
    SELECT DISTINCT agent, bot FROM hits_hit
    WHERE received_at >= %s AND received_at < %s AND bot IS DISTINCT FROM %s
        AND (visitor IS NULL OR NOT starts_with(visitor, 'gone:'))
"""
_WRITE = """
    UPDATE hits_hit h SET bot = nullif(judged.bot, '')
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS judged (agent, was, bot)
    WHERE h.received_at >= %s AND h.received_at < %s AND h.agent = judged.agent AND coalesce(h.bot, '') = judged.was
        AND (h.visitor IS NULL OR NOT starts_with(h.visitor, 'gone:'))
    RETURNING h.id, h.received_at, h.at, h.source_id, h.visitor, h.kind, h.url, h.referrer, h.arrived::text, h.network,
        h.agent, h.bot, nullif(judged.was, '')
"""


def _leave_visits(lines: Sequence[_Line]) -> None:
    """Those that were digested: what still waits was never in a visit."""
    if lines:
        ids, visitors, times, kinds = _columns(lines, "id", "visitor", "at", "kind")
        _do(_LEAVE, [ids, ids, visitors, times, kinds])
        _do("DELETE FROM hits_visit WHERE visitor = ANY(%s) AND pages <= 0 AND events <= 0", [visitors])


_LEAVE = """
    WITH waited AS (DELETE FROM hits_waiting WHERE id = ANY(%s::bigint[]) RETURNING id, is_recalled),
    gone AS (
        SELECT visit.id, count(*) FILTER (WHERE kind IN ('page', 'screen')) AS pages, count(*) AS lines
        FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[]) AS line (id, visitor, at, kind)
        JOIN hits_visit visit ON visit.visitor = line.visitor AND line.at BETWEEN visit.began_at AND visit.ended_at
        WHERE NOT EXISTS (SELECT FROM waited WHERE waited.id = line.id AND NOT is_recalled)
        GROUP BY visit.id
    )
    UPDATE hits_visit visit SET pages = visit.pages - gone.pages, events = visit.events - (gone.lines - gone.pages)
    FROM gone WHERE visit.id = gone.id
"""


def _digest_again(lines: Sequence[_Line]) -> None:
    rows = [(line.id, line.received_at, line.visitor) for line in lines]
    bulk.insert("hits_waiting", {"id": "bigint", "received_at": "timestamptz", "visitor": "text"}, rows)


def _only_count(lines: Sequence[_Line]) -> None:
    """Of a human who has not agreed no line may stay."""
    if lines:
        salt, rules = secrets.token_bytes(16), versions.in_force()
        bulk.insert("hits_tally", _TALLY, [_told(line, salt, rules) for line in lines])
        _do(_DROP, list(_columns(lines, "id", "received_at")))


_TALLY = {
    "day": "date", "source_id": "int", "path": "text", "channel": "text", "passer": "uuid", "is_page": "boolean",
}  # fmt: skip
_DROP = """
    DELETE FROM hits_hit USING unnest(%s::bigint[], %s::timestamptz[]) AS line (id, received_at)
    WHERE hits_hit.id = line.id AND hits_hit.received_at = line.received_at
"""


def _told(line: _Line, salt: bytes, rules: Rules) -> tuple[Any, ...]:
    day = clock.today(line.received_at)
    arrived = bulk.read_json(line.arrived) if line.arrived else {}
    came = channel(tuple(arrived.items()), line.referrer, host_of(line.url), rules)
    passer = digested(f"{day} {line.source} {line.network} {line.agent}".encode("utf-8", "replace"), key=salt)
    return day, line.source, path_of(line.url), came, passer, line.kind == "page"


def _verdicts(lines: Sequence[_Line]) -> Iterator[Touch]:
    """Of those lines that stand on a timeline."""
    by_key = {keys.digest(f"hit {line.id}"): line for line in lines if line.visitor}
    for key, (contact, touchpoint) in keys.recorded(list(by_key))().items():
        line = by_key[key]
        told = {"is_bot": bool(line.bot), "reason": line.agent if line.bot else ""}
        yield Touch("touchpoint.judged", told, contact=contact, target=touchpoint, actor=SYSTEM)


def _columns(lines: Sequence[_Line], *names: str) -> Iterator[list[Any]]:
    return ([getattr(line, name) for line in lines] for name in names)


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _do(statement: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
