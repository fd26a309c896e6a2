"""Office hours go by the wall clock of the house: weekends and summer time do not shorten what was promised."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from trichter.sales.tasks import hours

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    """A wall time there, as the clock tells it: in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23 09:30", "2026-11-23 13:30"),
        ("2026-11-23 13:00", "2026-11-23 17:00"),
        ("2026-11-23 15:00", "2026-11-24 11:00"),
        ("2026-11-23 06:00", "2026-11-23 13:00"),
        ("2026-11-23 17:00", "2026-11-24 13:00"),
        ("2026-11-20 16:00", "2026-11-23 12:00"),
        ("2026-11-21 11:00", "2026-11-23 13:00"),
        ("2026-11-22 23:59", "2026-11-23 13:00"),
    ],
)
def test_half_a_working_day_ends_within_office_hours(asked: str, due: str) -> None:
    assert hours.after(berlin(asked), 4) == berlin(due)


def test_the_clock_change_of_a_weekend_moves_no_wall_time() -> None:
    # LAW 3.3: on 28 March 2027 the clocks go forward; in UTC Monday's noon comes an hour earlier than Friday's.
    due = hours.after(berlin("2027-03-26 16:00"), 4)
    assert due == datetime(2027, 3, 29, 10, tzinfo=UTC)
    assert due.astimezone(BERLIN).strftime("%A %H:%M") == "Monday 12:00"
    assert hours.after(berlin("2026-10-23 16:00"), 4) == datetime(2026, 10, 26, 11, tzinfo=UTC)


def test_the_house_opens_on_working_days() -> None:
    friday = berlin("2026-11-20 12:00")
    assert hours.next_morning(friday) == berlin("2026-11-23 09:00")
    assert hours.next_morning(berlin("2026-11-23 08:00")) == berlin("2026-11-24 09:00")
    assert hours.next_monday(friday) == hours.next_monday(berlin("2026-11-16 00:00")) == berlin("2026-11-23 09:00")
