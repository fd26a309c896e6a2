"""Long work goes on in steps: what is done stays done, whoever dies, and it can be left, cancelled and taken back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.factories import anna, kinds, lea
from tests.threads import at_once
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine import longwork
from trichter.spine.intake import record
from trichter.spine.longwork import Course, Step, registry
from trichter.spine.longwork.doing import MOST_ATTEMPTS
from trichter.spine.models import Work
from trichter.spine.touch import SYSTEM, Touch

ROOT = Path(__file__).resolve().parents[3]
NOTES = Words("Notes", "Notizen")


@pytest.fixture
def notes() -> Iterator[None]:
    """Work that writes a note about a contact in each of three steps."""

    @longwork.work("test.notes", label=NOTES, undo="test.nothing")
    def write(task: Work) -> Step:
        number = (task.position or 0) + 1
        record([Touch("note.written", {"text": str(number)}, contact=task.facts["contact"], actor=SYSTEM)])
        if task.facts.get("fails_at") == number:
            raise ValueError
        return Step(1, at=number if number < 3 else None, total=3, report={"last": number})

    @longwork.work("test.nothing", label=NOTES)
    def nothing(task: Work) -> Step:
        return Step(0)

    yield
    registry.forget("test.notes")
    registry.forget("test.nothing")


def _goes_on(times: int = 20) -> None:
    for _time in range(times):
        if not longwork.advance():
            return


def _now(task: Work) -> Work:
    task.refresh_from_db()
    return task


def _started(**facts: Any) -> Work:
    return longwork.start("test.notes", {"contact": anna()} | facts, by=7)


@pytest.mark.usefixtures("db", "notes")
def test_it_is_done_step_by_step_and_says_how_far_it_is() -> None:
    task = _started()
    assert longwork.advance()
    assert (_now(task).state, task.done, task.total, task.percent) == ("open", 1, 3, 33)
    _goes_on()
    assert (_now(task).state, task.done, task.report, task.percent) == ("done", 3, {"last": 3}, 100)
    assert kinds(task.facts["contact"]).count("note.written") == 3
    assert not longwork.advance()


@pytest.mark.usefixtures("db", "notes")
def test_a_step_that_fails_leaves_nothing_and_is_tried_again_later_and_given_up_in_the_end() -> None:
    task = _started(fails_at=2)
    _goes_on()
    assert (_now(task).state, task.done, task.attempts) == ("open", 1, 1)
    for hour in range(1, MOST_ATTEMPTS):
        with clock.at(clock.now() + timedelta(hours=hour)):
            _goes_on()
    assert (_now(task).state, task.done) == ("failed", 1)
    assert task.error.startswith("ValueError")
    assert kinds(task.facts["contact"]).count("note.written") == 1


@pytest.mark.usefixtures("db", "notes")
def test_a_step_that_kills_its_worker_each_time_is_given_up() -> None:
    task = _started()
    Work.objects.filter(id=task.pk).update(attempts=MOST_ATTEMPTS)
    longwork.advance()
    assert (_now(task).state, task.done) == ("failed", 0)
    assert task.error.startswith("WorkerDied")


@pytest.mark.usefixtures("db", "notes")
def test_it_can_be_cancelled_between_two_steps_and_what_is_done_stays() -> None:
    task = _started()
    longwork.advance()
    assert longwork.cancel(task.pk)
    _goes_on()
    assert (_now(task).state, task.done) == ("cancelled", 1)
    assert not longwork.cancel(task.pk)


@pytest.mark.usefixtures("db", "notes")
def test_work_of_somebody_who_was_shut_out_goes_no_further() -> None:
    colleague = lea()
    task = longwork.start("test.notes", {"contact": anna()}, by=colleague.pk)
    longwork.advance()
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    _goes_on()
    assert (_now(task).state, task.done) == ("cancelled", 1)


@pytest.mark.usefixtures("db", "notes")
def test_two_works_take_turns() -> None:
    first, second = _started(), longwork.start("test.notes", {"contact": 1}, by=7)
    second.facts["contact"] = first.facts["contact"]
    second.save()
    longwork.advance()
    longwork.advance()
    assert (_now(first).done, _now(second).done) == (1, 1)


@pytest.mark.usefixtures("db", "notes")
def test_it_can_be_taken_back_once_and_only_when_it_is_over() -> None:
    task = _started()
    with pytest.raises(longwork.CannotBeUndone):
        longwork.undo(task.pk, by=7)
    _goes_on()
    undoing = longwork.undo(task.pk, by=7)
    assert longwork.taken_back_by(task.pk) == undoing
    with pytest.raises(longwork.CannotBeUndone):
        longwork.undo(task.pk, by=7)
    _goes_on()
    with pytest.raises(longwork.CannotBeUndone):
        longwork.undo(undoing.pk, by=7)


@pytest.mark.usefixtures("db")
def test_work_with_transactions_of_its_own_tells_how_far_it_is_and_hears_that_it_is_cancelled() -> None:
    seen: list[tuple[int, bool]] = []

    @longwork.work_at_once("test.whole", label=NOTES)
    def whole(course: Course) -> dict[str, Any]:
        course.tell(5, 10)
        seen.append((_now(course.task).done, course.is_cancelled()))
        longwork.cancel(course.task.pk)
        seen.append((5, course.is_cancelled()))
        return {"rows": 5}

    task = longwork.start("test.whole", {}, by=7)
    _goes_on()
    registry.forget("test.whole")
    assert seen == [(5, False), (5, True)]
    assert (_now(task).state, task.report, task.total) == ("cancelled", {"rows": 5}, 10)


@pytest.mark.usefixtures("db")
def test_work_with_transactions_of_its_own_that_comes_no_further_is_given_up() -> None:
    @longwork.work_at_once("test.stuck", label=NOTES)
    def stuck(course: Course) -> dict[str, Any]:
        course.tell(5, 10)
        raise ValueError

    task = longwork.start("test.stuck", {}, by=7)
    for hour in range(MOST_ATTEMPTS + 1):
        with clock.at(clock.now() + timedelta(hours=hour)):
            _goes_on()
    registry.forget("test.stuck")
    assert (_now(task).state, task.done) == ("failed", 5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("notes")
def test_two_workers_never_do_the_same_step() -> None:
    task = _started()
    at_once(*[_goes_on] * 3)
    _goes_on()
    assert (_now(task).state, task.done) == ("done", 3)
    assert kinds(task.facts["contact"]).count("note.written") == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("notes")
def test_work_whose_worker_is_killed_goes_on_at_once_where_it_was() -> None:
    task = _started()
    longwork.advance()
    command = [sys.executable, "-m", "tests.spine.longwork.dying_worker", str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == "begun\n"
        assert not longwork.advance()  # it is theirs as long as they live
        worker.send_signal(signal.SIGKILL)
    _wait_until_let_go(task.pk)
    _goes_on()
    assert (_now(task).state, task.done, task.attempts) == ("done", 3, 0)
    assert kinds(task.facts["contact"]).count("note.written") == 3


def _wait_until_let_go(number: int) -> None:
    with connection.cursor() as cursor:  # the database has to notice that its client is gone
        cursor.execute("SELECT pg_advisory_lock(7402, %s), pg_advisory_unlock(7402, %s)", [number, number])
