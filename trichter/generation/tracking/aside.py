"""Lines that could not be digested: set aside with the reason, so that they hold up nobody else's, and tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from trichter.kernel import clock
from trichter.spine.intake import TooBusy

PASSING = (OperationalError, InterfaceError, ProgrammingError, TooBusy)
"""What says nothing of the lines: the database is away, others were quicker, its tables are of another release."""
AGAIN_AFTER = timedelta(days=1)
"""By then what was wrong with us may be mended."""
MOST_AGAIN = 1_000
"""Tried again at once: a bad one costs as much as a whole batch of good ones."""


@dataclass(frozen=True, slots=True)
class Aside:
    """How many are set aside, and the reason that most of them have."""

    number: int
    reason: str


def aside() -> Aside:
    """As of now."""
    with connection.cursor() as cursor:
        cursor.execute(_REASONS)
        found = cursor.fetchall()
    return Aside(sum(number for _reason, number in found), found[0][0] if found else "")


def first_waiting() -> int | None:
    """The number of the line that is digested next; nobody else digests or deletes it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST)
        found = cursor.fetchone()
    return int(found[0]) if found else None


def set_aside(line: int, reason: str, *, at: datetime) -> None:
    """It stays in the log, and waits no longer."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hits_waiting SET failure = %s, failed_at = %s WHERE id = %s", [reason, at, line])


def try_again() -> int:
    """Those that have lain a day wait once more; answers how many."""
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, [clock.now() - AGAIN_AFTER, MOST_AGAIN])
        return int(cursor.rowcount)


_REASONS = "SELECT failure, count(*) FROM hits_waiting WHERE failure IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
_FIRST = "SELECT id FROM hits_waiting WHERE failure IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
_AGAIN = """
    UPDATE hits_waiting SET failure = NULL, failed_at = NULL WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM hits_waiting WHERE failure IS NOT NULL AND failed_at <= %s ORDER BY failed_at LIMIT %s
        FOR UPDATE SKIP LOCKED
    ))
"""
