"""The months of the log: made before they come, dropped when they have been kept long enough."""

import re
from datetime import UTC, date, datetime, time

import structlog
from django.db import OperationalError, connection, transaction
from psycopg import sql
from psycopg.errors import LockNotAvailable

from trichter.kernel import clock

AHEAD = 2
"""Months that are there before they begin."""
_MONTH = re.compile(r"hits_hit_(\d{4})_(\d{2})")
PATIENCE = "2s"
"""For which a month waits to be dropped: as long as it waits behind somebody who reads, nothing can be written."""
# Any number, as long as it is ours alone: two nodes do not make the same month.
_LOCK = 7_482_006

log = structlog.get_logger(__name__)


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


def over_by(day: date) -> list[date]:
    """The months that have ended by that day and still have a table."""
    return [month for month in months() if clock.months_after(month, 1) <= day]


def drop_before(day: date) -> list[str]:
    """Drop the months that have ended by that day, and what fell beside the months before it; answers which.

    A month that somebody reads for long is left to the next time.
    """
    dropped = [_name(month) for month in over_by(day) if _drop(month)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM hits_hit_other WHERE received_at < %s", [_midnight(day)])
    return dropped


def _drop(month: date) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(_name(month))))
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        log.warning("month not dropped: somebody reads it", month=_name(month))
        return False
    return True


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
