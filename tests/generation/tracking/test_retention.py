"""How long visits are kept is decided by a colleague, and nothing goes before they have seen what."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest

from trichter.facts.timeline.hits import partitions
from trichter.generation.tracking import retention
from trichter.generation.tracking.keeping import keep_months
from trichter.kernel import clock

pytestmark = pytest.mark.django_db


def at(day: str) -> AbstractContextManager[object]:
    """Noon of it."""
    return clock.at(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC))


@pytest.fixture
def months() -> None:
    for day in ("2026-09-01", "2026-10-15", "2026-11-20"):
        with at(day):
            partitions.see_to()


def test_the_environment_decides_until_a_colleague_does() -> None:
    assert retention.months() == 13
    retention.decide(6)
    assert retention.months() == 6
    retention.decide(None)
    assert retention.months() == 13


@pytest.mark.parametrize("number", [0, 26])
def test_a_time_beyond_the_bounds_is_refused(number: int) -> None:
    with pytest.raises(retention.NoSuchTime):
        retention.decide(number)


def test_what_is_foreseen_is_what_is_dropped(months: None) -> None:
    with at("2026-11-23"):
        foreseen = retention.foresee(1)
        assert foreseen.dropped == (date(2026, 9, 1),)
        assert (foreseen.next_month, foreseen.next_day) == (date(2026, 10, 1), date(2026, 12, 1))
        retention.decide(1)
        keep_months()
        assert min(partitions.months()) == date(2026, 10, 1)
    with at("2026-11-30"):
        keep_months()
        assert min(partitions.months()) == date(2026, 10, 1)
    with at("2026-12-01"):
        keep_months()
        assert min(partitions.months()) == date(2026, 11, 1)
