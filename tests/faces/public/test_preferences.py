"""Topics, frequency, pause and language: chosen without login, by the link of a mail."""

import datetime
from typing import Any

import pytest
from django.test import Client

from tests.faces.public.consenting import ANNA, NETWORK, asked, letters, signs_up, works
from tests.factories import day, kinds, known
from tests.spine.dumps import whole_database
from trichter.facts.consent import queries
from trichter.kernel import clock
from trichter.spine import optin, preferences, rights
from trichter.spine.optin import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ahornwerk")]
AS_IT_IS = {"topic": ["newsletter"], "frequency": "", "pause": "0", "language": "de"}


@pytest.fixture
def contact() -> int:
    """Anna gets the newsletter, and there are webinars too."""
    asked("webinars")
    contact, token = signs_up()
    optin.confirm(token, Browser())
    return contact


@pytest.fixture
def link(contact: int) -> str:
    return preferences.link(contact)


def saves(link: str, **choice: Any) -> str:
    """Presses the button in a browser that keeps nothing; the page after it."""
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    answer = strict.post(link, AS_IT_IS | choice, **NETWORK)
    assert answer.status_code == 303, answer.content
    return str(strict.get(answer["Location"]).content.decode())


def gets(contact: int, purpose: str = "newsletter") -> bool:
    return queries.may_write(contact, channel="email", purpose=purpose, address=ANNA).allowed


def test_it_shows_topics_wishes_and_what_was_agreed_to(contact: int, link: str, client: Client) -> None:
    shown = client.get(link, headers={"Accept-Language": "en"}).content.decode()
    for words in (ANNA, "Newsletter", "Webinars", "Ja, laden Sie mich ein.", "once a month", "wording, version 1"):
        assert words in shown
    assert shown.count('name="topic"') == 2
    assert 'value="newsletter"\n               checked' in shown


def test_opening_it_changes_nothing(link: str, client: Client) -> None:
    # LAW 1.3
    before = whole_database()
    client.get(link)
    client.head(link)
    assert whole_database() == before


def test_a_topic_left_out_is_withdrawn_at_once(contact: int, link: str) -> None:
    # LAW 1.11
    assert "Saved." in saves(link, topic=[])
    assert not gets(contact)
    assert queries.evidence(contact)[-1].ip == "203.0.113.0/24"


def test_a_topic_added_is_asked_for_by_mail(contact: int, link: str) -> None:
    # LAW 1.1: a forwarded mail must not sign up its reader
    assert "please confirm it there" in saves(link, topic=["newsletter", "webinars"])
    assert not gets(contact, "webinars")
    works()
    assert len(letters()) == 2
    assert gets(contact)


def test_frequency_pause_and_language_are_fields_of_the_contact(contact: int, link: str) -> None:
    with clock.at(day(1)):
        saves(link, frequency="monthly", pause="3", language="en")
    person = known(contact)
    assert (person.mail_frequency, person.language) == ("monthly", "en")
    assert person.mail_paused_until == datetime.date(2026, 6, 1)
    assert person.sources["mail_frequency"]["by"] == "person"
    assert kinds(contact).count("preferences.set") == 1


def test_saving_what_is_there_already_records_nothing(contact: int, link: str) -> None:
    saves(link)
    before = kinds(contact)
    saves(link)
    assert kinds(contact) == before


def test_a_pause_that_stands_is_kept_or_ended(contact: int, link: str) -> None:
    saves(link, pause="1")
    until = known(contact).mail_paused_until
    assert until
    saves(link, pause="keep", frequency="weekly")
    assert known(contact).mail_paused_until == until
    saves(link, pause="0", frequency="weekly")
    assert known(contact).mail_paused_until is None


@pytest.mark.parametrize("nonsense", [{"pause": "99"}, {"pause": "x"}, {"frequency": "hourly"}, {"topic": ["moon"]}])
def test_what_no_button_sends_counts_for_nothing(contact: int, link: str, nonsense: dict[str, Any]) -> None:
    saves(link, **nonsense)
    person = known(contact)
    assert (person.mail_frequency, person.mail_paused_until) == ("", None)


def test_unsubscribe_from_everything_ends_every_topic_and_every_question(contact: int, link: str) -> None:
    # LAW 1.11
    saves(link, topic=["newsletter", "webinars"])
    saves(link, everything="1")
    assert [one.state for one in queries.state_of(contact)] == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize("how", ["erased", "forged"])
def test_a_page_that_is_gone_does_not_say_why(contact: int, link: str, client: Client, how: str) -> None:
    if how == "erased":
        rights.erase(contact)
    else:
        link = link.replace("/p/e", "/p/f")
    assert client.get(link).status_code == 404
    assert client.post(link, AS_IT_IS).status_code == 404
