"""The outbox: every reaction runs once, whoever dies, fails or is in a hurry; and none holds up another."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.factories import anna, bernd, day, does, form, happen, kinds
from tests.threads import at_once, started
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.kernel.reactions import Cause, forget, of_kind, reaction
from trichter.spine.models import Reaction
from trichter.spine.preparing import DEEPEST
from trichter.spine.reactions import LEASE, MOST_ATTEMPTS, answer, backlog, dead, drain, retry
from trichter.spine.touch import Touch

ROOT = Path(__file__).resolve().parents[2]
ran: list[tuple[str, Cause]] = []
Declare = Callable[..., None]


@pytest.fixture
def declare() -> Iterator[Declare]:
    """Declares a reaction for the test; ours of the house stay out of the way."""
    names = []

    def add(name: str, *on: str, handle: Callable[[Cause], None] | None = None) -> None:
        def note(cause: Cause) -> None:
            ran.append((name, cause))
            if handle:
                handle(cause)

        names.append(name)
        reaction(name, on=on)(note)

    ran.clear()
    yield add
    for name in names:
        forget(name)


def states() -> dict[str, str]:
    return dict(Reaction.objects.filter(name__startswith="test.").values_list("name", "state"))


def drained(moment: float) -> int:
    with clock.at(day(moment)):
        return drain()


def fail(_cause: Cause) -> None:
    raise LookupError("the moon is away")


@pytest.mark.django_db
def test_a_reaction_runs_once_for_each_touchpoint_of_its_kinds(declare: Declare) -> None:
    declare("test.one", "form.submitted", "stage.reached")
    declare("test.other", "note.written")
    contact = anna()
    assert ran == []
    drain()
    drain()
    causes = [cause for _name, cause in ran]
    assert [cause.kind for cause in causes] == ["form.submitted", "stage.reached"]
    assert {cause.contact_id for cause in causes} == {contact}
    assert states() == {"test.one": "done"}


@pytest.mark.django_db
def test_what_was_not_recorded_is_not_reacted_to(declare: Declare) -> None:
    declare("test.one", "form.submitted")
    with transaction.atomic():
        anna()
        transaction.set_rollback(True)
    drain()
    assert ran == []


@pytest.mark.django_db
def test_a_repeated_request_is_not_reacted_to_again(declare: Declare) -> None:
    declare("test.one", "form.submitted")
    happen(form("anna@example.org", key="k"), form("anna@example.org", key="k"))
    happen(form("anna@example.org", key="k"))
    drain()
    assert len(ran) == 1


@pytest.mark.django_db
def test_one_that_fails_holds_up_no_other_and_is_tried_again_later(declare: Declare) -> None:
    declare("test.a", "form.submitted", handle=fail)
    declare("test.b", "form.submitted")
    with clock.at(day(1)):
        anna()
    drained(1)
    assert states() == {"test.a": "due", "test.b": "done"}
    row = Reaction.objects.get(name="test.a")
    assert row.error == "LookupError: the moon is away"
    assert row.due_at == day(1) + timedelta(seconds=5)
    assert drained(1) == 0
    drained(1.001)
    assert [name for name, _cause in ran].count("test.a") == 2
    assert Reaction.objects.get(name="test.a").due_at == day(1.001) + timedelta(seconds=10)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["SELECT 1/0", "SELECT pg_terminate", "SET statement_timeout = 1; SELECT pg_sleep(1)"]
)
def test_one_that_the_database_refuses_holds_up_no_other(declare: Declare, statement: str) -> None:
    def ask(_cause: Cause) -> None:
        with connection.cursor() as cursor:
            for part in statement.split("; "):
                cursor.execute(part)

    declare("test.a", "form.submitted", handle=ask)
    declare("test.b", "form.submitted")
    anna()
    drain()
    assert states() == {"test.a": "due", "test.b": "done"}
    assert Reaction.objects.get(name="test.a").error


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["a\x00b", "\ud800", "x" * 10_000])
def test_one_that_fails_in_strange_words_holds_up_no_other(declare: Declare, words: str) -> None:
    def complain(_cause: Cause) -> None:
        raise ValueError(words)

    declare("test.a", "form.submitted", handle=complain)
    declare("test.b", "form.submitted")
    anna()
    drain()
    assert states() == {"test.a": "due", "test.b": "done"}
    assert len(Reaction.objects.get(name="test.a").error) <= 2_000


@pytest.mark.django_db
def test_one_that_never_succeeds_is_given_up_listed_and_can_be_tried_again(declare: Declare) -> None:
    declare("test.a", "form.submitted", handle=fail)
    with clock.at(day(1)):
        anna()
    for attempt in range(1, MOST_ATTEMPTS + 3):
        drained(1 + attempt)
    assert len(ran) == MOST_ATTEMPTS == 8
    [given_up] = dead()
    assert (given_up.name, given_up.error, given_up.attempts) == ("test.a", "LookupError: the moon is away", 8)
    assert backlog().dead == 1
    declare("test.a", "form.submitted")
    with clock.at(day(20)):
        assert retry([given_up.pk]) == 1
        assert backlog().dead == 0
        drain()
    assert states() == {"test.a": "done"}
    assert Reaction.objects.get(name="test.a").error == ""
    assert retry() == 0


@pytest.mark.django_db
def test_retrying_some_leaves_the_others_given_up(declare: Declare) -> None:
    declare("test.a", "form.submitted")
    anna(), bernd()
    Reaction.objects.filter(name="test.a").update(state="dead")
    one, other = dead()
    assert (one.created_at, one.pk) >= (other.created_at, other.pk)
    assert retry([one.pk]) == 1
    assert [row.pk for row in dead()] == [other.pk]
    assert retry() == 1


@pytest.mark.django_db
def test_the_pause_grows_to_some_minutes_and_not_beyond(declare: Declare) -> None:
    declare("test.a", "form.submitted", handle=fail)
    with clock.at(day(1)):
        anna()
    pauses = []
    for attempt in range(1, MOST_ATTEMPTS):
        drained(1 + attempt)
        pauses.append((Reaction.objects.get(name="test.a").due_at - day(1 + attempt)).total_seconds())
    assert pauses == [5, 10, 20, 40, 80, 160, 320]


@pytest.mark.django_db
def test_a_reaction_whose_feature_is_gone_is_given_up_in_the_end_and_says_so(declare: Declare) -> None:
    declare("test.a", "form.submitted")
    with clock.at(day(1)):
        anna()
    forget("test.a")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        drained(1 + attempt)
    assert dead()[0].error == "LookupError: no reaction is called 'test.a' any more"
    assert of_kind("form.submitted") == ("duplicates.suggest",)


@pytest.mark.django_db
def test_what_a_reaction_writes_and_that_it_is_done_are_one(declare: Declare) -> None:
    def half(cause: Cause) -> None:
        answer(cause, [Touch("note.written", {"text": "x"}, contact=cause.contact_id)])
        if len(ran) == 1:
            raise LookupError

    declare("test.a", "form.submitted", handle=half)
    with clock.at(day(1)):
        contact = anna()
        drain()
        assert "note.written" not in kinds(contact)
    drained(2)
    drained(3)
    assert kinds(contact).count("note.written") == 1


@pytest.mark.django_db
def test_an_answer_names_its_cause(declare: Declare) -> None:
    declare("test.a", "form.submitted", handle=lambda cause: answer(cause, [note(cause)]).clear())
    anna()
    drain()
    written = Touchpoint.objects.get(kind="note.written")
    assert written.caused_by == Touchpoint.objects.get(kind="form.submitted").id
    assert written.depth == 1


def note(cause: Cause) -> Touch:
    return Touch("note.written", {"text": "x"}, contact=cause.contact_id)


@pytest.mark.django_db
@pytest.mark.parametrize("nested", [False, True], ids=["directly", "by what follows"])
def test_reactions_that_feed_each_other_come_to_an_end(declare: Declare, nested: bool) -> None:
    def again(cause: Cause) -> None:
        loop = note(cause)
        said = Touch("call.made", {"text": "x"}, contact=cause.contact_id, follows=(loop,)) if nested else loop
        answer(cause, [said])

    declare("test.loop", "note.written", handle=again)
    contact = anna()
    does(contact, "note.written", {"text": "x"})
    for _turn in range(30):
        drain()
    assert len(ran) == DEEPEST
    [given_up] = dead()
    assert given_up.depth == DEEPEST
    assert "following each other" in given_up.error
    assert retry() == 1  # a person may let the chain go on
    for _turn in range(30):
        drain()
    assert len(ran) == DEEPEST * 2


@pytest.mark.django_db
def test_a_reaction_to_somebody_who_was_merged_meanwhile_is_about_the_survivor(declare: Declare) -> None:
    declare("test.a", "form.submitted")
    winner, loser = anna(), bernd()
    does(winner, "contact.merged", {"loser": loser})
    drain()
    assert {cause.contact_id for _name, cause in ran} == {winner}


@pytest.mark.django_db
def test_backlog_says_how_much_waits_and_since_when(declare: Declare) -> None:
    declare("test.a", "note.written")
    with clock.at(day(1)):
        contact = anna()
        drain()
        does(contact, "note.written", {"text": "x"})
    with clock.at(day(2)):
        does(contact, "note.written", {"text": "x"})
    assert (backlog().due, backlog().oldest_due_at, backlog().dead) == (2, day(1), 0)


@pytest.mark.django_db
def test_a_batch_is_as_large_as_asked(declare: Declare) -> None:
    declare("test.a", "form.submitted")
    happen(*[form(f"reader{n}@example.org") for n in range(5)])
    assert drain(limit=3) == 3
    assert drain(limit=100) == 7  # with those of the house


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_each_once(declare: Declare) -> None:
    declare("test.a", "form.submitted")
    happen(*[form(f"reader{n}@example.org") for n in range(60)])
    at_once(*[lambda: [drain(limit=7) for _turn in range(20)].clear()] * 3)
    assert max(Counter(cause.touchpoint_id for _name, cause in ran).values()) == 1
    assert len(ran) == 60
    assert not Reaction.objects.exclude(state="done").exists()


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
    assert len(ran) == 1
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
    assert len({cause.touchpoint_id for _name, cause in ran}) == len(ran) == 2
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
    assert ran == []
    assert states() == {"test.a": "dead"}
    assert "died" in dead()[0].error


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
        handle=lambda cause: answer(cause, [Touch("deal.won", contact=cause.contact_id)]).clear(),
    )
    contact = anna()
    drain()
    does(contact, "note.written", {"text": "x"})
    with transaction.atomic():
        does(contact, "call.made", {"text": "x"})
        working = started(partial(drain))
    assert working() == 1
    assert {"deal.won", "call.made"} <= set(kinds(contact))
