"""What it cost to bring people in: the sums of the design for the last 90 days, and smaller ones for those before;
what it was to cost and to bring, and the links that were printed."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from trichter.facts.timeline.models import Campaign
from trichter.generation.costs import services as costs
from trichter.generation.demo.courses import FAIRS
from trichter.generation.demo.numbers import Period, periods, shares
from trichter.generation.shortlinks import services as shortlinks
from trichter.kernel import clock

_FAIR = "messe"
LATEST = {
    "whitepaper-12-hebel": 1_200,
    "search": 3_000,
    "ads-energie-messen": 7_160,
    "ads-iso-50001": 4_200,
    _FAIR: 8_350,
    "webinar-lastspitzen": 2_400,
    "partner-energieberater": 2_010,
    "partner-verbandsportal": 1_500,
    "linkedin-werkleitung": 4_640,
    "linkedin-glaswerk": 3_500,
    "mailing-foerderung": 645,
}
"""Euros by campaign, or by channel where there is none: in all 38.605 €, as `design/screens/01` draws them."""
TOTALS = (sum(LATEST.values()), 37_004, 11_700, 4_200)
"""Euros of each period, the latest first: a lead of the 90 days before cost 68,40 €."""


PLANS = {
    "whitepaper-12-hebel": (3_000, 120),
    "ads-energie-messen": (18_000, 200),
    "ads-iso-50001": (10_000, 150),
    "linkedin-werkleitung": (10_000, 80),
    "webinar-lastspitzen": (6_000, 100),
    "messe-stuttgart": (9_000, 40),
}
"""Euros that a campaign may cost, and the leads that it is to bring."""
LINKS = (
    ("messe-stuttgart", "messe-stuttgart", "messe", "event", "standwand"),
    ("messe-stuttgart", "stuttgart-flyer", "flyer", "messe", "flyer"),
    ("mailing-foerderung", "foerderung", "newsletter", "email", "brief-oktober"),
)
"""Campaign, short link, source, medium, which one."""
_PAGE = "https://www.ahornwerk.example/energie-messen"


def plan(*, by: int) -> None:
    """Budgets and targets of the larger campaigns, and their links."""
    for key, (euros, leads) in PLANS.items():
        Campaign.objects.filter(key=key).update(budget=euros * 100, target=leads, owner_id=by)
    campaigns = dict(Campaign.objects.values_list("key", "id"))
    for key, slug, source, medium, content in LINKS:
        shortlinks.make(campaigns[key], _PAGE, source=source, medium=medium, content=content, slug=slug, by=by)


def spend(now: datetime, *, by: int, zone: ZoneInfo) -> None:
    """Note all of it, each period as it ended."""
    today = now.astimezone(zone).date()
    campaigns = dict(Campaign.objects.values_list("key", "id"))
    for period in periods(today):
        with clock.at(now - (today - period.last)):
            for key, euros in _spent(period):
                campaign = campaigns.get(key)
                costs.note(
                    starts_on=period.first,
                    ends_on=period.last,
                    cents=euros * 100,
                    campaign=campaign,
                    channel=None if campaign else key,
                    by=by,
                )


def _spent(period: Period) -> Iterator[tuple[str, int]]:
    """By campaign; the fair is that of the period."""
    fair = list(FAIRS.values())[period.number][0]
    for key, euros in zip(LATEST, shares(TOTALS[period.number], list(LATEST.values())), strict=True):
        yield (fair if key == _FAIR else key), euros
