"""`trichter invite` makes an account whose owner can sign in, or says in a sentence why not."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pydantic import SecretStr

from tests.faces.web.test_passwords import choose, link_in
from tests.spine.outreach.posts import sent, settled
from trichter.faces.cli.management.commands.invite import NoMailServer, NoTerminal, NotTheSame
from trichter.facts.staff.models import User
from trichter.facts.staff.services import InvitedAlready, NotAnAddress, WeakPassword
from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError

PASSWORD = "zwölf Ahornblätter"

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def invite(patch: pytest.MonkeyPatch, *arguments: str, given: str = PASSWORD) -> str:
    """Invite with the password on standard input."""
    patch.setattr("sys.stdin", io.StringIO(f"{given}\n"))
    out = io.StringIO()
    call_command("invite", *arguments, "--password-stdin", stdout=out)
    return out.getvalue()


def answers(patch: pytest.MonkeyPatch, *typed: str) -> None:
    """Somebody at a terminal who types this."""
    waiting = iter(typed)
    patch.setattr("sys.stdin", Terminal())
    patch.setattr("trichter.faces.cli.management.commands.invite.getpass", lambda _prompt: next(waiting))


def test_who_was_invited_can_sign_in(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    said = invite(
        monkeypatch, "Eva@Ahornwerk.example", "--name", "Eva Lang", "--role", "administration", "--language", "en"
    )

    eva = User.objects.get()
    assert said == "Eva Lang can sign in now, as eva@ahornwerk.example.\n"
    assert (eva.name, eva.role, eva.language) == ("Eva Lang", "administration", "en")
    answer = client.post("/anmelden/", {"login": "eva@ahornwerk.example", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_the_terminal_asks_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PASSWORD, PASSWORD)
    call_command("invite", "eva@ahornwerk.example", "--name", "Eva", "--password", stdout=io.StringIO())

    assert User.objects.get().check_password(PASSWORD)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    with_mail = environment().model_copy(update={"mail_url": SecretStr("mailbox:")})
    monkeypatch.setattr("trichter.faces.cli.management.commands.invite.environment", lambda: with_mail)


@pytest.mark.usefixtures("mailbox")
def test_without_a_password_a_link_is_sent_with_which_they_choose_one(client: Client) -> None:
    settled()
    out = io.StringIO()
    call_command("invite", "eva@ahornwerk.example", "--name", "Eva Lang", "--language", "en", stdout=out)

    assert out.getvalue() == "Eva Lang gets a link, at eva@ahornwerk.example.\n"
    assert not User.objects.get().has_usable_password()
    (mail,) = sent()
    assert (mail.subject, mail.envelope_to) == ("Your account", "eva@ahornwerk.example")
    choose(client, link_in(mail))
    assert User.objects.get().check_password(PASSWORD)


def test_without_a_mail_server_nobody_is_invited_by_a_link() -> None:
    with pytest.raises(NoMailServer, match="--password"):
        call_command("invite", "eva@ahornwerk.example", "--name", "Eva")

    assert not User.objects.exists()


def test_a_slip_of_the_finger_invites_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PASSWORD, PASSWORD + "x")
    with pytest.raises(NotTheSame):
        call_command("invite", "eva@ahornwerk.example", "--name", "Eva", "--password")

    assert not User.objects.exists()


def test_without_a_terminal_it_says_how_to_give_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(NoTerminal, match="--password-stdin"):
        call_command("invite", "eva@ahornwerk.example", "--name", "Eva", "--password")


@pytest.mark.parametrize(
    ("email", "password", "error", "sentence"),
    [
        ("eva", PASSWORD, NotAnAddress, "“eva” is not an e-mail address."),
        ("eva@ahornwerk.example", "kurz", WeakPassword, "too short"),
        ("eva@ahornwerk.example", "", WeakPassword, "too short"),
        ("eva@ahornwerk.example", "password1", WeakPassword, "too common"),
        ("eva@ahornwerk.example", "ahornwerk.example", WeakPassword, "too similar"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, error: type[DomainError], sentence: str
) -> None:
    with pytest.raises(error) as refused:
        invite(monkeypatch, email, "--name", "Eva", given=password)

    assert sentence in str(refused.value)
    assert not User.objects.exists()


def test_nobody_is_invited_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    invite(monkeypatch, "eva@ahornwerk.example", "--name", "Eva")

    with pytest.raises(InvitedAlready):
        invite(monkeypatch, "EVA@ahornwerk.example", "--name", "Eva")


def test_only_roles_that_exist_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments: list[Any] = ["eva@ahornwerk.example", "--name", "Eva", "--role", "queen"]
    with pytest.raises(CommandError, match="queen"):
        invite(monkeypatch, *arguments)
