"""A letter handed in is one row, whatever happens to whom it is for; what is taken back does not leave."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories import anna, bernd, day, does, form, happen, lea, learns, says
from tests.spine.outreach.posts import ANNA, memo, news, paper, row, sent, settled, subscriber, write
from tests.threads import at_once, started
from trichter.kernel import clock, persons
from trichter.spine.outreach import queries, queue
from trichter.spine.outreach.grounds import Consented, LegalRequest
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.sending import begin
from trichter.spine.outreach.transports import Answer
from trichter.spine.rights import export
from trichter.spine.touch import SYSTEM, Touch


@pytest.mark.django_db
def test_the_same_cause_is_one_letter_for_a_recipient() -> None:
    contact = anna()
    first, again = paper(contact), paper(contact)
    assert first == again
    assert Message.objects.count() == 1
    colleague = lea()
    assert memo(colleague, contact=contact).id != first.id
    assert memo(colleague, contact=contact).id == memo(colleague, contact=contact).id
    assert paper(contact, cause="another").id != first.id


@pytest.mark.django_db
def test_it_goes_to_the_known_address_of_the_person() -> None:
    contact = anna()
    assert row(paper(contact)).address == ANNA


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "anna", "anna@example.org\r\nBcc: all@example.org", "anna@example.org,x@y.org"]
)
def test_what_is_no_address_is_none(address: str) -> None:  # LAW 4.4
    contact = happen(form(visitor="browser"))[0].contact_id
    posted = paper(contact, address=address)
    assert (posted.state, row(posted).reason, row(posted).address) == ("withheld", "no_address", "")


@pytest.mark.django_db(transaction=True)
def test_fifty_who_hand_in_the_same_make_one_letter() -> None:
    settled()
    contact = anna()
    posted = at_once(*[lambda: paper(contact)] * 50)
    assert len({one.id for one in posted}) == 1
    assert Message.objects.count() == 1
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_each_letter_once() -> None:
    settled()
    contact = anna()
    for number in range(30):
        paper(contact, cause=str(number))
    left = [letter.id for letters in at_once(*[sent] * 4) for letter in letters]
    assert len(left) == len(set(left)) == 30


@pytest.mark.django_db
def test_a_withdrawal_takes_back_what_waits() -> None:  # LAW 1.11
    contact = subscriber()
    posted, service = news(contact), paper(contact, cause="paper")
    says(contact, "withdrawn", address=ANNA)
    assert (row(posted).state, row(posted).reason) == ("cancelled", "taken_back")
    assert row(service).state == "queued"


@pytest.mark.django_db
def test_a_withdrawal_takes_back_what_waits_for_another_record_of_the_same_mailbox() -> None:  # LAW 1.11
    subscriber()
    double = happen(Touch("contact.imported", {"source": "CRM"}, external=("crm", "7"), actor=SYSTEM))[0].contact_id
    says(double, "granted", address="Anna@Example.ORG")
    posted = news(double, address="Anna@Example.ORG")
    assert posted.state == "queued"
    says(anna(), "withdrawn", address=ANNA)
    assert row(posted).state == "cancelled"
    assert news(double, address=ANNA, cause="again").state == "withheld"


@pytest.mark.django_db
def test_a_no_on_the_phone_takes_back_no_mail() -> None:
    contact = subscriber()
    posted = news(contact)
    learns(contact, phone="+49 40 5550123")
    says(contact, "refused", channel="phone", address="+49 40 5550123")
    assert row(posted).state == "queued"


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_that_fails_takes_nothing_back() -> None:  # LAW 1.11
    contact = subscriber()
    posted = news(contact)
    with transaction.atomic():
        says(contact, "withdrawn", address=ANNA)
        assert row(posted).state == "cancelled"
        transaction.set_rollback(True)
    assert row(posted).state == "queued"


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_waits_for_a_letter_that_is_about_to_leave_and_comes_after_it() -> None:  # LAW 1.11
    settled()
    contact = subscriber()
    posted = news(contact)
    with transaction.atomic():
        assert begin("told") is not None
        withdrawn = started(lambda: says(contact, "withdrawn", address=ANNA))
    withdrawn()
    assert row(posted).state == "sending"


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_is_being_taken_back_does_not_leave() -> None:  # LAW 1.11
    settled()
    contact = subscriber()
    posted = news(contact)
    done, leave = threading.Event(), threading.Event()

    def withdraw() -> None:
        with transaction.atomic():
            says(contact, "withdrawn", address=ANNA)
            done.set()
            leave.wait(30)

    def send_meanwhile() -> None:
        done.wait(30)
        try:
            assert sent() == []
        finally:
            leave.set()

    at_once(withdraw, send_meanwhile)
    assert row(posted).state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_a_letter_handed_in_while_a_withdrawal_is_written_waits_for_its_end() -> None:  # LAW 1.11
    settled()
    contact = subscriber()
    with transaction.atomic():
        says(contact, "withdrawn", address=ANNA)
        (posted,) = at_once(lambda: news(contact))
        assert posted.state == "queued"
        assert at_once(sent) == [[]]
    assert sent() == []
    with clock.at(clock.now() + timedelta(seconds=2)):
        assert sent() == []
    assert row(posted).state == "withheld"


@pytest.mark.django_db(transaction=True)
def test_a_letter_handed_in_while_the_person_withdraws_is_withheld_when_it_would_leave() -> None:
    settled()
    contact = subscriber()
    with transaction.atomic():
        posted = news(contact)
        at_once(lambda: says(contact, "withdrawn", address=ANNA))
    assert row(posted).state == "queued"
    assert sent() == []
    assert row(posted).state == "withheld"


@pytest.mark.django_db
def test_an_erased_person_leaves_the_skeleton_of_their_letters() -> None:  # LAW 1.12
    settled()
    contact = anna()
    left = paper(contact, cause="a")
    sent()
    waiting, about = paper(contact, cause="b"), memo(lea(), contact=contact)
    does(contact, "contact.erased")
    assert [row(posted).state for posted in (left, waiting, about)] == ["sent", "cancelled", "cancelled"]
    for posted in (left, waiting, about):
        letter = row(posted)
        personal = (letter.address, letter.address_key, letter.context, letter.subject, letter.source, letter.error)
        assert personal == ("", "", {}, "", None, "")
    assert sent() == []


@pytest.mark.django_db
def test_erasure_reaches_letters_to_an_address_that_were_about_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trichter.spine.rights.asked", lambda _request, _address: clock.now(), raising=False)
    posted = write(LegalRequest(1), address="Anna@example.org")
    assert (posted.state, row(posted).contact) == ("queued", None)
    does(anna(), "contact.erased")
    assert (row(posted).state, row(posted).address, row(posted).recipient) == ("cancelled", "", "")


@pytest.mark.django_db
def test_letters_go_with_a_merge_and_come_back_with_its_undoing() -> None:
    settled()
    winner, loser = bernd(), anna()
    theirs = paper(loser)
    sent()
    before = row(theirs)
    does(winner, "contact.merged", {"loser": loser})
    assert row(theirs).contact_id == winner
    since = paper(winner, cause="since")
    does(winner, "contact.unmerged", {"loser": loser})
    after = row(theirs)
    assert {f.attname: getattr(after, f.attname) for f in Message._meta.concrete_fields} == {
        f.attname: getattr(before, f.attname) for f in Message._meta.concrete_fields
    }
    assert row(since).contact_id == winner


@pytest.mark.django_db
def test_after_a_merge_nobody_gets_the_same_once_more() -> None:
    winner, loser = bernd(), anna()
    posted = paper(loser, cause="mailing 1")
    does(winner, "contact.merged", {"loser": loser})
    for contact in (winner, loser):
        assert write(Consented("newsletter"), contact=contact, cause="mailing 1").id == posted.id


@pytest.mark.django_db
def test_both_had_the_same_before_they_were_merged() -> None:
    winner, loser = bernd(), anna()
    paper(loser, cause="mailing 1")
    paper(winner, cause="mailing 1")
    does(winner, "contact.merged", {"loser": loser})
    assert Message.objects.filter(contact_id=winner).count() == 2


@pytest.mark.django_db
def test_a_person_sees_what_they_were_sent() -> None:  # LAW 1.13
    settled()
    contact = anna()
    paper(contact)
    sent()
    (letter,) = export(contact)["outreach_message"]
    assert letter["subject"] == "Zwölf Hebel"
    assert "Message-ID" in letter["source"]
    assert "address_key" not in letter


@pytest.mark.django_db
def test_a_letter_in_doubt_is_decided_by_a_colleague_once() -> None:  # LAW 2.6
    settled()
    contact = anna()
    colleague = lea()
    doubtful = [paper(contact, cause=str(number)) for number in range(3)]
    sent(*[Answer("unknown")] * 3)
    for posted, decision in zip(doubtful, ("was_sent", "send_again", "drop"), strict=True):
        queries.decide(posted.id, decision, by=colleague.pk)
        assert (row(posted).decision, row(posted).decided_by) == (decision, colleague.pk)
    assert [row(posted).state for posted in doubtful] == ["sent", "queued", "cancelled"]
    assert [letter.id for letter in sent()] == [doubtful[1].id]
    for posted in doubtful:
        with pytest.raises(queries.NothingToDecide):
            queries.decide(posted.id, "drop", by=colleague.pk)


@pytest.mark.django_db
def test_what_waits_is_counted() -> None:
    with clock.at(day(1)):
        paper(anna())
        paper(anna(), cause="later", due_at=day(2))
    with clock.at(day(1) + timedelta(hours=1)):
        backlog = queue.backlog()
    assert (backlog.due, backlog.oldest_due_at, backlog.in_doubt) == (1, day(1), 0)


@pytest.mark.django_db
def test_all_tables_of_outreach_say_what_they_do_with_people() -> None:
    assert {"outreach_message", "outreach_boxedmail"} <= persons.registered()
