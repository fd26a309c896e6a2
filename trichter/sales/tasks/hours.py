"""Office hours: Monday to Friday, nine to five by the wall clock of the house, whatever summer time does to UTC."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

OPENS, CLOSES = time(9), time(17)
FRIDAY = 4


def after(moment: datetime, hours: float) -> datetime:
    """When that many office hours have passed since a moment."""
    wall, left = _opened(_wall(moment)), timedelta(hours=hours)
    while left > (rest := datetime.combine(wall, CLOSES) - wall):
        wall, left = _opened(_next_morning(wall)), left - rest
    return _utc(wall + left)


def next_morning(moment: datetime) -> datetime:
    """When the house opens again after today."""
    return _utc(_opened(_next_morning(_wall(moment))))


def next_monday(moment: datetime) -> datetime:
    """When the house opens in the week after this one."""
    wall = _wall(moment)
    monday = wall.date() + timedelta(days=7 - wall.weekday())
    return _utc(datetime.combine(monday, OPENS))


def opening(day: date) -> datetime:
    """When the house opens on that day."""
    return _utc(datetime.combine(day, OPENS))


def end_of_day(moment: datetime) -> datetime:
    """The midnight after a moment, in the zone of the person who looks."""
    zone = timezone.get_current_timezone()
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=zone).astimezone(UTC)


def _opened(wall: datetime) -> datetime:
    """The moment itself within office hours, else the next opening."""
    if wall.weekday() > FRIDAY or wall.time() >= CLOSES:
        return _opened(_next_morning(wall))
    return max(wall, datetime.combine(wall, OPENS))


def _next_morning(wall: datetime) -> datetime:
    return datetime.combine(wall.date() + timedelta(days=1), OPENS)


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone()).replace(tzinfo=None)


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=timezone.get_default_timezone()).astimezone(UTC)
