"""The story of the demo company before it is recorded: the same on the same day, whatever day it is."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from trichter.generation.demo import plot
from trichter.generation.demo.house import COLLEAGUES, WORDINGS, House

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 17, 9, 44, tzinfo=UTC)


class OfNoDatabase(House):
    """Colleagues and wordings of which only the keys count."""

    def wording(self, purpose: str, channel: str, language: str, *, at: datetime) -> int:
        assert any(wording[1:3] == (purpose, channel) for wording in WORDINGS)
        return 1


def story(now: datetime) -> list[str]:
    """Every act of it, a line each."""
    house = OfNoDatabase({key: number for number, key in enumerate(COLLEAGUES)})
    return [f"{act.at:%F %T} {act.person} {act.touch}" for act in plot.acts(house, now, zone=BERLIN)]


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_one_day_makes_one_story_in_every_process() -> None:
    program = f"import django; django.setup(); from {__name__} import *; print(digest(story(NOW)))"
    other = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert other.stdout.strip() == digest(story(NOW))


def test_the_time_of_day_changes_no_more_than_the_last_signs() -> None:
    early, late = (story(datetime(2026, 11, 17, hour, 3, tzinfo=BERLIN)) for hour in (0, 23))
    before_yesterday_evening = [[line for line in lines if line < "2026-11-10"] for lines in (early, late)]

    assert before_yesterday_evening[0] == before_yesterday_evening[1]
    assert len(early) == len(late)
    assert len(set(early) ^ set(late)) < 40


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2026, 3, 30), date(2027, 2, 28), date(2028, 2, 29), date(2026, 10, 25)]
)
def test_any_day_can_be_today(today: date) -> None:
    """After Christmas, after a change of the clocks, on a leap day: the numbers always come out."""
    from trichter.generation.demo.courses import draw
    from trichter.generation.demo.numbers import STAGES, periods

    courses = draw(today, zone=BERLIN)
    for period in periods(today):
        for place, stage in enumerate(STAGES):
            there = [c.reached[stage].date() for c in courses if stage in c.reached]
            planned = sum(counts[place] for counts in period.counts.values())
            assert sum(period.first <= day <= period.last for day in there) == planned
