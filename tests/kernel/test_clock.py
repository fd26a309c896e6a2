"""The only clock: it runs, it can be set, and only for whoever set it."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from trichter.kernel import clock

BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_it_runs_in_utc() -> None:
    first = clock.now()
    assert first.tzinfo == UTC
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now() >= first


def test_it_stands_where_it_is_set_and_runs_again_afterwards() -> None:
    with clock.at(MOMENT):
        assert clock.now() == clock.now() == MOMENT
        with clock.at(MOMENT + timedelta(days=1)):
            assert clock.now() == MOMENT + timedelta(days=1)
        assert clock.now() == MOMENT
    assert clock.now() != MOMENT


def test_it_runs_again_after_an_exception() -> None:
    with pytest.raises(LookupError), clock.at(MOMENT):
        raise LookupError
    assert clock.now() != MOMENT


def test_set_in_any_zone_it_answers_in_utc_over_the_change_to_winter_time() -> None:
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)  # half past two happens twice that night
    with clock.at(twice.replace(fold=0)):
        first = clock.now()
    with clock.at(twice.replace(fold=1)):
        second = clock.now()
    assert (first.tzinfo, second - first) == (UTC, timedelta(hours=1))


def test_it_is_set_for_one_thread_and_no_other() -> None:
    seen: list[datetime] = []
    with clock.at(MOMENT):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != MOMENT
