"""Whether events of a source arrive: what came today, when the last did, and what was marked as a robot's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from trichter.kernel import clock

LATELY = timedelta(hours=1)
KNOWN_FOR = timedelta(days=7)
"""For which the log of message ids says when something came."""
MOST_HOSTS = 10
STANDS_STILL = timedelta(minutes=1)
"""After which what arrived should have been worked through."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of a source. `kept` are events of visitors who agreed, `views` and `passers` of those only counted;
    `robots` is how many were marked today, by reason. `hosts` says on which sites, of kept and marked ones alone."""

    last_at: datetime | None
    kept: int
    views: int
    passers: int
    robots: Mapping[str, int]
    hosts: tuple[tuple[str, int], ...]
    waits_since: datetime | None

    @property
    def has_come(self) -> bool:
        """Whether anything came within the days of which that is known."""
        return self.last_at is not None

    @property
    def of_robots(self) -> int:
        """All of them."""
        return sum(self.robots.values())


def reached(source: int) -> Reached:
    """As of now; a day begins at midnight here."""
    now = clock.now()
    midnight = now.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    given = {"source": source, "since": midnight, "day": midnight.date(), "most": MOST_HOSTS, "now": now}
    kept, robots = _marked(given)
    views, passers = _ask(_COUNTED, given)[0]
    return Reached(
        last_at=_last(given, now),
        kept=kept,
        views=views,
        passers=passers,
        robots=robots,
        hosts=tuple((host, many) for host, many in _ask(_HOSTS, given)),
        waits_since=_waits(now),
    )


def _last(given: Mapping[str, Any], now: datetime) -> datetime | None:
    """Most often it was lately, which the index by time answers at once."""
    for since in (now - LATELY, now - KNOWN_FOR):
        if last := _ask(_LAST, {**given, "since": since})[0][0]:
            return last  # type: ignore[no-any-return]
    return None


def _marked(given: Mapping[str, Any]) -> tuple[int, dict[str, int]]:
    found: dict[str | None, int] = dict(_ask(_BY_SIGN, given))
    return found.get(None, 0), {reason: many for reason, many in found.items() if reason}


def _waits(now: datetime) -> datetime | None:
    first = _ask(_FIRST_WAITING, {})
    return first[0][0] if first and first[0][0] < now - STANDS_STILL else None


def _ask(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


_LAST = "SELECT max(seen_at) FROM hits_message WHERE source_id = %(source)s AND seen_at >= %(since)s"
_BY_SIGN = """
    SELECT bot, count(*) FROM hits_hit WHERE received_at >= %(since)s AND source_id = %(source)s GROUP BY bot ORDER BY 2
"""
_HOSTS = """
    SELECT lower(substring(url FROM '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]+)')) AS host, count(*) FROM hits_hit
    WHERE received_at >= %(since)s AND source_id = %(source)s AND url <> ''
    GROUP BY host ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
# What was told and not yet folded belongs to it: the worker may be a second behind, or stand still.
_COUNTED = """
    SELECT coalesce(sum(views), 0)::bigint, coalesce(sum(visitors), 0)::bigint FROM (
        SELECT views, visitors FROM hits_channelday WHERE day = %(day)s AND source_id = %(source)s
        UNION ALL
        SELECT count(*) FILTER (WHERE is_page), 0 FROM hits_tally WHERE day = %(day)s AND source_id = %(source)s
    ) AS each
"""
_FIRST_WAITING = "SELECT received_at FROM hits_waiting WHERE failure IS NULL ORDER BY id LIMIT 1"
