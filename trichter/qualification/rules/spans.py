"""Spans of time as rules name them: a day, a calendar week, so many days ago. What is relative depends on the clock.

Days, weeks, months and years begin at midnight of the house's zone. A span is `[start, end)`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from trichter.kernel import clock


class Unit(StrEnum):
    """In what spans are measured."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


Amount = Annotated[int, Field(ge=0, le=10_000)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Day(_Model):
    """A day of the calendar."""

    day: date

    def start(self, _now: datetime) -> datetime:
        """Midnight, whatever the time is."""
        return _midnight(self.day)

    def end(self, _now: datetime) -> datetime:
        """The midnight after."""
        return _midnight(_moved(self.day, 1, Unit.DAY))

    @property
    def is_relative(self) -> bool:
        """Whether it moves with the clock."""
        return False


class Period(_Model):
    """This day, week, month or year, or a neighbour of it: `shift` -1 is the last one, 1 the next."""

    period: Literal[Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR]
    shift: Annotated[int, Field(ge=-1, le=1)] = 0

    def start(self, now: datetime) -> datetime:
        """Weeks begin on Monday (ISO 8601)."""
        return _midnight(_moved(_first(clock.today(now), self.period), self.shift, self.period))

    def end(self, now: datetime) -> datetime:
        """Where the next one begins."""
        return _midnight(_moved(_first(clock.today(now), self.period), self.shift + 1, self.period))

    @property
    def is_relative(self) -> bool:
        """Whether it moves with the clock."""
        return True


class Distance(_Model):
    """So many units before now, or after it if `is_ahead`: a moment for minutes and hours, else that day."""

    distance: Amount
    unit: Unit
    is_ahead: bool = False

    def start(self, now: datetime) -> datetime:
        """The moment itself, or the midnight with which its day begins."""
        if self.unit in _EXACT:
            return moved(now, self._signed, self.unit)
        return _midnight(_moved(clock.today(now), self._signed, self.unit))

    def end(self, now: datetime) -> datetime:
        """The moment itself, or the midnight after its day."""
        if self.unit in _EXACT:
            return moved(now, self._signed, self.unit)
        return _midnight(_moved(clock.today(now), self._signed, self.unit) + timedelta(days=1))

    @property
    def is_relative(self) -> bool:
        """Whether it moves with the clock."""
        return True

    @property
    def _signed(self) -> int:
        return self.distance if self.is_ahead else -self.distance


class Length(_Model):
    """A length of time, as in “in the last 30 days”: counted from the moment, not from midnight."""

    length: Amount
    unit: Unit


Span = Day | Period | Distance
Edge = Callable[[datetime], datetime]
"""Where a span begins or ends, by the time it is; never moves back as time goes on."""

_EXACT = frozenset({Unit.MINUTE, Unit.HOUR})


def moved(moment: datetime, amount: int, unit: Unit) -> datetime:
    """The moment so many units later, at the same time of day in the house's zone for days and more.

    Ends at the years 1 and 9999 instead of failing.
    """
    try:
        if unit in _EXACT:
            return moment + timedelta(**{f"{unit.value}s": amount})
        local = _local(moment)
        return datetime.combine(_moved(local.date(), amount, unit), local.timetz()).astimezone(UTC)
    except (OverflowError, ValueError):
        return LATEST if amount > 0 else EARLIEST


EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def _local(now: datetime) -> datetime:
    """In the house's zone."""
    return now.astimezone(timezone.get_default_timezone())


def _midnight(day: date) -> datetime:
    """In UTC, for that is how times are stored; where the clock is put forward at midnight, the first moment after."""
    local = datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
    try:
        return local.astimezone(UTC)
    except OverflowError:
        return EARLIEST if day.year < 2000 else LATEST


def _first(day: date, unit: Unit) -> date:
    if unit == Unit.WEEK:
        return day - timedelta(days=day.weekday())
    if unit == Unit.MONTH:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == Unit.YEAR else day


def _moved(day: date, amount: int, unit: Unit) -> date:
    try:
        if unit in (Unit.DAY, Unit.WEEK):
            return day + timedelta(days=amount * (7 if unit == Unit.WEEK else 1))
        return clock.months_after(day, amount * (12 if unit == Unit.YEAR else 1))
    except (OverflowError, ValueError):
        return date(9999, 12, 30) if amount > 0 else date(1, 1, 2)
