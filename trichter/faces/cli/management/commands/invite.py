"""`trichter invite`: an account for a colleague; the first one of an installation comes from here."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from trichter.faces.cli.command import SpokenCommand
from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError

if TYPE_CHECKING:
    from trichter.facts.staff.models import User


class NoTerminal(DomainError):
    sentence = gettext_lazy(
        "There is no terminal to ask for the password: give it on standard input, --password-stdin."
    )


class NoMailServer(DomainError):
    sentence = gettext_lazy(
        "There is no mail server to send the invitation: set TRICHTER_MAIL_URL, or give a password with --password."
    )


class NotTheSame(DomainError):
    sentence = gettext_lazy("The two passwords are not the same; nobody was invited.")


class Command(SpokenCommand):
    """Make the account, and send its owner a link, unless a password is given here."""

    help = gettext_noop("Makes an account for a colleague and sends them a link to choose their password.")

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
        given = parser.add_mutually_exclusive_group()
        given.add_argument("--password", action="store_true", help=_("ask for a password here, send no link"))
        given.add_argument(
            "--password-stdin", action="store_true", help=_("read the password from standard input, for programs")
        )

    def handle(
        self,
        *_args: Any,
        email: str,
        name: str,
        role: str,
        language: str,
        password: bool,
        password_stdin: bool,
        **_options: Any,
    ) -> None:
        """Complain about the address before the password is asked for."""
        from trichter.facts.staff import services as staff

        staff.check_address(email)
        chosen = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked() if password else None
        if chosen is None and environment().mail_url is None:
            raise NoMailServer
        with transaction.atomic():
            colleague = staff.invite(email, name=name, role=role, password=chosen, language=language)
            if chosen is None:
                _send_a_link(colleague)
        said = {"name": colleague.name, "email": colleague.email}
        sentence = _("%(name)s can sign in now, as %(email)s.")
        self.stdout.write((sentence if chosen is not None else _("%(name)s gets a link, at %(email)s.")) % said)


def _send_a_link(colleague: "User") -> None:
    from trichter.spine.outreach import Letter, send
    from trichter.spine.outreach.grounds import ToColleague

    send(
        Letter(
            template="account_invitation",
            ground=ToColleague(),
            cause=f"invitation {colleague.pk}",
            language=colleague.language,
            colleague=colleague.pk,
        )
    )


def _asked() -> str:
    if not sys.stdin.isatty():
        raise NoTerminal
    password = getpass(_("Password: "))
    if password != getpass(_("Password again: ")):
        raise NotTheSame
    return password
