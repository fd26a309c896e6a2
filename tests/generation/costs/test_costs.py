"""What was spent is noted for periods and asked for any days, to the cent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trichter.facts.timeline.campaigns import EndsTooEarly, NoSuchCampaign, declare_campaign
from trichter.facts.timeline.models import Campaign
from trichter.generation.costs.models import Cost
from trichter.generation.costs.queries import _share, spent
from trichter.generation.costs.services import CostsNothing, note, remove

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
TOTAL = 100_01


@pytest.mark.django_db
def test_a_cost_of_a_campaign_counts_for_its_channel_too() -> None:
    declare_campaign("messe", name="Messe", channel="event")
    fair = Campaign.objects.get().pk
    note(campaign=fair, starts_on=FIRST, ends_on=LAST, cents=TOTAL)
    note(channel="event", starts_on=FIRST, ends_on=FIRST, cents=500)
    assert spent(FIRST, LAST) == {("event", fair): TOTAL, ("event", None): 500}
    assert spent(None, None) == spent(FIRST, LAST)
    assert spent(LAST + timedelta(days=1), None) == {}


@given(st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3)), st.integers(1, 10**9))
def test_adjoining_periods_add_up_to_the_whole(until: date, cents: int) -> None:
    row = Cost(channel="event", starts_on=FIRST, ends_on=LAST, cents=cents)
    before = _share(row, None, until) if until >= FIRST else 0
    after = _share(row, until + timedelta(days=1), None) if until < LAST else 0
    assert before + after == cents
    assert before >= 0
    assert after >= 0


@pytest.mark.django_db
def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(EndsTooEarly):
        note(channel="event", starts_on=LAST, ends_on=FIRST, cents=1)
    with pytest.raises(CostsNothing):
        note(channel="event", starts_on=FIRST, ends_on=LAST, cents=0)
    with pytest.raises(NoSuchCampaign):
        note(campaign=77, starts_on=FIRST, ends_on=LAST, cents=1)
    assert spent(None, None) == {}


@pytest.mark.django_db
def test_a_mistake_is_removed() -> None:
    remove(note(channel="print", starts_on=FIRST, ends_on=LAST, cents=TOTAL))
    assert spent(None, None) == {}
