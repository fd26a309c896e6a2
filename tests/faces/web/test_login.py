"""Who comes in, and what every answer carries."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.faces.web.conftest import PASSWORD
from trichter.facts.staff.models import User


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/kontakte/", "/kontakte/1/", "/konto/passwort/"])
def test_nobody_sees_a_page_without_signing_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/anmelden/?next={path}"


@pytest.mark.django_db
def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    assert client.get("/anmelden/").status_code == 200
    assert client.get("/accounts/signup/").status_code == client.get("/signup/").status_code == 404


@pytest.mark.django_db
def test_no_foreign_byte_may_come_in(client: Client) -> None:  # LAW 4.2
    policy = client.get("/anmelden/").headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["style-src"] == rules["img-src"] == rules["form-action"] == "'self'"
    assert rules["script-src"].startswith("'nonce-")
    assert "unsafe" not in policy
    assert policy != client.get("/anmelden/").headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_every_answer_is_guarded(client: Client) -> None:  # LAW 4.2
    headers = client.get("/anmelden/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_records_of_people_stay_out_of_every_cache(client_of_lea: Client) -> None:
    answer = client_of_lea.get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_a_choice_leads_back_only_within_the_house(client_of_lea: Client) -> None:  # LAW 4.4
    choose = reverse("preferences")
    assert client_of_lea.post(choose, {"theme": "dark", "next": "/kontakte/"}).headers["Location"] == "/kontakte/"
    for elsewhere in (
        "https://example.org/",
        "//example.org",
        "javascript:alert(1)",
        "/\\\\example.org",
        "overview",
        "contact",
        "foo",
    ):
        assert client_of_lea.post(choose, {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_an_unknown_choice_changes_nothing(client_of_lea: Client, lea: User) -> None:
    client_of_lea.post(reverse("preferences"), {"theme": "pink", "language": "fr"})
    lea.refresh_from_db()
    assert (lea.theme, lea.language) == ("system", "de")


def test_a_link_changes_no_choice(client_of_lea: Client) -> None:
    assert 'data-theme="dark"' not in client_of_lea.get(reverse("preferences"), {"theme": "dark"}).content.decode()


def test_leaving_needs_a_button(client_of_lea: Client) -> None:
    assert client_of_lea.get("/abmelden/").status_code == 200
    assert client_of_lea.get("/").status_code == 200
    client_of_lea.post("/abmelden/")
    assert client_of_lea.get("/").status_code == 302


def test_a_password_can_be_changed(client_of_lea: Client, lea: User) -> None:
    new = "dreizehn Ahornblätter"
    client_of_lea.post("/konto/passwort/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    lea.refresh_from_db()
    assert lea.check_password(new)


def test_times_are_shown_in_the_zone_of_the_account(client_of_lea: Client, lea: User, anja: int) -> None:
    def times() -> list[str]:
        return re.findall(r">(\d\d:\d\d)</time>", client_of_lea.get(f"/kontakte/{anja}/").content.decode())

    here = times()
    User.objects.filter(pk=lea.pk).update(time_zone="Pacific/Auckland")
    assert len(times()) == len(here) > 3
    assert not set(here) & set(times())


@pytest.mark.parametrize(("language", "words"), [("de", "Hier ist nichts"), ("en", "There is nothing here")])
def test_what_is_not_there_is_told_in_the_language_of_the_reader(
    client_of_lea: Client, lea: User, language: str, words: str
) -> None:
    User.objects.filter(pk=lea.pk).update(language=language)
    answer = client_of_lea.get("/kontakte/999999/")
    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_our_own_faults_are_told_without_the_database(client_of_lea: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client_of_lea.raise_request_exception = False
    monkeypatch.setattr("trichter.insight.lists.page", lambda *_given, **_more: 1 / 0)
    answer = client_of_lea.get("/kontakte/")
    assert answer.status_code == 500
    assert "Etwas ist schiefgegangen" in answer.content.decode()
