"""Who has forgotten a password gets a link by the one door out; who has none learns nothing."""

import re
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from tests.faces.web.conftest import PASSWORD
from tests.spine.outreach.posts import sent, settled
from trichter.faces.web import account
from trichter.facts.staff.models import User
from trichter.spine.outreach.models import Message

NEW = "zwölf Ahornblätter"


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _house(transactional_db: None) -> None:
    settled()


def forget(client: Client, email: str) -> Any:
    """Ask for a link; the letter is handed in when that has been answered."""
    answer = client.post("/passwort/", {"email": email})
    account._LATER.submit(int).result(60)  # after those before it
    return answer


def link_in(mail: Message) -> str:
    """The path of the link in the text of a mail."""
    text = message_from_bytes(bytes(mail.source or b""), policy=policy.default).get_body(("plain",))
    assert text is not None
    found = re.search(r"https?://\S+/passwort/\S+", text.get_content())
    assert found is not None
    return urlsplit(found[0]).path


def choose(client: Client, link: str, password: str = NEW) -> None:
    """Follow the link and choose a password."""
    form = client.get(link)
    assert form.status_code == 302, "the key goes into the session, out of the address"
    done = client.post(form.headers["Location"], {"password1": password, "password2": password})
    assert done.headers["Location"] == "/passwort/gesetzt/"
    assert client.get("/passwort/gesetzt/").status_code == 200


@pytest.mark.parametrize(("language", "subject"), [("de", "Neues Passwort"), ("en", "Set a new password")])
def test_a_link_to_set_a_new_password_comes_by_mail(client: Client, lea: User, language: str, subject: str) -> None:
    User.objects.filter(pk=lea.pk).update(language=language)
    assert client.get("/passwort/").status_code == 200
    answer = forget(client, "LEA@ahornwerk.example")
    assert answer.headers["Location"] == "/passwort/unterwegs/"
    (mail,) = sent()
    assert (mail.subject, mail.envelope_to) == (subject, "lea@ahornwerk.example")
    link = link_in(mail)
    choose(client, link, "dreizehn Ahornblätter")
    lea.refresh_from_db()
    assert lea.check_password("dreizehn Ahornblätter")


def test_the_ledger_keeps_no_link_that_lets_somebody_in(client: Client, lea: User) -> None:
    forget(client, lea.email)
    waiting = Message.objects.get()
    assert (waiting.context, waiting.source) == ({}, None)
    sent()
    assert Message.objects.get().source is None


def test_a_link_works_once(client: Client, lea: User) -> None:
    forget(client, lea.email)
    link = link_in(sent()[0])
    choose(client, link)
    again = Client().get(link, follow=True)
    assert again.status_code == 200
    assert "btn-primary" in again.content.decode()
    assert "password1" not in again.content.decode()


def test_nobody_learns_whether_an_address_has_an_account(client: Client) -> None:
    answer = forget(client, "stranger@example.org")
    assert answer.headers["Location"] == "/passwort/unterwegs/"
    assert not Message.objects.exists()


def test_the_time_of_an_answer_does_not_tell_who_has_an_account(client: Client, lea: User) -> None:
    # The letter waits for a table that somebody holds; its answer does not.
    holder = connection.copy()
    with holder.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE outreach_message")
        answer = client.post("/passwort/", {"email": lea.email})
        cursor.execute("ROLLBACK")
    holder.close()
    assert answer.headers["Location"] == "/passwort/unterwegs/"
    account._LATER.submit(int).result(60)
    assert len(sent()) == 1


def test_who_has_left_gets_no_link(client: Client, lea: User) -> None:
    User.objects.update(is_active=False)
    forget(client, lea.email)
    assert sent() == []


def test_the_login_shows_the_way(client: Client, lea: User) -> None:
    assert 'href="/passwort/"' in client.get("/anmelden/").content.decode()
    assert lea.check_password(PASSWORD)
