"""A suppressed address is left alone until its owner says yes again, and proves it by a mail only they could read."""

from datetime import timedelta

import pytest

from tests.facts.consent.saying import WHEN, Person, Say
from trichter.facts.consent import queries, services
from trichter.facts.consent.models import SuppressionReason
from trichter.facts.consent.queries import Obstacle
from trichter.kernel import clock

DAY = timedelta(days=1)
ANNA = "anna@example.org"
MAIL = "<optin.1@ahornwerk.example>"


def suppress(at: timedelta, reason: SuppressionReason = SuppressionReason.ERASED, *, everywhere: bool = True) -> None:
    with clock.at(WHEN + at):
        services.suppress([ANNA], channel="email", reason=reason, everywhere=everywhere)


def obstacle(contact: int, address: str | None = ANNA, channel: str = "email") -> Obstacle | None:
    """What keeps us from writing; asked of one and of many, which must agree."""
    at = WHEN + 100 * DAY
    verdict = queries.may_write(contact, channel=channel, purpose="newsletter", address=address, at=at)
    many = queries.mailable([contact], channel=channel, purpose="newsletter", at=at)
    assert verdict.allowed == (contact in many)
    return verdict.obstacle


@pytest.mark.parametrize("reason", SuppressionReason.values)
def test_a_double_opt_in_after_it_lifts_a_suppression(person: Person, say: Say, reason: SuppressionReason) -> None:
    # LAW 1.1, 1.12
    anna = person(ANNA)
    suppress(0 * DAY, reason)
    with clock.at(WHEN + DAY):
        say(anna, "granted", "Anna@Example.org", confirmation_mail=MAIL)
    assert obstacle(anna) is None
    assert obstacle(anna, None) is None


@pytest.mark.parametrize("reason", SuppressionReason.values)
def test_a_yes_without_a_mail_does_not(person: Person, say: Say, reason: SuppressionReason) -> None:
    # LAW 1.12: the list imported again, in another spelling
    anna = person(ANNA)
    suppress(0 * DAY, reason)
    with clock.at(WHEN + DAY):
        say(anna, "granted", "ANNA@example.ORG", snapshot={"source": "List of 2024"})
    assert obstacle(anna) == Obstacle.SUPPRESSED
    assert obstacle(anna, "aNNa@example.org") == Obstacle.SUPPRESSED


def test_a_double_opt_in_from_before_does_not(person: Person, say: Say) -> None:
    anna = person(ANNA)
    with clock.at(WHEN):
        say(anna, "granted", ANNA, confirmation_mail=MAIL)
    suppress(DAY)
    assert obstacle(anna) == Obstacle.SUPPRESSED


def test_nor_one_that_is_told_late_of_before(person: Person, say: Say) -> None:
    anna = person(ANNA)
    suppress(DAY)
    with clock.at(WHEN + 2 * DAY):
        say(anna, "granted", ANNA, at=WHEN, confirmation_mail=MAIL)
    assert obstacle(anna) == Obstacle.SUPPRESSED


def test_what_bounces_again_after_a_double_opt_in_is_suppressed_again(person: Person, say: Say) -> None:
    # LAW 2.3
    anna = person(ANNA)
    suppress(0 * DAY, SuppressionReason.BOUNCE, everywhere=False)
    with clock.at(WHEN + DAY):
        say(anna, "granted", ANNA, confirmation_mail=MAIL)
    suppress(2 * DAY, SuppressionReason.BOUNCE, everywhere=False)
    assert obstacle(anna) == Obstacle.SUPPRESSED


def test_a_double_opt_in_lifts_nothing_for_other_channels(person: Person, say: Say) -> None:
    # LAW 1.5
    anna = person(ANNA)
    suppress(0 * DAY)
    with clock.at(WHEN + DAY):
        say(anna, "granted", ANNA, confirmation_mail=MAIL)
        say(anna, "granted", ANNA, channel="mail_tracking")
    assert obstacle(anna, channel="mail_tracking") == Obstacle.SUPPRESSED


def test_an_address_of_which_nothing_was_said_stays_suppressed(person: Person, say: Say) -> None:
    anna = person(ANNA)
    suppress(0 * DAY)
    with clock.at(WHEN + DAY):
        say(anna, "granted", "anna@firma.example", confirmation_mail=MAIL)
    verdict = queries.may_write(anna, channel="email", purpose="newsletter", address=ANNA, at=WHEN + 2 * DAY)
    assert verdict.obstacle == Obstacle.SUPPRESSED
