"""The only clock: everything that asks for the time asks here, so that tests and the demo can move it."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

_moved: ContextVar[datetime | None] = ContextVar("moved clock", default=None)
AHEAD = timedelta(days=1)
"""How far another clock may be ahead. A year mistyped into the future would outrank every later word about a person
(`contacts.registers`)."""


def now() -> datetime:
    """The current time in UTC; inside `at`, the time set there."""
    return _moved.get() or datetime.now(UTC)


def today(moment: datetime | None = None) -> date:
    """The day it is in the house's zone, now or at that moment: while it is night here it may be another in UTC."""
    return (moment or now()).astimezone(timezone.get_default_timezone()).date()


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now` answer `moment` within the block, in this thread or task."""
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
