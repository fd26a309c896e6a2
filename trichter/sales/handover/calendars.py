"""When a team works and how long it may take: what its row says, or office hours until somebody has said so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.kernel import workinghours
from trichter.kernel.errors import DomainError
from trichter.kernel.workinghours import Calendar
from trichter.sales.handover.models import TeamHours

HOURS, WARNING = Decimal(4), Decimal(1)
"""Within half a working day, and an hour before somebody is reminded."""
LONGEST = 400


class UnknownZone(DomainError):
    sentence = _("There is no time zone “%(zone)s”.")


class UnknownRegion(DomainError):
    sentence = _("We do not know the public holidays of “%(region)s”.")


class BadHours(DomainError):
    sentence = _("Give times as 09:00–12:30, 13:30–17:00, each after the one before.")


class NeverAtWork(DomainError):
    sentence = _("Choose at least one day on which the team works.")


class BadDeadline(DomainError):
    sentence = _("The deadline is longer than nothing, and the reminder comes before it.")


@dataclass(frozen=True, slots=True)
class Pace:
    """A team's calendar, and within how many working hours it decides; reminded so many before."""

    calendar: Calendar
    hours: Decimal = HOURS
    warning: Decimal = WARNING

    def due(self, since: datetime) -> datetime:
        """Until when it decides about what came then."""
        return workinghours.after(self.calendar, since, _long(self.hours))

    def reminding(self, since: datetime) -> datetime:
        """When it is reminded of that."""
        return workinghours.after(self.calendar, since, _long(max(self.hours - self.warning, Decimal(0))))

    def left(self, now: datetime, due: datetime) -> float:
        """Which part of its time is left, from 1 down to 0."""
        return min(1.0, workinghours.between(self.calendar, now, due) / _long(self.hours))


def _long(hours: Decimal) -> timedelta:
    return timedelta(hours=float(hours))


def usual() -> Pace:
    """Of a team that has said nothing, and of those who are in none."""
    return Pace(workinghours.office(settings.TIME_ZONE))


def of(team: int | None) -> Pace:
    """Of a team."""
    row = TeamHours.objects.filter(team=team or 0).first()
    return _pace(row) if row else usual()


def all_of(teams: Iterable[int | None]) -> dict[int | None, Pace]:
    """Of several teams at once."""
    rows = {row.team_id: _pace(row) for row in TeamHours.objects.filter(team__in=[team for team in teams if team])}
    common = usual()
    return {team: rows.get(team or 0, common) for team in teams}


def every() -> dict[int, Calendar]:
    """Of all teams that have said one; as number 0 that of all others."""
    return {row.team_id: _pace(row).calendar for row in TeamHours.objects.all()} | {0: usual().calendar}


def _pace(row: TeamHours) -> Pace:
    week = tuple(tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in day) for day in row.week)
    return Pace(Calendar(row.zone, week, row.region), row.hours, row.warning)


@transaction.atomic
def keep(team: int, pace: Pace) -> None:
    """What holds for a team from now on; deadlines that are running stay. Raises what is wrong with it."""
    _check(pace)
    calendar = pace.calendar
    TeamHours.objects.update_or_create(
        team_id=team,
        defaults={
            "zone": calendar.zone,
            "region": calendar.region,
            "week": [[[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in day] for day in calendar.week],
            "hours": pace.hours,
            "warning": pace.warning,
        },
    )


def _check(pace: Pace) -> None:
    calendar = pace.calendar
    if calendar.zone not in available_timezones():
        raise UnknownZone(zone=calendar.zone)
    try:
        workinghours.public_holidays(calendar.region, 2026)
    except NotImplementedError:
        raise UnknownRegion(region=calendar.region) from None
    if not any(calendar.week):
        raise NeverAtWork
    if not 0 < pace.hours <= LONGEST or not 0 <= pace.warning < pace.hours:
        raise BadDeadline
    for day in calendar.week:
        _check_day(day)


def _check_day(day: Sequence[workinghours.Span]) -> None:
    """Each span ends after it begins, and before the next; only the last may end at midnight."""
    ends = [(end.hour * 60 + end.minute) or 24 * 60 for _begin, end in day]
    begins = [begin.hour * 60 + begin.minute for begin, _end in day]
    if any(end <= begin for begin, end in zip(begins, ends, strict=True)):
        raise BadHours
    if any(later < end for end, later in zip(ends, begins[1:], strict=False)):
        raise BadHours


def week_of(pace: Pace, moment: datetime) -> datetime:
    """When the week began in which that moment lies, where the team is."""
    zone = ZoneInfo(pace.calendar.zone)
    local = moment.astimezone(zone)
    return datetime.combine(local.date() - timedelta(days=local.weekday()), time(), zone)
