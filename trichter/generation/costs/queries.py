"""Reading what was spent: noted for periods, asked for any days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from trichter.facts.timeline.models import Channel
from trichter.generation.costs.models import Cost

LISTED = 100


@dataclass(frozen=True, slots=True)
class Noted:
    """A cost as pages list it."""

    id: int
    channel: Channel
    campaign_id: int | None
    campaign: str
    starts_on: date
    ends_on: date
    cents: int
    currency: str
    text: str


def spent(since: date | None, until: date | None) -> dict[tuple[str, int | None], int]:
    """Cents by channel and campaign (none: the channel as a whole) for whole days, both included; None is for ever.

    A cost counts by the days of it that are asked for, so that adjoining periods add up to the whole, to the cent.
    """
    rows = Cost.objects.all()
    if since is not None:
        rows = rows.filter(ends_on__gte=since)
    if until is not None:
        rows = rows.filter(starts_on__lte=until)
    total: dict[tuple[str, int | None], int] = defaultdict(int)
    for row in rows:
        total[row.channel, row.campaign_id] += _share(row, since, until)
    return dict(total)


def listing() -> list[Noted]:
    """What was noted, the latest period first."""
    rows = Cost.objects.select_related("campaign").order_by("-ends_on", "-id")[:LISTED]
    return [
        Noted(
            row.pk,
            Channel(row.channel),
            row.campaign_id,
            row.campaign.name if row.campaign else "",
            row.starts_on,
            row.ends_on,
            row.cents,
            row.currency,
            row.note,
        )
        for row in rows
    ]


def how_many() -> int:
    """Of all that was noted `listing` has the latest."""
    return Cost.objects.count()


def _share(row: Cost, since: date | None, until: date | None) -> int:
    """What was spent up to the last day asked for, less what was spent before the first: both rounded the same way."""
    days = (row.ends_on - row.starts_on).days + 1
    first = max(0, (since - row.starts_on).days) if since else 0
    last = min(days, (until - row.starts_on).days + 1) if until else days
    return row.cents * last // days - row.cents * first // days
