"""A mailbox that is full for weeks gets no more advertising, and all that its owner asks for."""

from datetime import timedelta

import pytest

from tests.factories import day
from tests.spine.outreach.posts import news, paper, row, sent, settled, subscriber
from trichter.kernel import clock
from trichter.spine.outreach.queries import opened
from trichter.spine.outreach.transports import TAKEN, Answer

pytestmark = pytest.mark.django_db

FULL = Answer("refused", code="552", text="552 5.2.2 Mailbox full")
NOT_YOU = Answer("refused", code="550", text="550 5.7.515 Access denied")


@pytest.fixture
def contact() -> int:
    """Anna, who reads our newsletter."""
    settled()
    with clock.at(day(0)):
        return subscriber()


def newsletters(contact: int, *answers: Answer) -> None:
    """One a day, with what the server said of it."""
    for number, answer in enumerate(answers, start=1):
        with clock.at(day(number)):
            news(contact, cause=f"mailing {number}")
        sent(answer, at=number)


def next_one(contact: int, *, after: float) -> tuple[str, str]:
    """What becomes of another."""
    with clock.at(day(after)):
        posted = news(contact, cause=f"after {after}")
    sent(at=after)
    return row(posted).state, row(posted).reason


def test_four_in_vain_are_not_enough(contact: int) -> None:
    newsletters(contact, *[FULL] * 4)
    assert next_one(contact, after=5) == ("sent", "")


# LAW 2.3
def test_after_five_in_vain_advertising_is_withheld_and_says_why(contact: int) -> None:
    newsletters(contact, *[FULL] * 5)
    with clock.at(day(6)):
        posted = news(contact, cause="the sixth")
    assert (row(posted).state, row(posted).reason) == ("withheld", "bouncing")
    found = opened(posted.id)
    assert found is not None
    assert found.reason == "The last five mails to this address did not arrive."


def test_one_that_arrived_begins_the_count_anew(contact: int) -> None:
    newsletters(contact, *[FULL] * 3, TAKEN, *[FULL] * 4)
    assert next_one(contact, after=9) == ("sent", "")


def test_what_they_ask_for_still_leaves(contact: int) -> None:
    newsletters(contact, *[FULL] * 5)
    with clock.at(day(6)):
        posted = paper(contact)
    sent(at=6)
    assert row(posted).state == "sent"


def test_after_a_month_it_is_tried_again(contact: int) -> None:
    newsletters(contact, *[FULL] * 5)
    assert next_one(contact, after=6)[0] == "withheld"
    assert next_one(contact, after=5 + 31) == ("sent", "")


def test_what_a_server_has_against_us_is_not_held_against_the_address(contact: int) -> None:
    newsletters(contact, *[NOT_YOU] * 6)
    assert next_one(contact, after=7) == ("sent", "")


def test_who_could_not_be_reached_for_days_on_end_counts_too(contact: int) -> None:
    newsletters(contact, *[FULL] * 4)
    with clock.at(day(5)):
        posted = news(contact, cause="put off")
    moment = day(5)
    while row(posted).state in ("queued", "deferred"):
        sent(Answer("later", code="452", text="452 4.2.2 Over quota"), at=(moment - day(0)) / timedelta(days=1))
        moment = row(posted).due_at
    assert row(posted).reason == "given_up"
    assert next_one(contact, after=9)[0] == "withheld"
