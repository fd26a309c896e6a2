"""Workers share the outbox: no two do the same, and what one leaves behind when it dies another takes up."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.factories import anna, day, does, form, happen, kinds
from tests.spine.reacting import Declare, drained, fail, states
from tests.threads import at_once, closing_connections, started
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.kernel.reactions import Cause
from trichter.spine.models import Reaction
from trichter.spine.reactions import LEASE, MOST_ATTEMPTS, answer, dead, drain
from trichter.spine.touch import Touch

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_each_once(declare: Declare) -> None:
    declare("test.a", "form.submitted")
    happen(*[form(f"reader{n}@example.org") for n in range(60)])
    at_once(*[lambda: [drain(limit=7) for _turn in range(20)]] * 3)
    assert max(Counter(cause.touchpoint_id for _name, cause in declare.ran).values()) == 1
    assert len(declare.ran) == 60
    assert not Reaction.objects.exclude(state="done").exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_another_claim_locks_for_a_moment_is_waited_for(declare: Declare) -> None:
    """A claim that saw the rows as due a moment ago locks them once more before it lets them be."""
    locked, leave = threading.Event(), threading.Event()

    def claim_and_let_be() -> None:
        with transaction.atomic():
            list(Reaction.objects.filter(name="test.a", state="due").select_for_update(skip_locked=True))
            locked.set()
            leave.wait(30)

    other = threading.Thread(target=closing_connections(claim_and_let_be))

    def be_disturbed(_cause: Cause) -> None:
        if not locked.is_set():
            other.start()
            locked.wait(30)
            threading.Timer(0.3, leave.set).start()

    declare("test.a", "form.submitted", handle=be_disturbed)
    happen(form("anna@example.org"), form("bernd@example.org"))
    drain()
    other.join()
    assert len(declare.ran) == 2
    assert set(Reaction.objects.filter(name="test.a").values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_slow_is_not_overtaken_while_it_works(declare: Declare) -> None:
    """Its lease has run out, yet it holds the row: the other worker passes by."""
    inside, leave = threading.Event(), threading.Event()

    def dawdle(_cause: Cause) -> None:
        inside.set()
        leave.wait(30)

    declare("test.a", "note.written", handle=dawdle)
    with clock.at(day(1)):
        contact = anna()
        drain()
        does(contact, "note.written", {"text": "x"})

    def slow() -> None:
        drained(1)

    def other() -> None:
        inside.wait(30)
        assert drained(2) == 0
        leave.set()

    at_once(slow, other)
    assert len(declare.ran) == 1
    assert states() == {"test.a": "done"}


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_was_at_and_what_it_had_still_to_do_is_done_when_its_lease_is_over(
    declare: Declare,
) -> None:
    # issue 2, must show 3
    declare("test.killed", "note.written")
    contact = anna()
    drain()
    happen(*[Touch("note.written", {"text": "x"}, contact=contact)] * 2)
    command = [sys.executable, "-m", "tests.spine.dying_worker", str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == "begun\n"
        worker.send_signal(signal.SIGKILL)
    assert not Touchpoint.objects.filter(kind="call.made").exists()  # what it had written went with it
    assert drain() == 0  # its lease still holds
    with clock.at(clock.now() + LEASE):
        assert drain() == 2
    assert len({cause.touchpoint_id for _name, cause in declare.ran}) == len(declare.ran) == 2
    done = Reaction.objects.filter(name="test.killed").values_list("state", "attempts")
    assert list(done) == [("done", 2), ("done", 2)]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_kills_its_worker_each_time_is_given_up(declare: Declare) -> None:
    declare("test.a", "note.written")
    with clock.at(day(1)):
        contact = anna()
        drain()
        does(contact, "note.written", {"text": "x"})
    Reaction.objects.filter(name="test.a").update(attempts=MOST_ATTEMPTS)
    drained(2)
    assert declare.ran == []
    assert states() == {"test.a": "dead"}
    assert dead()[0].error.startswith("WorkerDied")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_costs_an_attempt_and_holds_up_no_other(declare: Declare) -> None:
    def lose(_cause: Cause) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    declare("test.a", "form.submitted", handle=lose)
    declare("test.b", "form.submitted")
    anna()
    drain()
    assert states() == {"test.a": "due", "test.b": "done"}
    assert Reaction.objects.get(name="test.a").attempts == 1


@pytest.mark.django_db
def test_a_failure_is_logged_by_its_name_and_not_by_its_words(
    declare: Declare, capsys: pytest.CaptureFixture[str]
) -> None:
    declare("test.a", "form.submitted", handle=fail)
    anna()
    drain()
    [line] = [line for line in capsys.readouterr().err.splitlines() if "reaction failed" in line]
    assert "test.a" in line
    assert "LookupError" in line
    assert "moon" not in line  # an error may quote the person


@pytest.mark.django_db(transaction=True)
def test_a_reaction_and_a_colleague_at_one_person_both_have_their_way(declare: Declare) -> None:
    declare(
        "test.a",
        "note.written",
        handle=lambda cause: answer(cause, [Touch("deal.won", contact=cause.contact_id)]),
    )
    contact = anna()
    drain()
    does(contact, "note.written", {"text": "x"})
    with transaction.atomic():
        does(contact, "call.made", {"text": "x"})
        working = started(partial(drain))
    assert working() == 1
    assert {"deal.won", "call.made"} <= set(kinds(contact))
