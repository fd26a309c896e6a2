"""What letters said is not kept for ever."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import anna, day, lea
from tests.spine.outreach.posts import ANNA, memo, news, paper, question, row, sent, settled, signed_up, subscriber
from trichter.kernel import clock
from trichter.spine import rights, timetable
from trichter.spine.outreach import forgetting, sending, transports
from trichter.spine.outreach.models import BoxedMail, Message
from trichter.spine.outreach.transports import Answer

pytestmark = pytest.mark.django_db

LATER = day(2) + timedelta(days=90)


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    settled()


def forget(at: object = LATER) -> int:
    """The job, three months on."""
    with clock.at(at):  # type: ignore[arg-type]
        return forgetting.forget()


def has_source(*letters: int) -> list[bool]:
    rows = dict(Message.objects.filter(id__in=letters).values_list("id", "source"))
    return [rows[letter] is not None for letter in letters]


def test_after_three_months_nobody_knows_what_a_mail_said_but_that_it_left() -> None:
    with clock.at(day(1)):
        posted = paper(anna())
    sent(at=1)
    with clock.at(day(80)):
        newer = paper(anna(), cause="newer")
    sent(at=80)
    assert forget() == 1
    assert has_source(posted.id, newer.id) == [False, True]
    left = row(posted)
    assert (left.state, left.subject, left.address, bool(left.message_id)) == ("sent", "Zwölf Hebel", ANNA, True)
    assert forget() == 0


def test_the_mail_that_asked_about_a_sign_up_is_kept_as_its_proof() -> None:  # LAW 1.3
    with clock.at(day(1)):
        contact = subscriber()
        asked = question(contact, signed_up(contact))
        told = news(contact)
    sent(at=1)
    forget()
    assert has_source(asked.id, told.id) == [True, False]


def test_what_waits_or_is_in_doubt_keeps_what_it_needs() -> None:
    with clock.at(day(1)):
        contact = anna()
        deferred, doubtful = paper(contact), paper(contact, cause="doubtful")
    sent(Answer("later", code="451", text="451 4.3.2 Try again"), Answer("unknown", text="gone"), at=1)
    assert forget() == 0
    assert has_source(deferred.id, doubtful.id) == [True, True]


def test_of_letters_to_nobody_we_know_the_address_goes_too() -> None:
    with clock.at(day(1)):
        rights.ask("fremd@stranger.example", kind="access", language="de")
        memo(lea())
    while sending.send_next(transports.Mailbox()):
        pass
    Message.objects.filter(address="fremd@stranger.example").update(error="550 fremd@stranger.example")
    BoxedMail.objects.update(at=day(1))
    assert forget(day(2)) == 0
    forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outreach_message it WHERE it::text ILIKE '%stranger%'")
        assert cursor.fetchone()[0] == 0
    assert not BoxedMail.objects.exists()
    assert Message.objects.filter(contact_id=0, address="").count() == 2


def test_it_works_in_batches_until_all_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    with clock.at(day(1)):
        contact = anna()
        for number in range(5):
            paper(contact, cause=str(number))
    sent(at=1)
    assert forget() == 5


def test_the_clock_sees_to_it() -> None:
    assert "letters.forget" in timetable.run_due()


@pytest.mark.parametrize(
    ("index", "condition"),
    [
        ("letter_open", "state <> 'sent'"),
        ("letter_open", "state IN ('queued', 'deferred', 'sending') AND id < 900 ORDER BY id DESC"),
        ("letter_sent", "state IN ('sent') AND id < 900 ORDER BY id DESC LIMIT 50"),
        ("letter_source", "source IS NOT NULL AND NOT is_proof AND created_at < '2026-01-01' ORDER BY created_at"),
        ("letter_of_nobody", "contact_id = 0 AND address <> '' AND created_at < '2026-01-01' ORDER BY created_at"),
    ],
)
def test_whoever_looks_for_few_reads_few(index: str, condition: str) -> None:
    Message.objects.bulk_create([_long_sent(number) for number in range(1, 1_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outreach_message; SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT id FROM outreach_message WHERE {condition}")
        assert index in "\n".join(line for (line,) in cursor.fetchall())


def _long_sent(number: int) -> Message:
    return Message(id=number, contact_id=number, ground={}, state="sent", created_at=day(1), due_at=day(1))
