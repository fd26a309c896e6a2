"""What campaigns have brought so far, beside what they have cost and were to bring."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from trichter.facts.timeline.campaigns import Listed, listing
from trichter.generation.costs.queries import spent
from trichter.insight.overview import Scope, overview


@dataclass(frozen=True, slots=True)
class Results:
    """A campaign with the leads, MQL and customers whose first touch it was, and all that was noted of its cost."""

    campaign: Listed
    leads: int
    mql: int
    customers: int
    cents: int

    @property
    def cents_per_lead(self) -> int | None:
        """What a lead has cost, as far as anybody noted costs."""
        return round(self.cents / self.leads) if self.cents and self.leads else None

    @property
    def budget_used(self) -> float | None:
        """As a share of the budget, if there is one."""
        budget = self.campaign.plan.budget
        return self.cents / budget if budget else None

    @property
    def is_overspent(self) -> bool:
        return (self.budget_used or 0) > 1

    @property
    def target_reached(self) -> float | None:
        """As a share of the leads that it is to bring, if anybody said how many."""
        target = self.campaign.plan.target
        return self.leads / target if target else None


def every() -> list[Results]:
    """All campaigns, the latest first."""
    told = listing()
    found = overview(Scope(zone=_zone()), by="campaign").origins if told else ()
    return _results(told, {one.campaign_id: (one.leads, one.mql, one.customers) for one in found})


def of(campaign: Listed) -> Results:
    """Of one."""
    found = overview(Scope(zone=_zone(), campaign=campaign.key), by="campaign").origins
    return _results([campaign], {one.campaign_id: (one.leads, one.mql, one.customers) for one in found})[0]


def _results(campaigns: list[Listed], brought: dict[int | None, tuple[int, int, int]]) -> list[Results]:
    cents: dict[int | None, int] = {}
    for (_channel, number), amount in spent(None, None).items():
        cents[number] = cents.get(number, 0) + amount
    return [Results(one, *brought.get(one.id, (0, 0, 0)), cents.get(one.id, 0)) for one in campaigns]


def _zone() -> ZoneInfo:
    """The house's: by its days the sums are kept."""
    return ZoneInfo(settings.TIME_ZONE)
