"""Pages that were read with consent, as sums by day: plain counts, tied to nobody, which the digest keeps.

A reader counts once for each page and day on which they read it. What a robot turns out to have read leaves the sums
again. Whoever withdraws, or whose month of the log is dropped, stays a number in them.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from trichter.facts.timeline.hits import partitions

LONGEST_DAY = timedelta(hours=26)
"""Before any time in which its day began, whatever the clocks did. No page arrives before it was read."""
PATH = r"""coalesce(nullif(left(
    regexp_replace(h.url, '^[A-Za-z][A-Za-z0-9+.-]*://[^/]*', ''), 300), ''), '/')"""
"""What of the address of a line `h` is its path, as `events.path_of` says it."""
IS_READ = "h.visitor IS NOT NULL AND h.bot IS NULL AND h.kind IN ('page', 'screen')"
"""Whether a line `h` is of a page that somebody who agreed has read."""


def add(lines: Sequence[tuple[int, str, datetime]]) -> None:
    """What these lines read, each by its number, visitor and time; within the transaction that digests them, while
    nobody else digests."""
    _count("bot IS NULL", 1, lines)


def leave(lines: Sequence[tuple[int, str, datetime]]) -> None:
    """They have turned out to be a robot's. What still waited had not been counted."""
    _count("NOT bot IS NULL", -1, lines)


def recount() -> int:
    """All days whose log is there, from the log; answers how many sums there are. Nobody may digest meanwhile.

    Of days that have left the log the sums stay as they are.
    """
    first = min(partitions.months(), default=date.max)
    given: dict[str, Any] = {"zone": settings.TIME_ZONE, "first": first}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hits_readday WHERE day >= %(first)s", given)
        cursor.execute(FROM_LOG, given)
        return int(cursor.rowcount)


def _count(which: str, sign: int, lines: Sequence[tuple[int, str, datetime]]) -> None:
    if not lines:
        return
    numbers, visitors, times = zip(*lines, strict=True)
    given: dict[str, Any] = {"lines": list(numbers), "visitors": sorted(set(visitors)), "sign": sign}
    given |= {"since": min(times) - LONGEST_DAY, "zone": settings.TIME_ZONE}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.replace("{which}", which), given)


# Along the index on visitor and number. Who has read the page that day by other lines was counted as its reader then.
_COUNT = f"""
    WITH theirs AS MATERIALIZED (
        SELECT h.id, h.visitor, h.source_id, {PATH} AS path, (h.at AT TIME ZONE %(zone)s)::date AS day, h.bot,
            h.id = ANY(%(lines)s::bigint[]) AS is_told
        FROM hits_hit h WHERE h.visitor = ANY(%(visitors)s::text[]) AND h.kind IN ('page', 'screen')
            AND h.received_at >= %(since)s AND h.at >= %(since)s
    ),
    each AS (
        SELECT day, source_id, path, visitor, count(*) FILTER (WHERE is_told AND {{which}}) AS views,
            bool_or(NOT is_told AND bot IS NULL) AS has_read
        FROM theirs
        WHERE NOT EXISTS (SELECT FROM hits_waiting w WHERE w.id = theirs.id AND NOT w.is_recalled)
        GROUP BY day, source_id, path, visitor
    )
    INSERT INTO hits_readday (day, source_id, path, views, readers)
    SELECT day, source_id, path, %(sign)s * sum(views), %(sign)s * count(*) FILTER (WHERE NOT has_read)
    FROM each WHERE views > 0 GROUP BY day, source_id, path ORDER BY day, source_id, path
    ON CONFLICT (day, source_id, path) DO UPDATE SET
        views = hits_readday.views + excluded.views, readers = hits_readday.readers + excluded.readers
"""  # noqa: S608 our own words
FROM_LOG = f"""
    INSERT INTO hits_readday (day, source_id, path, views, readers)
    SELECT day, source_id, path, sum(views), count(*) FROM (
        SELECT (h.at AT TIME ZONE %(zone)s)::date AS day, h.source_id, {PATH} AS path, h.visitor, count(*) AS views
        FROM hits_hit h WHERE {IS_READ} AND NOT EXISTS (
            SELECT FROM hits_waiting w WHERE w.id = h.id AND NOT w.is_recalled)
        GROUP BY 1, 2, 3, 4
    ) AS each WHERE day >= %(first)s GROUP BY day, source_id, path
"""  # noqa: S608 our own words
"""All the sums of the log from a day on, into a table without them."""
