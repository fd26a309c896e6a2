"""The outbox: every reaction runs once, one that fails is tried again, and none holds up another."""

import re
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import translation

from tests.factories import anna, bernd, day, does, form, happen, kinds
from tests.spine.reacting import Declare, drained, fail, states
from trichter.facts.contacts.fields import BadField
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.kernel.reactions import Cause, forget, to
from trichter.spine.models import Reaction
from trichter.spine.outbox import CHANNEL
from trichter.spine.preparing import DEEPEST
from trichter.spine.reactions import MOST_ATTEMPTS, answer, backlog, dead, drain, retry
from trichter.spine.touch import Touch


@pytest.mark.django_db
def test_a_reaction_runs_once_for_each_touchpoint_of_its_kinds(declare: Declare) -> None:
    declare("test.one", "form.submitted", "stage.reached")
    declare("test.other", "note.written")
    contact = anna()
    assert declare.ran == []
    drain()
    drain()
    causes = [cause for _name, cause in declare.ran]
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
    assert declare.ran == []


@pytest.mark.django_db
def test_a_repeated_request_is_not_reacted_to_again(declare: Declare) -> None:
    declare("test.one", "form.submitted")
    happen(form("anna@example.org", key="k"), form("anna@example.org", key="k"))
    happen(form("anna@example.org", key="k"))
    drain()
    assert len(declare.ran) == 1


@pytest.mark.django_db
def test_one_that_fails_holds_up_no_other_and_is_tried_again_later(declare: Declare) -> None:
    declare("test.a", "form.submitted", handle=fail)
    declare("test.b", "form.submitted")
    with clock.at(day(1)):
        anna()
    drained(1)
    assert states() == {"test.a": "due", "test.b": "done"}
    row = Reaction.objects.get(name="test.a")
    assert re.fullmatch(r"LookupError \(trichter\.spine\.reactions:\d+\)", row.error)
    assert row.due_at == day(1) + timedelta(seconds=5)
    assert drained(1) == 0
    drained(1.001)
    assert [name for name, _cause in declare.ran].count("test.a") == 2
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
def test_an_error_that_names_somebody_is_kept_without_their_name(declare: Declare) -> None:
    # LAW 1.12: the row is the person's it was about, and erasing whom it names would not find it.
    def clash(_cause: Cause) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE clash (email text PRIMARY KEY)")
            cursor.execute("INSERT INTO clash VALUES ('sentinel@example.org'), ('sentinel@example.org')")

    def refuse(_cause: Cause) -> None:
        raise BadField(field="sentinel", problem="sentinel@example.org")

    declare("test.clash", "form.submitted", handle=clash)
    declare("test.refuse", "form.submitted", handle=refuse)
    anna()
    drain()
    errors = dict(Reaction.objects.filter(name__startswith="test.").values_list("name", "error"))
    assert errors["test.clash"].startswith("IntegrityError (trichter.")
    assert errors["test.refuse"].startswith("BadField: …: … (trichter.")
    assert "sentinel" not in "".join(errors.values())


@pytest.mark.django_db
def test_one_that_never_succeeds_is_given_up_listed_and_can_be_tried_again(declare: Declare) -> None:
    declare("test.a", "form.submitted", handle=fail)
    with clock.at(day(1)):
        anna()
    for attempt in range(1, MOST_ATTEMPTS + 3):
        drained(1 + attempt)
    assert len(declare.ran) == MOST_ATTEMPTS == 8
    [given_up] = dead()
    assert (given_up.name, given_up.attempts) == ("test.a", 8)
    assert given_up.error.startswith("LookupError")
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
    [given_up] = [row for row in dead() if row.name == "test.a"]
    assert given_up.error.startswith("ReactionGone")
    assert "test.a" not in to("form.submitted", {})


@pytest.mark.django_db
def test_what_a_reaction_writes_and_that_it_is_done_are_one(declare: Declare) -> None:
    def half(cause: Cause) -> None:
        answer(cause, [Touch("note.written", {"text": "x"}, contact=cause.contact_id)])
        if len(declare.ran) == 1:
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
    declare("test.a", "form.submitted", handle=lambda cause: answer(cause, [note(cause)]))
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
    assert len(declare.ran) == DEEPEST
    [given_up] = dead()
    assert given_up.depth == DEEPEST
    assert given_up.error == Reaction.TOO_LONG
    with translation.override("en"):
        assert "following each other" in given_up.reason
    with translation.override("de"):
        assert given_up.reason.startswith("Ursachen")
    assert retry() == 1  # a person may let the chain go on
    for _turn in range(30):
        drain()
    assert len(declare.ran) == DEEPEST * 2


@pytest.mark.django_db
def test_a_reaction_to_somebody_who_was_merged_meanwhile_is_about_the_survivor(declare: Declare) -> None:
    declare("test.a", "form.submitted")
    winner, loser = anna(), bernd()
    does(winner, "contact.merged", {"loser": loser})
    drain()
    assert {cause.contact_id for _name, cause in declare.ran} == {winner}


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
    left = backlog().due  # with those of the house
    assert left >= 2
    assert drain(limit=100) == left


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_waits_is_woken_when_something_is_to_be_done(declare: Declare) -> None:
    declare("test.a", "note.written")
    contact = anna()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}, autocommit=True) as waiting:
        waiting.execute(f"LISTEN {CHANNEL}")
        with transaction.atomic():
            does(contact, "note.written", {"text": "x"})
            assert not list(waiting.notifies(timeout=0.1))
        does(contact, "call.made", {"text": "x"})
        assert len(list(waiting.notifies(timeout=5, stop_after=1))) == 1
        assert not list(waiting.notifies(timeout=0.1)), "nothing was to be done about the call"


@pytest.mark.django_db
def test_nothing_is_noted_for_what_does_not_concern_a_reaction(declare: Declare) -> None:
    declare("test.called", "form.submitted", when=lambda told: told.get("wants") == "callback")
    contact = anna()
    called = does(contact, "form.submitted", {"wants": "callback"})
    does(contact, "form.submitted", {"wants": "file"})
    drain()
    assert [cause.touchpoint_id for _name, cause in declare.ran] == [called]
