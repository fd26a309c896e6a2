"""Sums of the funnel by day, where a house is large."""

from datetime import date

import pytest

from tests.factories import anna, bernd, day, does
from trichter.spine import tallying
from trichter.spine.models import FunnelDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallying, "LARGE", -1)


def sums() -> dict[tuple[date, int, str], int]:
    rows = FunnelDay.objects.filter(track_id="customer", position__gte=3)
    return {(row.day, row.position, row.channel): row.reached for row in rows}


@pytest.mark.usefixtures("large")
def test_each_stage_counts_on_the_day_of_the_house_on_which_it_was_reached() -> None:
    first, second = anna(), bernd()
    does(first, "deal.opened", {"title": "x"}, occurred_at=day(2))
    assert tallying.tally()
    counted = sums()
    assert sum(reached for (_day, position, _channel), reached in counted.items() if position == 3) == 2
    assert [(day, reached) for (day, position, _channel), reached in counted.items() if position == 6] == [
        (day(2).date(), 1)
    ]
    does(first, "contact.merged", {"loser": second})
    tallying.tally()
    assert sum(reached for (_day, position, _channel), reached in sums().items() if position == 3) == 1


def test_a_small_house_keeps_none_also_if_it_once_was_large(monkeypatch: pytest.MonkeyPatch) -> None:
    anna()
    monkeypatch.setattr(tallying, "LARGE", -1)
    tallying.tally()
    assert sums()
    monkeypatch.setattr(tallying, "LARGE", 20_000)
    assert not tallying.tally()
    assert not sums()
