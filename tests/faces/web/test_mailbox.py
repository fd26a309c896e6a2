"""The mailbox of a house that only tries things out."""

import pytest
from django.test import Client
from pydantic import SecretStr

from tests.factories import anna
from tests.spine.outreach.posts import paper, settled
from trichter.faces.web import letters as mailer
from trichter.facts.staff.models import Role, User
from trichter.kernel.environment import environment
from trichter.spine.outreach import sending
from trichter.spine.outreach.models import BoxedMail
from trichter.spine.outreach.transports import Mailbox


@pytest.fixture
def kept(db: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """A mail in the mailbox."""
    here = environment().model_copy(update={"mail_url": SecretStr("mailbox:")})
    monkeypatch.setattr("trichter.spine.outreach.mailbox.environment", lambda: here)
    settled()
    paper(
        anna(),
        context={"subject": "Zwölf Hebel", "body": "Hier: https://ahornwerk.example/x <script>alert(1)</script>"},
    )
    while sending.send_next(Mailbox()):
        pass
    return BoxedMail.objects.get().pk


def test_it_lists_and_shows_mails(client_of_lea: Client, kept: int) -> None:
    listed = client_of_lea.get("/postfach/").content.decode()
    assert f'href="/postfach/{kept}/"' in listed
    assert "Zwölf Hebel" in listed
    shown = client_of_lea.get(f"/postfach/{kept}/")
    assert "anna@example.org" in shown.content.decode()
    assert f'src="/postfach/{kept}/html/"' in shown.content.decode()
    assert "<script>alert" not in shown.content.decode()
    assert 'href="/postfach/"' in client_of_lea.get("/").content.decode()


def test_the_mail_is_shown_in_a_frame_that_can_do_nothing(client_of_lea: Client, kept: int) -> None:  # LAW 4.2
    page = client_of_lea.get(f"/postfach/{kept}/")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    framed = client_of_lea.get(f"/postfach/{kept}/html/")
    rules = dict(rule.partition(" ")[::2] for rule in framed.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == rules["form-action"] == rules["base-uri"] == "'none'"
    assert rules["style-src"] == "'unsafe-inline'"
    assert rules["frame-ancestors"] == "'self'"
    assert "allow-scripts" not in rules["sandbox"]
    assert "allow-same-origin" not in rules["sandbox"]
    assert "script-src" not in rules
    assert '<base target="_blank">' in framed.content.decode()


def test_what_is_not_there_is_not_found(client_of_lea: Client, kept: int) -> None:
    for path in (f"/postfach/{kept + 1}/", f"/postfach/{kept + 1}/html/"):
        assert client_of_lea.get(path).status_code == 404


def test_where_mail_leaves_there_is_no_mailbox(client_of_lea: Client) -> None:
    for path in ("/postfach/", "/postfach/1/", "/postfach/1/html/"):
        assert client_of_lea.get(path).status_code == 404
    assert "/postfach/" not in client_of_lea.get("/").content.decode()


@pytest.mark.parametrize("path", ["/postfach/", "/postfach/1/html/", "/ausgang/", "/ausgang/1/"])
@pytest.mark.django_db
def test_nobody_reads_mail_without_signing_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def test_what_lets_a_colleague_in_is_for_the_administration_alone(
    client_of_lea: Client, lea: User, bob: User, kept: int
) -> None:
    mailer.invite_by_mail(bob.pk, language="en")
    while sending.send_next(Mailbox()):
        pass
    key = BoxedMail.objects.exclude(id=kept).get().pk
    User.objects.filter(pk=lea.pk).update(role=Role.MARKETING)
    listed = client_of_lea.get("/postfach/").content.decode()
    assert f'href="/postfach/{kept}/"' in listed
    assert bob.email not in listed
    assert client_of_lea.get(f"/postfach/{key}/").status_code == 404
    assert client_of_lea.get(f"/postfach/{key}/html/").status_code == 404
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    assert bob.email in client_of_lea.get("/postfach/").content.decode()
    assert client_of_lea.get(f"/postfach/{key}/").status_code == 200
