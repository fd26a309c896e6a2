"""The months of the log: made before they come, dropped when they have been kept long enough."""

import re
from datetime import UTC, date, datetime, time

from django.db import connection, transaction
from psycopg import sql

from trichter.kernel import clock

AHEAD = 2
"""Months that are there before they begin."""
_MONTH = re.compile(r"hits_hit_(\d{4})_(\d{2})")
# Any number, as long as it is ours alone: two nodes do not make the same month.
_LOCK = 7_482_006


def see_to() -> list[str]:
    """See to it that this month and those ahead have their tables; answers which were made."""
    first = clock.now().astimezone(UTC).date().replace(day=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        known = set(months())
        wanted = [clock.months_after(first, ahead) for ahead in range(AHEAD + 1)]
        return [_make(month) for month in wanted if month not in known]


def months() -> list[date]:
    """The first days of the months that have a table, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'hits_hit'::regclass")
        found = [_MONTH.fullmatch(name) for (name,) in cursor.fetchall()]
    return sorted(date(int(match[1]), int(match[2]), 1) for match in found if match)


def drop_before(day: date) -> list[str]:
    """Drop the months that have ended by that day; answers which."""
    over = [month for month in months() if clock.months_after(month, 1) <= day]
    with connection.cursor() as cursor:
        for month in over:
            cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(_name(month))))
    return [_name(month) for month in over]


def _make(month: date) -> str:
    """What fell beside the months meanwhile stands where it belongs from then on."""
    begins, ends = (_midnight(day) for day in (month, clock.months_after(month, 1)))
    bounds = {"name": sql.Identifier(_name(month)), "begins": sql.Literal(begins), "ends": sql.Literal(ends)}
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(sql.SQL(statement).format(**bounds))
    return _name(month)


_STATEMENTS = (
    "CREATE TABLE {name} (LIKE hits_hit INCLUDING DEFAULTS)",
    "WITH strays AS (DELETE FROM hits_hit_other WHERE received_at >= {begins} AND received_at < {ends} RETURNING *)"
    " INSERT INTO {name} SELECT * FROM strays",
    "ALTER TABLE hits_hit ATTACH PARTITION {name} FOR VALUES FROM ({begins}) TO ({ends})",
)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _name(month: date) -> str:
    return f"hits_hit_{month:%Y_%m}"
