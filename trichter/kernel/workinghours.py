"""Working hours: how much time people at work have had between two moments, and when they will have had some more.

A calendar speaks by the wall clock of its zone, and time passes as it does: the night in which an hour is left out is
shorter, the one that has an hour twice is longer. Nothing here knows what time it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Span = tuple[time, time]
"""From, until; until midnight is `time(0)`."""
_MIDNIGHT = time()
_DAY = timedelta(days=1)
_BACK = timedelta(days=60)
_FARTHEST = 3660
"""Days after which nobody waits any more: ten years."""


class NeverOpen(ValueError):
    """In ten years nobody is at work for so long."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When people are at work: for each weekday, Monday first, spans that follow each other.

    `region` is whose public holidays are free, as ISO 3166-2 has it (`DE-NW`, `AT-9`, `CH-ZH`, or a whole country).
    """

    zone: str
    week: tuple[tuple[Span, ...], ...]
    region: str = ""

    def spans(self, day: date) -> tuple[Span, ...]:
        """Of that day."""
        return () if day in public_holidays(self.region, day.year) else self.week[day.weekday()]


def office(zone: str, region: str = "", *, opens: time = time(9), closes: time = time(17)) -> Calendar:
    """Monday to Friday."""
    return Calendar(zone, (((opens, closes),),) * 5 + ((),) * 2, region)


def after(calendar: Calendar, moment: datetime, worked: timedelta) -> datetime:
    """When people have been at work for so long since that moment; for no time at all, the next at which somebody is.

    Raises `NeverOpen`.
    """
    left = max(worked, timedelta())
    for begin, end in _openings(calendar, moment):
        if left < end - begin or (left and left == end - begin):
            return begin + left
        left -= end - begin
    raise NeverOpen


def between(calendar: Calendar, since: datetime, until: datetime) -> timedelta:
    """For how long people are at work from one moment to the other; none if the other comes first."""
    worked = timedelta()
    for begin, end in _openings(calendar, since):
        if begin >= until:
            break
        worked += min(end, until) - begin
    return worked


def before(calendar: Calendar, moment: datetime, worked: timedelta) -> datetime:
    """Since when people have been at work for so long, until that moment. Raises `NeverOpen`."""
    left, since = worked, moment - _BACK
    for begin, end in reversed([(begin, min(end, moment)) for begin, end in _openings(calendar, since, until=moment)]):
        if left <= end - begin:
            return end - left
        left -= end - begin
    raise NeverOpen


@lru_cache(maxsize=256)
def openings(calendar: Calendar, year: int) -> tuple[tuple[datetime, datetime], ...]:
    """The times of work of a year, from the one that begins first; who asks for many moments looks them up here."""
    begin, end = (datetime(one, 1, 1, tzinfo=ZoneInfo(calendar.zone)) for one in (year, year + 1))
    return tuple(_openings(calendar, begin, until=end))


@lru_cache(maxsize=256)
def public_holidays(region: str, year: int) -> frozenset[date]:
    """The public holidays of a region in a year. Raises `NotImplementedError` for a region that nobody knows."""
    if not region:
        return frozenset()
    import holidays  # takes a moment, and few processes need it

    country, _dash, part = region.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year, expand=False))


def _openings(
    calendar: Calendar, since: datetime, *, until: datetime | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """The times of work that are left after that moment, one after the other; those that begin before `until`."""
    zone = ZoneInfo(calendar.zone)
    first = since.astimezone(zone).date()
    for number in range(_FARTHEST):
        day = first + number * _DAY
        for opens, closes in calendar.spans(day):
            begin = max(_instant(zone, datetime.combine(day, opens)), since.astimezone(UTC))
            end = _instant(zone, datetime.combine(day + _DAY if closes == _MIDNIGHT else day, closes))
            if until and begin >= until:
                return
            if begin < end:
                yield begin, end


def _instant(zone: ZoneInfo, wall: datetime) -> datetime:
    """When the clocks on the wall first show that; if they never do, when they jump past it."""
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    before, then = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    while then - before > timedelta(seconds=1):
        middle = (before + (then - before) / 2).replace(microsecond=0)
        before, then = (before, middle) if middle.astimezone(zone).replace(tzinfo=None) > wall else (middle, then)
    return then
