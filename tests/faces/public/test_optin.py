"""The page of the confirmation mail: opened by a scanner it changes nothing, pressed by a person it answers."""

import pytest
from django.test import Client

from tests.faces.public.consenting import ANNA, NETWORK, signs_up
from tests.factories import day, kinds
from tests.spine.dumps import whole_database
from trichter.facts.consent import queries
from trichter.kernel import clock
from trichter.spine import rights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ahornwerk")]


def page(client: Client, token: str, language: str = "de", status: int = 200) -> str:
    answer = client.get(f"/c/{token}/", headers={"Accept-Language": language}, **NETWORK)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    return str(answer.content.decode())


def press(token: str, answer: str) -> int:
    """From a browser that keeps nothing and whose cross-site protection is on."""
    strict = Client(enforce_csrf_checks=True)
    return strict.post(f"/c/{token}/", {"answer": answer}, **NETWORK).status_code


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", [ANNA, "Newsletter", "Ja, ich möchte Post.", 'name="answer" value="yes"', 'value="no"']),
        (
            "en",
            ["Please confirm your sign-up", "only after this step", "It was not me", "Without confirmation we delete"],
        ),
    ],
)
def test_it_shows_what_was_asked_for(client: Client, language: str, words: list[str]) -> None:
    _contact, token = signs_up()
    shown = page(client, token, language)
    assert [word for word in words if word not in shown] == []


def test_opening_it_changes_nothing(client: Client) -> None:
    # LAW 1.3: a scanner opens every link of a mail
    _contact, token = signs_up()
    before = whole_database()
    for _ in range(2):
        page(client, token)
    client.head(f"/c/{token}/")
    assert whole_database() == before


def test_the_button_confirms_without_a_cookie(client: Client) -> None:
    # LAW 1.1, 1.3, 5.1
    contact, token = signs_up()
    assert press(token, "yes") == 303
    [_asked, proof] = queries.evidence(contact)
    assert (proof.state, proof.ip, proof.user_agent) == ("granted", "203.0.113.0/24", "Firefox 140")
    assert "Your sign-up is confirmed" in page(client, token, "en")
    assert not client.cookies


def test_pressed_twice_it_is_confirmed_once(client: Client) -> None:
    contact, token = signs_up()
    assert [press(token, "yes"), press(token, "yes")] == [303, 303]
    assert kinds(contact).count("consent.granted") == 1


def test_it_was_not_me_says_that_nothing_is_written(client: Client) -> None:
    contact, token = signs_up()
    press(token, "no")
    assert kinds(contact)[-1] == "consent.refused"
    assert "You are not signed up" in page(client, token, "en")


def test_a_confirmation_is_taken_back_by_the_button_that_unsubscribes(client: Client) -> None:
    # LAW 1.11
    contact, token = signs_up()
    press(token, "yes")
    press(token, "no")
    assert kinds(contact)[-1] == "consent.granted"
    assert 'value="out"' in page(client, token, "en")
    press(token, "out")
    assert kinds(contact)[-1] == "consent.withdrawn"
    assert "The sign-up is taken back" in page(client, token, "en")


def test_who_denies_a_repeated_sign_up_reads_that_the_first_goes_on(client: Client) -> None:
    contact, first = signs_up()
    assert 'value="out"' not in page(client, first, "en")
    press(first, "yes")
    _contact, second = signs_up()
    assert 'value="out"' in page(client, second, "en")
    press(second, "no")
    said = page(client, second, "en")
    assert "What you confirmed earlier goes on." in said
    assert "We do not write to" not in said
    press(second, "out")
    assert kinds(contact)[-1] == "consent.withdrawn"


def test_an_answer_that_no_button_gives_changes_nothing(client: Client) -> None:
    _contact, token = signs_up()
    before = whole_database()
    assert press(token, "perhaps") == 303
    assert whole_database() == before


def test_a_link_that_has_expired_leads_back_to_the_form(client: Client) -> None:
    # LAW 1.4
    with clock.at(day(1)):
        _contact, token = signs_up()
    shown = page(client, token, "en", status=410)
    assert "The time to confirm is over" in shown
    assert 'href="https://ahornwerk.example/o/post/"' in shown


@pytest.mark.parametrize("who", ["erased", "forged"])
def test_a_page_that_is_gone_does_not_say_why(client: Client, who: str) -> None:
    # LAW 1.12
    contact, token = signs_up()
    if who == "erased":
        rights.erase(contact)
    else:
        token = token[:-3] + "abc"
    shown = page(client, token, "en", status=404)
    assert "This link is not valid any more" in shown
    assert ANNA not in shown
    assert press(token, "yes") == 404
