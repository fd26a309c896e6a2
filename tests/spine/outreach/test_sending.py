"""How a letter leaves, and what becomes of one that does not."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories import anna, bernd, day, does, kinds, known, lea
from tests.spine.outreach.posts import asked, memo, news, paper, row, sent, settled, subscriber
from trichter.facts.house import services as house
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.spine.outreach import outcomes, queue
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.sending import begin
from trichter.spine.outreach.transports import TAKEN, Answer

pytestmark = pytest.mark.django_db

BUSY = Answer("later", code="451", text="451 4.3.2 Try again")
UNKNOWN_USER = Answer("refused", code="550", text="550 5.1.1 <anna@example.org> User unknown")


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    settled()


def test_a_letter_leaves_and_stands_on_the_timeline() -> None:
    contact = anna()
    posted = paper(contact)
    assert posted.state == "queued"
    (left,) = sent()
    letter = row(posted)
    assert (letter.state, letter.message_id, letter.sent_at is not None) == ("sent", left.message_id, True)
    assert left.message_id.encode() in bytes(letter.source or b"")
    touch = Touchpoint.objects.get(contact_id=contact, kind="mail.sent")
    assert touch.payload["title"] == "Zwölf Hebel"
    assert touch.payload["message"] == left.message_id
    assert touch.payload["template"] == "letter"
    assert touch.payload["ground"] == "requested_service"
    assert sent() == []


def test_a_mail_hangs_on_what_led_to_it() -> None:
    contact = anna(subject=("offer", 7))
    paper(contact, caused_by=asked(contact))
    sent()
    touch = Touchpoint.objects.get(contact_id=contact, kind="mail.sent")
    assert (touch.caused_by, touch.depth, touch.subject_type, touch.subject_id) == (asked(contact), 1, "offer", 7)


def test_mail_names_the_purpose_for_which_it_was_permitted() -> None:  # LAW 1.9
    contact = subscriber()
    posted = news(contact)
    sent()
    assert Touchpoint.objects.get(contact_id=contact, kind="mail.sent").payload["purpose"] == "newsletter"
    assert row(posted).consent_id is not None


def test_a_mail_to_a_colleague_is_no_event_and_keeps_no_secret() -> None:
    contact = anna()
    posted = memo(lea(), contact=contact)
    sent()
    assert "mail.sent" not in kinds(contact)
    letter = row(posted)
    assert (letter.state, letter.source, letter.context) == ("sent", None, {})


def test_the_ground_is_asked_again_when_it_leaves() -> None:  # LAW 1.6
    contact = anna()
    touchpoint = asked(contact)
    posted = paper(contact)
    does(contact, "touchpoint.retracted", target=touchpoint)
    assert sent() == []
    assert (row(posted).state, row(posted).reason) == ("withheld", "not_asked")


def test_without_an_impressum_mail_waits() -> None:  # LAW 1.16
    house.change(phone="")
    contact = anna()
    posted = paper(contact)
    colleague = memo(lea())
    sent()
    assert (row(posted).state, row(posted).reason) == ("queued", "no_imprint")
    assert row(colleague).state == "sent"
    house.change(phone="+49 40 5550100")
    with clock.at(clock.now() + timedelta(minutes=6)):
        sent()
    assert row(posted).state == "sent"


def test_what_is_put_off_is_tried_again_later_each_time_and_is_the_same_mail() -> None:
    with clock.at(day(1)):
        posted = paper(anna())
        sent(BUSY)
    first = row(posted)
    assert (first.state, first.attempts, first.code, first.due_at) == (
        "deferred",
        1,
        "451",
        day(1) + timedelta(minutes=1),
    )
    pauses = []
    for _attempt in range(5):
        with clock.at(row(posted).due_at):
            before = clock.now()
            sent(BUSY)
            pauses.append(row(posted).due_at - before)
    assert pauses == [timedelta(minutes=minutes) for minutes in (5, 15, 60, 60, 60)]
    with clock.at(row(posted).due_at):
        (left,) = sent()
    assert left.message_id == first.message_id
    assert bytes(left.source or b"") == bytes(first.source or b"")


def test_before_its_time_nothing_is_tried_again() -> None:
    with clock.at(day(1)):
        paper(anna())
        sent(BUSY)
        assert sent() == []


def test_after_three_days_it_is_given_up() -> None:
    with clock.at(day(1)):
        posted = paper(anna())
    moment = day(1)
    for _attempt in range(200):
        with clock.at(moment):
            sent(BUSY)
        if row(posted).state != "deferred":
            break
        moment = row(posted).due_at
    assert (row(posted).state, row(posted).reason) == ("failed", "given_up")
    assert timedelta(days=3) < moment - day(1) < timedelta(days=3, hours=2)


def test_what_is_refused_for_good_is_undeliverable_with_its_code() -> None:
    contact = anna()
    posted = paper(contact)
    sent(UNKNOWN_USER)
    assert (row(posted).state, row(posted).code) == ("bounced", "5.1.1")
    touch = Touchpoint.objects.get(contact_id=contact, kind="mail.bounced")
    assert (touch.payload["status"], touch.payload["is_permanent"]) == ("5.1.1", True)
    assert sent() == []


def test_our_own_fault_is_not_held_against_the_address() -> None:  # LAW 2.3
    contact = anna()
    posted = paper(contact)
    sent(Answer("sender_refused", code="550", text="550 5.7.1 Sender refused"))
    assert (row(posted).state, row(posted).reason) == ("failed", "sender_refused")
    assert "mail.bounced" not in kinds(contact)


def test_what_nobody_knows_is_in_doubt_and_never_sent_again_by_itself() -> None:  # LAW 2.6
    posted = paper(anna())
    sent(Answer("unknown", text="ConnectionResetError"))
    assert row(posted).state == "in_doubt"
    with clock.at(clock.now() + timedelta(days=2)):
        assert sent() == []
    assert queue.backlog().in_doubt == 1


def test_a_letter_whose_sender_is_gone_is_in_doubt_when_its_lease_is_over() -> None:  # LAW 2.6
    with clock.at(day(1)):
        posted = paper(anna())
        begin("told")
        assert queue.doubt_the_abandoned(clock.now()) == 0
    with clock.at(day(1) + queue.LEASE):
        assert queue.doubt_the_abandoned(clock.now()) == 1
        assert sent() == []
    assert row(posted).state == "in_doubt"


def test_a_sender_that_was_only_slow_still_says_how_it_ended() -> None:
    with clock.at(day(1)):
        posted = paper(anna())
        message = begin("told")
    assert message is not None
    with clock.at(day(2)):
        queue.doubt_the_abandoned(clock.now())
        outcomes.settle(message, TAKEN)
    assert row(posted).state == "sent"


def test_whoever_was_merged_away_while_the_mail_was_on_its_way_gets_it_on_the_survivors_timeline() -> None:
    contact, winner = anna(), bernd()
    posted = paper(contact)
    message = begin("told")
    assert message is not None
    does(winner, "contact.merged", {"loser": contact})
    outcomes.settle(message, TAKEN)
    assert (row(posted).state, row(posted).contact_id) == ("sent", winner)
    assert "mail.sent" in kinds(winner)


def test_whoever_was_erased_while_the_mail_was_on_its_way_is_not_told_of_any_more() -> None:
    contact = anna()
    posted = paper(contact)
    message = begin("told")
    assert message is not None
    does(contact, "contact.erased")
    outcomes.settle(message, TAKEN)
    letter = row(posted)
    assert (letter.state, letter.address, letter.subject, letter.source) == ("sent", "", "", None)
    assert "mail.sent" not in kinds(contact)
    assert known(contact).erased_at is not None


def test_a_mail_that_cannot_be_written_holds_up_no_other() -> None:
    broken = paper(anna(), template="never.registered")
    other = memo(lea(), cause="other")
    sent()
    assert (row(broken).state, row(broken).reason) == ("deferred", "not_composed")
    assert "UnknownTemplate" in row(broken).error
    assert row(other).state == "sent"
    with clock.at(clock.now() + timedelta(days=4)):
        sent()
    assert row(broken).state == "failed"


def test_nobody_who_asked_for_something_waits_for_advertising() -> None:
    contact = subscriber()
    for number in range(5):
        news(contact, cause=f"mailing {number}")
    posted = paper(contact, cause="paper")
    first = sent()[0]
    assert first.id == posted.id


def test_a_letter_waits_for_its_time() -> None:
    with clock.at(day(1)):
        contact = anna()
        posted = paper(contact, due_at=day(2))
    assert sent(at=1.5) == []
    assert [letter.id for letter in sent(at=2)] == [posted.id]


def test_a_letter_of_a_transaction_that_fails_never_was() -> None:
    contact = anna()
    with transaction.atomic():
        paper(contact)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
