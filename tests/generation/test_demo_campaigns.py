"""The demo's campaigns: budgets of which one is overspent, and links that count for their campaign's channel."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from trichter.generation.demo.house import furnish
from trichter.generation.demo.spending import LINKS, plan, spend
from trichter.generation.shortlinks import queries as shortlinks
from trichter.insight import campaigns
from trichter.kernel import clock

NOW = datetime(2026, 11, 17, 9, 44, tzinfo=UTC)


@pytest.mark.django_db
def test_one_campaign_costs_more_than_its_budget_and_links_count_for_their_channel() -> None:
    with clock.at(NOW):
        furnish(NOW)
        spend(NOW, by=1, zone=ZoneInfo("Europe/Berlin"))
        plan(by=1)
        told = {one.campaign.key: one for one in campaigns.every()}
    assert [key for key, one in told.items() if one.is_overspent] == ["linkedin-werkleitung"]
    for key in {link[0] for link in LINKS}:
        one = told[key].campaign
        assert {link.channel for link in shortlinks.listed(one.id)} == {one.channel}
