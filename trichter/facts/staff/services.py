"""Writes about colleagues; they are not persons of the funnel, so they do not pass `record()`."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.staff.models import Role, Team, User
from trichter.kernel import clock
from trichter.kernel.errors import DomainError

ROLES = tuple(Role.values)


class NotAnAddress(DomainError):
    sentence = _("“%(email)s” is not an e-mail address.")


class InvitedAlready(DomainError):
    sentence = _("%(email)s has an account already.")


class WeakPassword(DomainError):
    sentence = _("Take another password: %(problems)s")


def check_address(email: str) -> None:
    """Whether a colleague can be invited under this address. Raises `NotAnAddress` or `InvitedAlready`."""
    try:
        validate_email(email.strip())
    except ValidationError:
        raise NotAnAddress(email=email) from None
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise InvitedAlready(email=email)


def check_password(password: str, *, email: str, name: str) -> None:
    """Whether nobody guesses it soon. Raises `WeakPassword` with what Django's validators say."""
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise WeakPassword(problems=" ".join(error.messages)) from None


@transaction.atomic
def invite(
    email: str,
    *,
    name: str,
    role: str = Role.MARKETING,
    password: str | None = None,
    teams: Sequence[Team] | Sequence[int] = (),
    language: str = "de",
) -> User:
    """A new colleague; without a password they cannot sign in until they have set one.

    Raises `NotAnAddress`, `InvitedAlready` and `WeakPassword`.
    """
    check_address(email)
    if password is not None:
        check_password(password, email=email, name=name)
    user = User.objects.create_user(email, password, name=name, role=role, language=language, joined_at=clock.now())
    user.teams.set(teams)
    return user


def prefer(user: User, **chosen: str | bool) -> None:
    """Keep what a colleague prefers: language, time zone, theme, single keys, whether the tour is closed."""
    for name, value in chosen.items():
        setattr(user, name, value)
    user.save(update_fields=list(chosen))


def open_tour(user: int) -> None:
    """Show the tour again."""
    User.objects.filter(pk=user).update(is_tour_closed=False)


def found_team(name: str, *, department: str) -> Team:
    """The team of that name, made if it is missing."""
    return Team.objects.get_or_create(name=name, defaults={"department": department})[0]
