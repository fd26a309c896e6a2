"""Who works here: colleagues with their role and teams, let in, shut out, and never so that nobody administers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from trichter.facts.staff.models import Department, Role, Team, User
from trichter.kernel.errors import DomainError

ROLES = Role.choices
DEPARTMENTS = Department.choices


class NoSuchColleague(DomainError):
    sentence = _("There is no such colleague any more.")


class LastAdministrator(DomainError):
    sentence = _("%(name)s is the last who administers this house. Give somebody else the role first.")


class NotYourself(DomainError):
    sentence = _("You cannot shut your own account. Ask another who administers this house.")


class TeamKnown(DomainError):
    sentence = _("There is a team “%(name)s” already.")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody as the team page shows them. `has_password` is false until they have followed their invitation."""

    id: int
    name: str
    email: str
    role: Role
    teams: tuple[int, ...]
    team_names: tuple[str, ...]
    is_active: bool
    has_password: bool
    last_login: datetime | None
    language: str


@dataclass(frozen=True, slots=True)
class Group:
    """A team."""

    id: int
    name: str
    department: Department


def colleagues() -> list[Colleague]:
    """All of them, those who work here first, by name."""
    return [_colleague(user) for user in User.objects.prefetch_related("teams").order_by("-is_active", "name", "id")]


def colleague(user: int) -> Colleague:
    """One of them. Raises `NoSuchColleague`."""
    return _colleague(_found(user))


def left(user: int) -> QuerySet[User]:
    """Those who work here no more and with whom a colleague shared a team, or who were in none: what waits for them
    waits for the colleague."""
    beside = Q(teams__in=Team.objects.filter(members=user)) | Q(teams=None)
    return User.objects.filter(beside, is_active=False)


def names() -> dict[int, str]:
    """What all who ever worked here are called, by id."""
    return {user.pk: str(user) for user in User.objects.only("id", "name", "email")}


def teams() -> list[Group]:
    """All teams by name."""
    return [Group(team.pk, team.name, Department(team.department)) for team in Team.objects.order_by("name")]


def found(name: str, *, department: str) -> Group:
    """A new team. Raises `TeamKnown`."""
    name = " ".join(name.split())
    if Team.objects.filter(name__iexact=name).exists():
        raise TeamKnown(name=name)
    team = Team.objects.create(name=name, department=Department(department))
    return Group(team.pk, team.name, Department(team.department))


@transaction.atomic
def change(user: int, *, name: str, role: str, teams: Iterable[int]) -> None:
    """Another name, role or teams. Raises `NoSuchColleague` and `LastAdministrator`."""
    row = _locked(user)
    if role != Role.ADMINISTRATION:
        _still_administered_without(row)
    row.name, row.role = name, Role(role)
    row.save(update_fields=["name", "role"])
    row.teams.set(Team.objects.filter(id__in=list(teams)))


@transaction.atomic
def deactivate(user: int, *, by: int) -> None:
    """Shut the account, with all its sessions, at once; what they did and whom they look after stays as it is.

    Raises `NoSuchColleague`, `NotYourself` and `LastAdministrator`.
    """
    if user == by:
        raise NotYourself
    row = _locked(user)
    _still_administered_without(row)
    User.objects.filter(pk=row.pk).update(is_active=False)
    _end_sessions(row.pk)


def _end_sessions(user: int) -> None:
    """Also those that nobody has listed: only the session itself tells whose it is."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user):
            session.delete()
    UserSession.objects.filter(user_id=user).delete()


@transaction.atomic
def reactivate(user: int) -> None:
    """Open the account again. Raises `NoSuchColleague`."""
    User.objects.filter(pk=_locked(user).pk).update(is_active=True)


def _still_administered_without(row: User) -> None:
    """Who was invited and never chose a password administers nothing yet."""
    others = User.objects.filter(role=Role.ADMINISTRATION, is_active=True).exclude(pk=row.pk)
    can_sign_in = any(other.has_usable_password() for other in others)
    if row.role == Role.ADMINISTRATION and row.is_active and not can_sign_in:
        raise LastAdministrator(name=str(row))


def _locked(user: int) -> User:
    # Everybody's row, in one order: of two who demote each other, the second sees what the first has done.
    rows = {row.pk: row for row in User.objects.select_for_update(no_key=True).order_by("id")}
    if user not in rows:
        raise NoSuchColleague
    return rows[user]


def _found(user: int) -> User:
    row = User.objects.prefetch_related("teams").filter(pk=user).first()
    if row is None:
        raise NoSuchColleague
    return row


def _colleague(user: User) -> Colleague:
    groups = sorted(user.teams.all(), key=lambda team: team.name)
    return Colleague(
        id=user.pk,
        name=str(user),
        email=user.email,
        role=Role(user.role),
        teams=tuple(team.pk for team in groups),
        team_names=tuple(team.name for team in groups),
        is_active=user.is_active,
        has_password=user.has_usable_password(),
        last_login=user.last_login,
        language=user.language,
    )
