"""The only clock: everything that asks for the time asks here, so that tests and the demo can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_moved: ContextVar[datetime | None] = ContextVar("moved clock", default=None)
AHEAD = timedelta(days=1)
"""How far another clock may be ahead. A year mistyped into the future would outrank every later word about a person
(`contacts.registers`)."""


def now() -> datetime:
    """The current time in UTC; inside `at`, the time set there."""
    return _moved.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now` answer `moment` within the block, in this thread or task."""
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
