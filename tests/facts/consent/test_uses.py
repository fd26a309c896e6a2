"""A consent lives as long as it is used; one to calls has to be provable five years after the last."""

from datetime import timedelta

import pytest

from tests.facts.consent.saying import WHEN, Person, Say
from trichter.facts.consent import queries, services
from trichter.facts.consent.models import Use
from trichter.facts.consent.queries import Obstacle
from trichter.facts.consent.services import Used

MONTH = timedelta(days=30.5)
ANNA, FIRM = "anna@example.org", "anna@firma.example"
PHONE = "+49 40 123456"


@pytest.fixture
def anna(person: Person, say: Say) -> int:
    """Has agreed to the newsletter at two addresses, and to calls."""
    anna = person(ANNA)
    for address, channel in ((ANNA, "email"), (FIRM, "email"), (PHONE, "phone")):
        say(anna, "granted", address, channel=channel, at=WHEN)
    return anna


def written(anna: int, months: int, address: str | None = ANNA, channel: str = "email") -> None:
    services.use([Used(anna, channel, "newsletter", WHEN + months * MONTH, address)])


def asked(anna: int, months: int, address: str = ANNA) -> queries.Verdict:
    return queries.may_write(anna, channel="email", purpose="newsletter", address=address, at=WHEN + months * MONTH)


def test_a_consent_that_is_used_does_not_grow_stale(anna: int) -> None:
    # LAW 1.9
    written(anna, 40)
    assert (asked(anna, 60).allowed, asked(anna, 60).warning) == (True, None)
    assert "24 months" in str(asked(anna, 65).warning)
    assert asked(anna, 89).obstacle == Obstacle.STALE
    late = WHEN + 60 * MONTH
    assert queries.mailable([anna], channel="email", purpose="newsletter", at=late) == {anna}


def test_mail_to_one_address_does_not_keep_the_consent_for_another(anna: int) -> None:
    written(anna, 40, "ANNA@example.org")
    assert asked(anna, 50, FIRM).obstacle == Obstacle.STALE


def test_uses_are_counted_and_the_latest_holds_whatever_the_order(anna: int) -> None:
    for months in (3, 9, 6):
        written(anna, months)
    [use] = Use.objects.all()
    assert (use.times, use.last_at) == (3, WHEN + 9 * MONTH)


def test_a_use_that_no_consent_carries_is_no_use(anna: int) -> None:
    services.use(
        [Used(anna, "email", "newsletter", WHEN, "stranger@example.org"), Used(anna, "post", "newsletter", WHEN)]
    )
    assert not Use.objects.exists()


def test_each_call_extends_the_time_for_which_consent_has_to_be_provable(anna: int) -> None:
    # LAW 1.5
    [phone] = [standing for standing in queries.state_of(anna) if standing.channel == "phone"]
    assert phone.proof_until == WHEN.replace(year=WHEN.year + 5)
    written(anna, 10, None, "phone")
    [phone] = [standing for standing in queries.state_of(anna) if standing.channel == "phone"]
    called = WHEN + 10 * MONTH
    assert (phone.last_used_at, phone.proof_until) == (called, called.replace(year=called.year + 5))


def test_consent_to_mails_is_no_consent_to_calls(person: Person, say: Say) -> None:
    # LAW 1.5
    bernd = person("bernd@example.org")
    say(bernd, "granted", "bernd@example.org", confirmation_mail="<1@ahornwerk.example>")
    assert queries.may_call(bernd).obstacle == Obstacle.NONE


@pytest.mark.parametrize(
    ("number", "purpose", "allowed"),
    [(None, None, True), ("040 123456", "newsletter", True), ("+49 40 999999", None, False), (None, "events", False)],
)
def test_a_call_needs_consent_for_that_number_and_purpose(
    anna: int, number: str | None, purpose: str | None, *, allowed: bool
) -> None:
    # LAW 1.5
    assert queries.may_call(anna, number=number, purpose=purpose).allowed is allowed
