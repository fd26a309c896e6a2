"""What is due by the clock runs once, on one node, and comes round again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import day
from trichter.kernel import clock
from trichter.spine import timetable

HOUR = timedelta(hours=1)
Runs = Callable[..., list[str]]


@pytest.fixture
def runs(db: None, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """What runs so many hours after the first look."""
    monkeypatch.setattr(timetable, "_entries", {})
    return lambda hours: _at(hours)


def _at(hours: float) -> list[str]:
    with clock.at(day(1) + hours * HOUR):
        return timetable.run_due()


def test_a_job_runs_when_its_time_has_come_round(runs: Runs) -> None:
    done: list[int] = []
    timetable.every(HOUR, "count")(lambda: done.append(1))
    assert [runs(hours) for hours in (0, 0.9, 1, 1.5, 2.1)] == [["count"], [], ["count"], [], ["count"]]
    assert len(done) == 3


def test_one_that_fails_comes_round_again_and_holds_up_no_other(runs: Runs) -> None:
    done: list[int] = []
    timetable.every(HOUR, "broken")(lambda: 1 // 0)
    timetable.every(HOUR, "count")(lambda: done.append(1))
    assert runs(0) == ["broken", "count"]
    assert runs(1) == ["broken", "count"]
    assert len(done) == 2


def test_a_job_that_is_gone_is_not_run(runs: Runs) -> None:
    timetable.every(HOUR, "count")(lambda: None)
    timetable.forget("count")
    assert runs(0) == []
