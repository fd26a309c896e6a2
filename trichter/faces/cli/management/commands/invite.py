"""`trichter invite`: an account for a colleague; the first one of an installation comes from here."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.errors import DomainError


class NoTerminal(DomainError):
    sentence = gettext_lazy(
        "There is no terminal to ask for the password: give it on standard input, --password-stdin."
    )


class NotTheSame(DomainError):
    sentence = gettext_lazy("The two passwords are not the same; nobody was invited.")


class Command(SpokenCommand):
    """Ask for a password and make the account."""

    help = gettext_noop("Makes an account for a colleague, whose password it asks for.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and what they do here."""
        from trichter.facts.staff.services import ROLES

        parser.add_argument("email", help=_("e-mail address, with which they sign in"))
        parser.add_argument("--name", required=True, help=_("name, as colleagues see it"))
        parser.add_argument("--role", choices=ROLES, default="marketing", help=_("what they do here"))
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help=_("language of their pages"),
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help=_("read the password from standard input, for programs")
        )

    def handle(
        self, *_args: Any, email: str, name: str, role: str, language: str, password_stdin: bool, **_options: Any
    ) -> None:
        """Complain about the address before the password is asked for."""
        from trichter.facts.staff import services as staff

        staff.check_address(email)
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked()
        colleague = staff.invite(email, name=name, role=role, password=password, language=language)
        said = {"name": colleague.name, "email": colleague.email}
        self.stdout.write(_("%(name)s can sign in now, as %(email)s.") % said)


def _asked() -> str:
    if not sys.stdin.isatty():
        raise NoTerminal
    password = getpass(_("Password: "))
    if password != getpass(_("Password again: ")):
        raise NotTheSame
    return password
