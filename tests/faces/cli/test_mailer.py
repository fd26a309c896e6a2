"""The worker sends mail beside its reactions, and neither waits for the other."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import OperationalError, connection
from pydantic import SecretStr

from tests.factories import anna
from tests.spine.outreach.posts import paper, row, settled
from tests.spine.outreach.sinks import Sink, listening
from trichter.faces.cli.serve import mailer
from trichter.faces.cli.serve.mailer import Mailer
from trichter.kernel import heartbeats
from trichter.kernel.environment import environment
from trichter.kernel.stopping import Stop
from trichter.spine.outreach import sending, transports
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.transports import TAKEN

LONG = 60

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def working(url: str | None, patch: pytest.MonkeyPatch) -> Iterator[Mailer]:
    """A mailer that works while the block runs."""
    here = environment().model_copy(update={"mail_url": SecretStr(url) if url else None})
    patch.setattr(mailer, "environment", lambda: here)
    made = Mailer(Stop())
    made.start()
    try:
        yield made
    finally:
        made.stop(patience=10)


def soon(what: Callable[[], bool]) -> None:
    """As soon as a machine under load may come to it."""
    end = time.monotonic() + LONG
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_letter_leaves_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    settled()
    contact = anna()
    sink = Sink()
    with listening(sink) as port, working(f"smtp://127.0.0.1:{port}?tls=none", monkeypatch):
        posted = paper(contact)
        soon(lambda: row(posted).state == "sent")
        soon(lambda: heartbeats.last(mailer.PART) is not None)
    assert len(sink.mails) == 1


def test_without_a_mail_server_mails_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    settled()
    posted = paper(anna())
    with working(None, monkeypatch):
        soon(lambda: heartbeats.last(mailer.PART) is not None)
        time.sleep(0.3)
    assert row(posted).state == "queued"


def test_it_stops_in_time_though_the_server_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    settled()
    posted = paper(anna())
    asked, leave = threading.Event(), threading.Event()

    def dawdle(_transport: object, _message: object) -> transports.Answer:
        asked.set()
        leave.wait(LONG)
        return TAKEN

    monkeypatch.setattr(transports.Mailbox, "deliver", dawdle)
    with working("mailbox:", monkeypatch) as running:
        assert asked.wait(LONG)
        running.stop(patience=0.3)
        assert row(posted).state == "sending"
        leave.set()
    assert row(posted).state == "sent"


def test_what_goes_wrong_with_one_letter_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    settled()
    posted = paper(anna())
    send_next, failures = sending.send_next, [RuntimeError("broken")]

    def fail_once(transport: transports.Transport) -> bool:
        if failures:
            raise failures.pop()
        return send_next(transport)

    monkeypatch.setattr(sending, "send_next", fail_once)
    with working("mailbox:", monkeypatch):
        soon(lambda: row(posted).state == "sent")


def test_it_goes_on_when_the_database_has_hung_up(monkeypatch: pytest.MonkeyPatch) -> None:
    settled()
    contact = anna()
    with working("mailbox:", monkeypatch):
        soon(lambda: heartbeats.last(mailer.PART) is not None)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        posted = paper(contact)
        soon(lambda: row(posted).state == "sent")


def test_a_database_that_hangs_up_while_a_mail_leaves_leaves_nobody_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    settled()
    deliver, delivered = transports.Mailbox.deliver, []

    def cut_off(transport: transports.Mailbox, message: Message) -> transports.Answer:
        delivered.append(deliver(transport, message))
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return TAKEN

    monkeypatch.setattr(transports.Mailbox, "deliver", cut_off)
    posted = paper(anna())
    with working("mailbox:", monkeypatch):
        soon(lambda: row(posted).state == "sent")
    assert delivered == [TAKEN]


def test_behind_a_mail_in_doubt_the_others_wait_a_while(monkeypatch: pytest.MonkeyPatch) -> None:  # LAW 2.6
    settled()
    contact = anna()
    sink = Sink(answers={"DATA": "vanish"})
    with listening(sink) as port, working(f"smtp://127.0.0.1:{port}?tls=none", monkeypatch) as running:
        first, second = paper(contact), paper(contact, cause="second")
        soon(lambda: row(first).state == "in_doubt")
        time.sleep(0.5)
        assert row(second).state == "queued"
        sink.answers.clear()
        running._rests_until = 0
        soon(lambda: row(second).state == "sent")
    assert len(sink.mails) == 2
