"""How much each colleague takes, and when they are away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.staff.models import Team, User
from trichter.kernel.errors import DomainError
from trichter.sales.handover.models import Absence, Share
from trichter.sales.handover.routing import DECIDING


class Backwards(DomainError):
    sentence = _("The last day away comes before the first.")


class BadShare(DomainError):
    sentence = _("A weight lies between 0 and 100, and so does the number of leads in a week, or it is left empty.")


class UnknownColleague(DomainError):
    sentence = _("Only who works here and may decide about leads takes some.")


MOST = 100


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody is not there, both included."""

    id: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Gone:
    """An absence that is noted no more."""

    colleague: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who takes leads; `weekly` is the most in a week, if there is a most."""

    id: int
    name: str
    teams: str
    weight: int
    weekly: int | None
    away: tuple[Away, ...]


def takers(*, today: date) -> list[Taker]:
    """All who may decide, with their absences of now and later."""
    users = User.objects.filter(is_active=True, role__in=DECIDING).prefetch_related("teams").order_by("name", "id")
    shares = Share.objects.in_bulk(field_name="colleague_id")
    away: dict[int, list[Away]] = {}
    for row in Absence.objects.filter(until__gte=today):
        away.setdefault(row.colleague_id, []).append(Away(row.pk, row.since, row.until))
    return [_taker(user, shares, away) for user in users]


def _taker(user: User, shares: Mapping[int, Share], away: Mapping[int, list[Away]]) -> Taker:
    share = shares.get(user.pk) or Share()
    teams = ", ".join(sorted(team.name for team in user.teams.all()))
    return Taker(user.pk, str(user), teams, share.weight, share.weekly, tuple(away.get(user.pk, ())))


def keep(colleague: int, *, weight: int, weekly: int | None) -> None:
    """What somebody takes from now on. Raises `BadShare` and `UnknownColleague`."""
    if not 0 <= weight <= MOST or (weekly is not None and not 0 <= weekly <= MOST):
        raise BadShare
    _check(colleague)
    Share.objects.update_or_create(colleague_id=colleague, defaults={"weight": weight, "weekly": weekly})


@transaction.atomic
def leave(colleague: int, *, since: date, until: date) -> int:
    """Somebody is away on these days. Raises `Backwards` and `UnknownColleague`."""
    if until < since:
        raise Backwards
    _check(colleague)
    return Absence.objects.create(colleague_id=colleague, since=since, until=until).pk


@transaction.atomic
def stay(absence: int) -> Gone | None:
    """They are there after all. What was noted; nothing if somebody else was faster."""
    row = Absence.objects.select_for_update().filter(id=absence).first()
    if row is None:
        return None
    row.delete()
    return Gone(row.colleague_id, row.since, row.until)


def _check(colleague: int) -> None:
    if not User.objects.filter(id=colleague, is_active=True, role__in=DECIDING).exists():
        raise UnknownColleague


def selling_teams() -> list[tuple[int, str]]:
    """The teams to which a lead can go: those in which somebody may decide."""
    teams = Team.objects.filter(members__is_active=True, members__role__in=DECIDING).distinct().order_by("name")
    return list(teams.values_list("id", "name"))


def by_team(*, since: date) -> dict[int, list[Taker]]:
    """Who takes leads in each team, with their absences from that day on."""
    found = {taker.id: taker for taker in takers(today=since)}
    members = User.teams.through.objects.filter(user_id__in=found).values_list("team_id", "user_id")
    teams: dict[int, list[Taker]] = {}
    for team, user in members:
        teams.setdefault(team, []).append(found[user])
    return teams
