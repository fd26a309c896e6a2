"""The days in the address of the overview."""

from datetime import date

import pytest
from django.http import QueryDict

from trichter.faces.web.views import period

TODAY = date(2026, 11, 17)


def asked(query: str) -> period.Period:
    return period.asked(QueryDict(query), today=TODAY)


def test_without_anything_it_is_the_last_90_days() -> None:
    found = asked("")
    assert (found.since, found.until) == (date(2026, 8, 20), TODAY)


def test_one_step_back_ends_the_day_before_it_began() -> None:
    found = asked("")
    assert found.previous == date(2026, 8, 19)
    assert asked("until=2026-08-19").until - asked("until=2026-08-19").since == found.until - found.since  # type: ignore[operator]


def test_there_is_no_step_into_the_future() -> None:
    assert asked("").following is None
    assert asked("until=2026-08-19").following == TODAY
    assert asked("until=2026-11-10").following == TODAY
    assert asked("until=2027-01-01").until == TODAY


def test_all_time_has_no_beginning_and_no_steps() -> None:
    found = asked("days=all&until=2026-08-19")
    assert found.since is found.previous is found.following is None


@pytest.mark.parametrize(
    "query", ["days=8", "days=0", "days=-90", "days=x", "until=yesterday", "until=0001-01-01", "until=2026-13-01"]
)
def test_nonsense_falls_back_to_the_last_90_days(query: str) -> None:
    assert asked(query) == asked("")
