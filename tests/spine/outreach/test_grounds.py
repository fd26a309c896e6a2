"""Each ground, and each obstacle on which it founders."""

from datetime import timedelta

import pytest

from tests.factories import PROOF, anna, bernd, day, does, form, happen, lea, learns, newsletter, says
from tests.spine.outreach.posts import (
    ANNA,
    asked,
    memo,
    news,
    paper,
    question,
    row,
    sent,
    settled,
    signed_up,
    subscriber,
    write,
)
from trichter.facts.consent import services as consent
from trichter.facts.consent.customers import CustomerEvidence
from trichter.facts.consent.models import SuppressionReason
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine.outreach.grounds import Consented, Customer, RequestedService
from trichter.spine.outreach.models import Message
from trichter.spine.touch import SYSTEM, Touch, colleague

pytestmark = pytest.mark.django_db

BOUGHT = CustomerEvidence(
    sale="Order 17", similar_goods="Energy meters", notice_at_collection="You may object.", notice_in_mails=True
).row()


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    settled()


def suppressed(address: str, reason: SuppressionReason) -> None:
    consent.suppress([address], channel="email", reason=reason)


# A requested service


def test_what_was_asked_for_leaves() -> None:
    assert paper(anna()).state == "queued"


@pytest.mark.parametrize("kind", ["note.written", "call.made"])
def test_not_everything_that_happens_is_a_request(kind: str) -> None:
    contact = anna()
    payload = {"text": "x"}
    posted = write(RequestedService(does(contact, kind, payload)), contact=contact)
    assert (posted.state, row(posted).reason) == ("withheld", "not_asked")


def test_only_the_person_themselves_can_ask() -> None:
    contact = anna()
    by_us = does(contact, "form.submitted", {"title": "x"}, actor=colleague(lea().pk), email=ANNA)
    assert write(RequestedService(by_us), contact=contact).state == "withheld"


def test_it_goes_to_the_address_that_was_told_with_it() -> None:
    contact = anna()
    assert paper(contact, address="Anna@Example.ORG").state == "queued"
    learns(contact, email="other@example.org")
    assert paper(contact, address="other@example.org", cause="b").state == "withheld"


def test_nobody_asks_for_another() -> None:
    anna()
    stranger = bernd()
    other = asked(anna())
    assert write(RequestedService(other), contact=stranger).state == "withheld"


def test_after_thirty_days_nobody_expects_it_any_more() -> None:
    with clock.at(day(1)):
        contact = anna()
    with clock.at(day(30.9)):
        assert paper(contact, cause="a").state == "queued"
    with clock.at(day(31.1)):
        posted = paper(contact, cause="b")
    assert (posted.state, row(posted).reason) == ("withheld", "asked_long_ago")


def test_a_request_of_a_robot_is_none() -> None:  # LAW 2.8
    contact = anna()
    does(contact, "touchpoint.judged", {"is_bot": True}, target=asked(contact))
    assert paper(contact).state == "withheld"


# Consent


def test_with_consent_a_newsletter_leaves() -> None:
    posted = news(subscriber())
    assert posted.state == "queued"
    assert row(posted).is_advertising


@pytest.mark.parametrize(
    ("answer", "reason"), [("withdrawn", "withdrawn"), ("refused", "refused"), ("expired", "expired")]
)
def test_after_a_no_nothing_leaves(answer: str, reason: str) -> None:
    contact = subscriber()
    says(contact, answer, address=ANNA)
    posted = news(contact)
    assert (posted.state, row(posted).reason) == ("withheld", reason)
    assert posted.reason
    assert sent() == []


def test_without_consent_nothing_leaves() -> None:
    newsletter()
    posted = news(anna())
    assert (posted.state, row(posted).reason) == ("withheld", "none")


def test_a_sign_up_is_no_consent() -> None:
    newsletter()
    contact = anna()
    signed_up(contact)
    assert row(news(contact)).reason == "requested"


def test_consent_for_one_purpose_is_none_for_another() -> None:
    contact = subscriber()
    consent.found_purpose("events", label=Words("Events", "Veranstaltungen"))
    assert write(Consented("events"), contact=contact).state == "withheld"


def test_consent_for_one_address_is_none_for_another() -> None:
    contact = subscriber()
    assert news(contact, address="other@example.org").state == "withheld"


