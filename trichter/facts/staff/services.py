"""Writes about colleagues; they are not persons of the funnel, so they do not pass `record()`."""

from collections.abc import Sequence

from django.db import transaction

from trichter.facts.staff.models import Role, Team, User
from trichter.kernel import clock


@transaction.atomic
def invite(
    email: str,
    *,
    name: str,
    role: Role = Role.MARKETING,
    password: str | None = None,
    teams: Sequence[Team] = (),
    language: str = "de",
) -> User:
    """A new colleague; without a password they cannot sign in until they have set one."""
    user = User.objects.create_user(email, password, name=name, role=role, language=language, joined_at=clock.now())
    user.teams.set(teams)
    return user


def prefer(user: User, **chosen: str) -> None:
    """Keep what a colleague prefers: language, time zone, theme."""
    for name, value in chosen.items():
        setattr(user, name, value)
    user.save(update_fields=list(chosen))


def found_team(name: str, *, department: str) -> Team:
    """The team of that name, made if it is missing."""
    return Team.objects.get_or_create(name=name, defaults={"department": department})[0]
