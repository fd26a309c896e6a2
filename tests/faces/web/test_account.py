"""The page of one's own account: what is preferred, the password, and where one is signed in."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.faces.web.conftest import PASSWORD
from trichter.faces.web import sessions
from trichter.facts.staff.models import User

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Safari/604"


def signed_in(browser: str) -> Client:
    """Lea, in one more browser."""
    client = Client(headers={"User-Agent": browser})
    client.post("/anmelden/", {"login": "lea@ahornwerk.example", "password": PASSWORD})
    return client


def page(client: Client) -> str:
    return client.get("/konto/").content.decode()


@pytest.mark.parametrize(
    ("browser", "words"), [(FIREFOX, "Firefox, Windows"), (IPHONE, "Safari, iPhone"), ("", "Unknown device")]
)
def test_a_browser_is_named_as_people_name_it(browser: str, words: str) -> None:
    assert sessions.device(browser) == words


def test_each_session_is_listed_and_each_other_one_can_be_ended(lea: User) -> None:
    desk, phone = signed_in(FIREFOX), signed_in(IPHONE)
    assert "Firefox, Windows" in page(desk)
    assert "Safari, iPhone" in page(desk)
    other = UserSession.objects.get(user_agent=IPHONE).pk
    desk.post("/konto/abmelden/", {"session": other})
    assert phone.get("/konto/").status_code == 302
    assert "Safari, iPhone" not in page(desk)


def test_all_others_are_ended_at_once_and_this_one_stays(lea: User) -> None:
    desk, phone, tablet = signed_in(FIREFOX), signed_in(IPHONE), signed_in("")
    desk.post("/konto/abmelden/")
    assert [client.get("/konto/").status_code for client in (desk, phone, tablet)] == [200, 302, 302]


def test_nobody_ends_the_session_of_a_colleague(client: Client, lea: User, bob: User) -> None:
    phone = signed_in(IPHONE)
    client.force_login(bob)
    client.post("/konto/abmelden/", {"session": UserSession.objects.get().pk})
    client.post("/konto/abmelden/")
    assert phone.get("/konto/").status_code == 200


def test_a_new_password_ends_the_sessions_elsewhere(lea: User) -> None:  # ASVS 3.3.3
    desk, phone = signed_in(FIREFOX), signed_in(IPHONE)
    new = "dreizehn Ahornblätter"
    desk.post("/konto/passwort/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (desk.get("/konto/").status_code, phone.get("/konto/").status_code) == (200, 302)


def test_who_has_no_password_yet_sets_one(client: Client, bob: User) -> None:
    bob.set_unusable_password()
    bob.save()
    client.force_login(bob)
    form = client.get("/konto/passwort/", follow=True)
    assert form.redirect_chain == [("/konto/passwort/setzen/", 302)]
    assert "Set a password" in form.content.decode()
    client.post("/konto/passwort/setzen/", {"password1": PASSWORD, "password2": PASSWORD})
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_keys_time_zone_and_colours_are_kept(client_of_lea: Client, lea: User) -> None:
    for chosen in ({"has_keys": "no"}, {"time_zone": "Europe/Zurich"}, {"theme": "dark"}):
        client_of_lea.post("/konto/", chosen)
    lea.refresh_from_db()
    assert (lea.has_keys, lea.time_zone, lea.theme) == (False, "Europe/Zurich", "dark")
    client_of_lea.post("/konto/", {"time_zone": "Mars/Olympus"})
    client_of_lea.post("/konto/", {"has_keys": "yes"})
    lea.refresh_from_db()
    assert (lea.has_keys, lea.time_zone) == (True, "Europe/Zurich")