def test_stale_consent_is_none() -> None:  # LAW 1.9
    with clock.at(day(1)):
        contact = subscriber()
    with clock.at(day(1) + timedelta(days=365 * 4 + 2)):
        assert row(news(contact)).reason == "stale"


def test_nobody_writes_to_nobody_on_the_strength_of_a_consent() -> None:
    posted = write(Consented("newsletter"), address="stranger@example.org")
    assert posted.state == "withheld"


def test_a_pause_is_respected() -> None:
    with clock.at(day(1)):
        contact = subscriber()
        learns(contact, mail_paused_until="2026-03-10")
        posted = news(contact)
    assert row(posted).reason == "paused"
    assert sent(at=9) == []
    assert [letter.id for letter in sent(at=10)] == [posted.id]


def test_not_more_often_than_wished() -> None:
    with clock.at(day(1)):
        contact = subscriber()
        learns(contact, mail_frequency="weekly")
        first, second = news(contact, cause="a"), news(contact, cause="b")
    assert [letter.id for letter in sent(at=1)] == [first.id]
    assert sent(at=7.9) == []
    assert [letter.id for letter in sent(at=8)] == [second.id]


def test_what_was_asked_for_does_not_wait_for_a_pause() -> None:
    contact = subscriber()
    learns(contact, mail_paused_until="2030-01-01")
    paper(contact)
    assert len(sent()) == 1


# Customers


def customer(evidence: dict[str, object]) -> int:
    newsletter()
    contact = anna()
    says(contact, "granted", address=ANNA, basis="customer", evidence=evidence)
    return contact


def test_customers_are_written_to_when_all_conditions_are_on_record() -> None:  # LAW 1.7
    contact = customer(BOUGHT)
    assert write(Customer("newsletter"), contact=contact).state == "queued"


@pytest.mark.parametrize("condition", sorted(BOUGHT))
def test_without_one_of_the_conditions_nothing_leaves(condition: str) -> None:  # LAW 1.7
    contact = customer({name: value for name, value in BOUGHT.items() if name != condition})
    assert write(Customer("newsletter"), contact=contact).state == "withheld"


def test_a_customer_who_objects_is_written_to_no_more() -> None:  # LAW 1.7
    contact = customer(BOUGHT)
    says(contact, "withdrawn", address=ANNA)
    assert write(Customer("newsletter"), contact=contact).state == "withheld"


def test_being_a_customer_is_no_consent_and_consent_makes_no_customer() -> None:
    assert row(write(Consented("newsletter"), contact=customer(BOUGHT))).reason == "basis"
    other = happen(form("bernd@example.org"))[0].contact_id
    says(other, "granted", address="bernd@example.org")
    assert row(write(Customer("newsletter"), contact=other)).reason == "basis"


# The opt-in request


def test_a_sign_up_is_asked_about() -> None:
    newsletter()
    contact = anna()
    assert question(contact, signed_up(contact)).state == "queued"


def test_once_it_is_answered_nobody_is_asked_any_more() -> None:
    newsletter()
    contact = anna()
    touchpoint = signed_up(contact)
    posted = question(contact, touchpoint)
    says(contact, "refused", address=ANNA)
    assert sent() == []
    assert row(posted).reason == "answered"


def test_it_goes_to_the_address_that_signed_up() -> None:
    newsletter()
    contact = anna()
    assert question(contact, signed_up(contact), address="other@example.org").state == "withheld"


def test_other_answers_are_no_sign_up() -> None:
    contact = subscriber()
    granted = says(contact, "granted", address=ANNA)
    assert question(contact, granted).state == "withheld"


def test_an_address_is_asked_three_times_a_day_and_six_times_a_month() -> None:  # LAW 4.1
    newsletter()
    states = []
    for number in (1, 1.1, 1.2, 1.3, 2.5, 2.6, 2.7, 2.8, 4):
        with clock.at(day(number)):
            contact = anna()
            states.append(question(contact, signed_up(contact)).state)
    assert [state == "queued" for state in states] == [True, True, True, False, True, True, True, False, False]
    with clock.at(day(40)):
        assert question(contact, signed_up(contact)).state == "queued"


def test_the_cap_knows_an_address_in_every_spelling() -> None:
    newsletter()
    for number, address in enumerate(("anna@example.org", "Anna@Example.org", " ANNA@EXAMPLE.ORG", "anna@example.ORG")):
        contact = happen(form(address))[0].contact_id
        posted = question(contact, signed_up(contact, address.strip()), address=address, cause=str(number))
    assert row(posted).reason == "too_many"


