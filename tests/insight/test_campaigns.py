"""A campaign's page says what it brought and cost, and how far that is of what was planned."""

from datetime import date

import pytest

from tests.factories import form
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import NothingMeant, Plan
from trichter.generation.costs.services import note
from trichter.insight.campaigns import every, of
from trichter.spine.intake import record

pytestmark = pytest.mark.django_db


def planned(plan: Plan | None = None) -> campaigns.Listed:
    campaigns.add("messe", name="Messe", channel="event", starts_on=None, ends_on=None, plan=plan)
    return campaigns.listing()[0]


def lead(email: str, campaign: str | None) -> None:
    record([form(email=email, channel="event", campaign=campaign)])


def test_leads_count_for_the_campaign_by_which_they_came_first() -> None:
    fair = planned(Plan(budget=100_000, target=4))
    lead("a@example.org", "messe")
    lead("b@example.org", None)
    note(campaign=fair.id, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2), cents=25_000)
    told = of(fair)
    assert (told.leads, told.cents, told.cents_per_lead) == (1, 25_000, 25_000)
    assert (told.budget_used, told.is_overspent, told.target_reached) == (0.25, False, 0.25)
    assert every()[-1] == told


def test_a_campaign_without_a_plan_has_no_shares() -> None:
    told = of(planned())
    assert (told.budget_used, told.target_reached, told.cents_per_lead, told.leads) == (None, None, None, 0)


def test_who_spends_more_than_the_budget_is_told() -> None:
    fair = planned(Plan(budget=100))
    note(campaign=fair.id, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1), cents=101)
    assert of(fair).is_overspent


@pytest.mark.parametrize("plan", [Plan(budget=0), Plan(target=-1)])
def test_a_plan_of_nothing_is_none(plan: Plan) -> None:
    with pytest.raises(NothingMeant):
        planned(plan)
    assert campaigns.listing() == []


def test_a_setup_that_names_a_campaign_again_leaves_its_plan() -> None:
    planned(Plan(budget=100, target=4, owner=1))
    campaigns.declare_campaign("messe", name="Messe Nord", channel="event")
    assert campaigns.listing()[0].plan == Plan(100, 4, 1)
