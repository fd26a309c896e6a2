"""Whose turn it is: the first route that fits leads to a colleague or a team, and within a team to whoever is there and
has had least of what is theirs to take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Max, QuerySet

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import Department, Role, Team, User
from trichter.facts.staff.permissions import Permission, allowed
from trichter.kernel import workinghours
from trichter.sales.handover import calendars, conditions
from trichter.sales.handover.models import Absence, Handover, Route, Share, State

DECIDING = tuple(role for role in Role if Permission.HANDOVER in allowed(role))
"""Who may take a lead or reject it."""
_LOCK = 7_482_005
"""Any number, as long as it is ours alone: of two handovers the second sees whom the first went to, on whichever route
and in whichever of their teams."""
_NOT_COUNTED = (State.WITHDRAWN, State.JOINED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a handover goes. `is_unattended` if nobody there can take it: then it is a team's, or nobody's."""

    team: int | None = None
    colleague: int | None = None
    route: str = ""
    is_unattended: bool = False


def place(contact: Contact, *, at: datetime) -> Place:
    """Where this person goes: to who is in charge of them already, else by the routes. Within a transaction."""
    owner = contact.owner_id
    if owner and present([owner], day=_day(None, at)):
        return Place(team_of(owner), owner)
    _one_after_the_other()
    ways = list(_ways(contact))
    for route in ways:
        found = _taker(route, at)
        if found:
            return Place(route.team_id or team_of(found), found, route.name)
    # A route to somebody who works here no more leads nowhere.
    first = next((way for way in ways if way.colleague is None or way.colleague.is_active), ways[-1])
    return Place(first.team_id, first.colleague_id, first.name, is_unattended=True)


def _one_after_the_other() -> None:
    """What somebody can take in a week is counted over all their teams."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def placed(to: int | None, team: int | None) -> Place:
    """Where it goes by hand: to a colleague, who works by the calendar of their team, or to a team."""
    return Place(team_of(to), to) if to else Place(team)


def _ways(contact: Contact) -> Iterator[Route]:
    """The routes that fit, in their order; where none does, the first team of sales, else whoever sells."""
    routes = list(Route.objects.select_related("team", "colleague"))
    fitting = conditions.fitting([route.condition for route in routes], contact.pk)
    yield from (route for route, fits in zip(routes, fitting, strict=True) if fits)
    yield Route(team=Team.objects.filter(department=Department.SALES).order_by("name").first())


def _taker(route: Route, at: datetime) -> int | None:
    """Who takes it on this route, if anybody can."""
    if route.colleague_id:
        return next(iter(_free([route.colleague_id], team=None, at=at)), None)
    return _next_in_turn(route.team_id, at)


def _next_in_turn(team: int | None, at: datetime) -> int | None:
    """Weighted round robin: least had this week by weight, then least lately."""
    loads = _free(list(_members(team).values_list("id", flat=True)), team=team, at=at)
    return min(loads, key=lambda who: loads[who], default=None)


def _members(team: int | None) -> QuerySet[User]:
    """Of a team those who may decide; of no team all who sell."""
    if team is None:
        return User.objects.filter(role=Role.SALES, is_active=True)
    return User.objects.filter(teams=team, role__in=DECIDING, is_active=True)


Load = tuple[float, float, int]


def _free(colleagues: list[int], *, team: int | None, at: datetime) -> dict[int, Load]:
    """Of these who are there when work next begins, and have not had their number of this week; with their load."""
    pace = calendars.of(team)
    here = present(colleagues, day=_day(team, at))
    since = calendars.week_of(pace, at)
    shares = {share.colleague_id: share for share in Share.objects.filter(colleague__in=here)}
    had, last = _had(here, since), _last(here)
    loads = {}
    for one in here:
        share = shares.get(one) or Share()
        if share.weight > 0 and (share.weekly is None or had.get(one, 0) < share.weekly):
            loads[one] = ((had.get(one, 0) + 1) / share.weight, last.get(one, 0.0), one)
    return loads


def present(colleagues: list[int], *, day: date) -> list[int]:
    """Of these who works here, may decide, and is not absent on that day."""
    away = Absence.objects.filter(colleague__in=colleagues, since__lte=day, until__gte=day).values("colleague")
    working = User.objects.filter(id__in=colleagues, is_active=True, role__in=DECIDING).exclude(id__in=away)
    return list(working.order_by("id").values_list("id", flat=True))


def _day(team: int | None, at: datetime) -> date:
    """The day on which the team is next at work."""
    calendar = calendars.of(team).calendar
    begin = workinghours.after(calendar, at, timedelta())
    return begin.astimezone(ZoneInfo(calendar.zone)).date()


def _had(colleagues: list[int], since: datetime) -> dict[int, int]:
    """How many handovers each has had since then."""
    rows = Handover.objects.filter(colleague__in=colleagues, opened_at__gte=since).exclude(state__in=_NOT_COUNTED)
    return dict(rows.values_list("colleague").annotate(number=Count("id")))


def _last(colleagues: list[int]) -> dict[int, float]:
    """When each had the last."""
    rows = Handover.objects.filter(colleague__in=colleagues).values_list("colleague").annotate(at=Max("opened_at"))
    return {who: at.timestamp() for who, at in rows}


def team_of(colleague: int) -> int | None:
    """The team by whose calendar a colleague works: one of sales, if there is one."""
    teams = Team.objects.filter(members=colleague).order_by("name").values_list("id", "department")
    first = sorted(teams, key=lambda team: team[1] != Department.SALES)
    return first[0][0] if first else None


def deciders(team: int | None) -> list[int]:
    """Who of a team may decide, whether they are there or not."""
    return list(_members(team).order_by("id").values_list("id", flat=True))


def administration() -> list[int]:
    """Who is told what nobody takes."""
    return list(
        User.objects.filter(role=Role.ADMINISTRATION, is_active=True).order_by("id").values_list("id", flat=True)
    )