def test_what_a_form_lets_leave_is_five_an_hour_and_ten_a_day() -> None:  # LAW 4.1
    states = []
    for number in range(14):
        with clock.at(day(1 + number / 20)):
            contact = anna()
            posted = write(
                RequestedService(asked(contact)), contact=contact, template="offer_receipt", cause=f"{number}"
            )
            states.append(posted.state)
    assert states.count("queued") == 10
    with clock.at(day(1.7)):
        by_hand = write(RequestedService(asked(contact)), contact=contact, cause="a colleague answers")
    assert by_hand.state == "queued"
    with clock.at(day(8)):
        hour = [
            write(RequestedService(asked(anna())), contact=contact, template="offer_receipt", cause=f"later {number}")
            for number in range(6)
        ]
    assert [posted.state for posted in hour] == ["queued"] * 5 + ["withheld"]
    assert row(hour[-1]).reason == "too_many"


def test_a_sign_up_that_has_run_out_is_asked_about_no_more() -> None:  # LAW 1.4
    newsletter()
    with clock.at(day(1)):
        contact = anna()
        touchpoint = signed_up(contact)
    with clock.at(day(8.1)):
        assert row(question(contact, touchpoint)).reason == "run_out"


@pytest.mark.parametrize("verdict", ["judged", "retracted"])
def test_a_sign_up_goes_with_the_form_under_which_it_stood(verdict: str) -> None:  # LAW 2.8
    newsletter()
    ticked = Touch("consent.requested", {"channel": "email", "purpose": "newsletter", "evidence": PROOF})
    contact = happen(form(ANNA, follows=(ticked,)))[0].contact_id
    touchpoint = Touchpoint.objects.get(contact_id=contact, kind="consent.requested").id
    posted = question(contact, touchpoint)
    assert posted.state == "queued"
    said = {"is_bot": True} if verdict == "judged" else {}
    does(contact, f"touchpoint.{verdict}", said, target=asked(contact))
    assert sent() == []
    assert row(posted).reason == "not_asked"


# Colleagues


def test_a_colleague_is_written_to() -> None:
    assert memo(lea()).state == "queued"


def test_a_colleague_who_has_left_is_not() -> None:
    colleague = lea()
    posted = memo(colleague)
    User.objects.update(is_active=False)
    assert sent() == []
    assert (row(posted).state, row(posted).reason) == ("withheld", "no_colleague")


def test_a_colleague_with_a_new_address_gets_nothing_at_the_old_one() -> None:
    posted = memo(lea())
    User.objects.update(email="lea@elsewhere.example")
    assert sent() == []
    assert row(posted).state == "withheld"


def test_there_is_no_colleague_by_that_number() -> None:
    from trichter.spine.outreach.grounds import ToColleague

    assert write(ToColleague(), colleague=4711).state == "withheld"


# The suppression list


@pytest.mark.parametrize("reason", ["objected", "erased"])
def test_who_was_suppressed_can_still_ask(reason: str) -> None:
    with clock.at(day(1)):
        contact = anna()
        before = paper(contact, cause="before")
        suppressed("ANNA@example.org", SuppressionReason(reason))
    assert sent(at=2) == []
    assert row(before).reason == "suppressed"
    with clock.at(day(3)):
        paper(anna(), cause="after")
        assert len(sent()) == 1


@pytest.mark.parametrize("reason", ["bounce", "complaint"])
def test_a_dead_address_gets_nothing_whatever_is_asked(reason: str) -> None:
    with clock.at(day(1)):
        suppressed(ANNA, SuppressionReason(reason))
    with clock.at(day(2)):
        assert row(paper(anna())).reason == "suppressed"


def test_a_suppressed_address_gets_no_newsletter() -> None:
    contact = subscriber()
    suppressed("Anna@example.ORG", SuppressionReason.OBJECTED)
    assert news(contact).state == "withheld"


def test_who_was_erased_and_comes_back_by_a_file_gets_nothing() -> None:  # LAW 1.12
    contact = subscriber()
    does(contact, "contact.erased")
    again = Touch("contact.imported", {"source": "old list"}, email=" ANNA@Example.org ", actor=SYSTEM)
    back = happen(again)[0].contact_id
    says(back, "granted", address="ANNA@Example.org", evidence=PROOF)
    assert news(back).state == "withheld"
    assert sent() == []
    assert not Message.objects.filter(state="sent").exists()
