"""A sign-up that nobody confirms does not stay."""

from datetime import timedelta

import pytest

from tests.facts.consent.saying import WHEN, Person, Say
from trichter.facts.consent import retention

DAY = timedelta(days=1)


def open_sign_ups(after: timedelta, *, days: int = retention.DAYS) -> list[int]:
    return [request.consent_id for request in retention.expired_requests(WHEN + after, days=days)]


def test_an_unconfirmed_sign_up_is_due_after_seven_days(person: Person, say: Say) -> None:
    # LAW 1.4
    request = say(person("anna@example.org"), "requested", "anna@example.org", at=WHEN)
    assert open_sign_ups(7 * DAY - timedelta(seconds=1)) == []
    assert open_sign_ups(7 * DAY) == [request]
    assert open_sign_ups(7 * DAY, days=14) == []
    assert open_sign_ups(14 * DAY, days=14) == [request]


@pytest.mark.parametrize("days", [0, 15])
def test_the_time_to_confirm_has_bounds(db: None, days: int) -> None:
    # LAW 1.4
    with pytest.raises(retention.TooLong, match=str(days)):
        open_sign_ups(30 * DAY, days=days)


@pytest.mark.parametrize("answer", ["granted", "refused", "withdrawn", "expired"])
def test_a_sign_up_that_was_answered_is_not_due(person: Person, say: Say, answer: str) -> None:
    anna = person("anna@example.org")
    say(anna, "requested", "anna@example.org", at=WHEN)
    say(anna, answer, "anna@example.org", at=WHEN + DAY)
    assert open_sign_ups(30 * DAY) == []


def test_who_signs_up_again_has_the_whole_time_again(person: Person, say: Say) -> None:
    anna = person("anna@example.org")
    say(anna, "requested", "anna@example.org", at=WHEN)
    again = say(anna, "requested", "anna@example.org", at=WHEN + 5 * DAY)
    assert open_sign_ups(8 * DAY) == []
    assert open_sign_ups(12 * DAY) == [again]


def test_an_answer_elsewhere_does_not_confirm_a_sign_up(person: Person, say: Say) -> None:
    anna = person("anna@example.org")
    request = say(anna, "requested", "anna@example.org", at=WHEN)
    say(anna, "granted", "anna@firma.example", at=WHEN)
    say(anna, "granted", "+49 40 123456", channel="phone", at=WHEN)
    assert open_sign_ups(30 * DAY) == [request]


def test_what_expires_is_told_in_a_sentence(person: Person, say: Say) -> None:
    # LAW 1.15
    say(person("anna@example.org"), "requested", "anna@example.org", at=WHEN)
    [request] = retention.expired_requests(WHEN + 30 * DAY)
    sentence = retention.sentence(request)
    assert "anna@example.org" in sentence
    assert "newsletter" in sentence
