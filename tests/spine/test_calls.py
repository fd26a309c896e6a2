"""Who is called for advertising has agreed to calls, and each call makes the proof of it last longer."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import anna, day, does, happen, kinds, known, lea, learns, newsletter, says
from trichter.facts.consent import queries
from trichter.facts.consent.models import Use, Wording
from trichter.facts.consent.queries import Obstacle
from trichter.facts.consent.services import NoGroundToCall
from trichter.facts.staff.models import User
from trichter.insight.record import record
from trichter.kernel import clock
from trichter.sales.firstcontact import ways
from trichter.sales.firstcontact.models import Way
from trichter.spine.touch import PERSON, SYSTEM, Touch, colleague

PHONE = "+49 40 123456"


@pytest.fixture
def purpose(db: None) -> Wording:
    return newsletter()


def calls(contact: int, **payload: Any) -> int:
    """Lea calls; the touchpoint's id."""
    return does(contact, "call.made", {"purpose": "newsletter", **payload}, actor=colleague(lea().pk))


def test_a_call_without_consent_is_refused(purpose: Wording) -> None:
    # LAW 1.5
    contact = anna()
    says(contact, "granted")
    with pytest.raises(NoGroundToCall, match="There is no consent for this channel"):
        calls(contact)
    assert "call.made" not in kinds(contact)


@pytest.mark.parametrize("answer", ["withdrawn", "refused"])
def test_after_a_no_nobody_is_called(purpose: Wording, answer: str) -> None:
    # LAW 1.5, 1.11
    contact = anna()
    says(contact, "granted", channel="phone", address=PHONE, actor=SYSTEM)
    says(contact, answer, channel="phone", address=PHONE)
    with pytest.raises(NoGroundToCall):
        calls(contact)


def test_each_logged_call_extends_the_proof(purpose: Wording) -> None:
    # LAW 1.5
    contact = anna()
    with clock.at(day(1)):
        says(contact, "granted", channel="phone", address=PHONE, actor=SYSTEM)
    with clock.at(day(11)):
        calls(contact, outcome="not_reached")
    [phone] = queries.state_of(contact)
    assert phone.proof_until == day(11).replace(year=day(11).year + 5)


def test_a_call_that_was_before_the_consent_or_is_taken_back_uses_none(purpose: Wording) -> None:
    # LAW 1.5, 1.9
    contact, by = anna(), colleague(lea().pk)

    def uses() -> tuple[int, int]:
        used = Use.objects.get()
        return used.times, used.last_at.day

    with clock.at(day(5)):
        says(contact, "granted", channel="phone", address=PHONE, actor=SYSTEM)
        does(contact, "call.made", {"purpose": "newsletter"}, actor=by)
    with clock.at(day(11)):
        does(contact, "call.made", {"purpose": "newsletter"}, actor=by, occurred_at=day(2))
        wrong = does(contact, "call.made", {"purpose": "newsletter"}, actor=by)
        assert uses() == (2, 11)
        does(contact, "touchpoint.retracted", {}, target=wrong, actor=by)
        assert uses() == (1, 5)
        does(contact, "touchpoint.restored", {}, target=wrong, actor=by)
        assert uses() == (2, 11)


def test_a_call_that_was_asked_for_needs_no_consent(purpose: Wording) -> None:
    contact = anna()
    calls(contact, purpose=None)
    does(contact, "call.made", {"direction": "in", "purpose": "newsletter"}, actor=PERSON)
    assert kinds(contact).count("call.made") == 2
    assert not Use.objects.exists()


def test_a_consent_said_together_with_the_call_counts(purpose: Wording) -> None:
    contact = anna()
    answer = {"channel": "phone", "purpose": "newsletter", "address": PHONE, "evidence": {"place": "Stand 4"}}
    by = colleague(lea().pk)
    happen(
        Touch("consent.granted", answer, contact=contact, actor=by),
        Touch("call.made", {"purpose": "newsletter"}, contact=contact, actor=by),
    )
    assert Use.objects.get().times == 1


def test_a_mail_that_was_sent_for_a_purpose_keeps_its_consent_fresh(purpose: Wording) -> None:
    # LAW 1.9
    contact = anna()
    with clock.at(day(1)):
        says(contact, "granted", address="anna@example.org")
    with clock.at(day(1) + timedelta(days=1_300)):
        does(contact, "mail.sent", {"title": "Neues", "purpose": "newsletter", "address": "ANNA@example.org"})
    later = day(1) + timedelta(days=1_900)
    assert queries.may_write(contact, channel="email", purpose="newsletter", at=later).allowed


@pytest.mark.parametrize("ticked", ["requested", "granted"])
def test_a_box_ticked_on_a_form_is_no_proof_of_whose_number_it_is(purpose: Wording, ticked: str) -> None:
    # LAW 1.5, BGH I ZR 164/09
    contact = anna()
    says(contact, ticked, channel="phone", address=PHONE)
    assert queries.may_call(contact, number=PHONE).obstacle == Obstacle.ASKED
    with pytest.raises(NoGroundToCall, match="nobody has recorded a proof"):
        calls(contact)


def test_a_colleague_who_records_the_proof_makes_a_consent_of_it(purpose: Wording) -> None:
    # LAW 1.5
    contact, by = anna(), colleague(lea().pk)
    says(contact, "requested", channel="phone", address=PHONE)
    answer = {"channel": "phone", "purpose": "newsletter", "address": PHONE}
    does(contact, "consent.granted", answer, actor=by)
    assert queries.may_call(contact).obstacle == Obstacle.UNPROVEN
    does(contact, "consent.granted", answer | {"evidence": {"proof": "Confirmed on the call she asked for"}}, actor=by)
    assert queries.may_call(contact).allowed
    does(contact, "call.made", {"purpose": "newsletter"}, actor=by)


def test_a_consent_to_calls_holds_for_the_number_that_gave_it(purpose: Wording) -> None:
    # LAW 1.5
    contact = anna()
    learns(contact, phone=PHONE, actor=SYSTEM)
    says(contact, "granted", channel="phone", address=PHONE, actor=SYSTEM)
    learns(contact, mobile="+49 171 5550142", actor=SYSTEM)
    calls(contact)
    learns(contact, phone="+49 30 12345678", actor=SYSTEM)
    with pytest.raises(NoGroundToCall, match="There is no consent for this channel"):
        does(contact, "call.made", {"purpose": "newsletter"}, actor=colleague(User.objects.get().pk))
    assert record(contact).calls.permitted == ()  # type: ignore[union-attr]
    assert ways.choose(known(contact), []).way == Way.NONE


def test_a_call_extends_the_proof_of_the_number_that_was_called_alone(purpose: Wording) -> None:
    # LAW 1.5
    contact = anna()
    learns(contact, phone=PHONE, actor=SYSTEM)
    for number in (PHONE, "+49 171 5550142"):
        says(contact, "granted", channel="phone", address=number, actor=SYSTEM)
    calls(contact)
    assert [use.consent.address for use in Use.objects.select_related("consent")] == [PHONE]
