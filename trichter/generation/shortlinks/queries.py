"""Reading the short links of a campaign."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery, Sum

from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import versions
from trichter.facts.timeline.origins.classifying import classify
from trichter.facts.timeline.origins.parameters import tagged
from trichter.facts.timeline.origins.reading import link
from trichter.generation.shortlinks.models import ShortLink, ShortLinkDay

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Listed:
    """A link as pages list it; `channel` is that by which who follows it comes, by the rules in force."""

    id: int
    slug: str
    target: str
    address: str
    clicks: int
    channel: Channel
    is_closed: bool


def listed(campaign: int, *, only: int | None = None) -> list[Listed]:
    """Those of a campaign, the latest first, closed ones last."""
    days = ShortLinkDay.objects.filter(link_id=OuterRef("pk")).values("link_id").annotate(n=Sum("clicks"))
    rows = ShortLink.objects.select_related("campaign").filter(campaign_id=campaign)
    if only is not None:
        rows = rows.filter(pk=only)
    rows = rows.annotate(clicks=Subquery(days.values("n"))).order_by(F("closed_at").asc(nulls_first=True), "-pk")
    return [_listed(row, row.clicks or 0) for row in rows]


def one(number: int) -> tuple[int, Listed] | None:
    """One of them, with its campaign's number."""
    row = ShortLink.objects.filter(pk=number).first()
    return (row.campaign_id, listed(row.campaign_id, only=number)[0]) if row else None


def address(row: ShortLink) -> str:
    """Where it leads, with what tells the campaign."""
    return tagged(row.target, parameters(row.campaign.key, row.source, row.medium, row.content))


def parameters(campaign: str, source: str, medium: str, content: str = "") -> "Mapping[str, str]":
    """What a link of a campaign says of itself."""
    return {"utm_source": source, "utm_medium": medium, "utm_campaign": campaign, "utm_content": content}


def channel_of(address: str) -> Channel:
    """By which channel somebody comes who follows this address, by the rules in force."""
    told = link(address)
    return classify(told.utm, clicks=told.clicks, rules=versions.in_force()).channel


def _listed(row: ShortLink, clicks: int) -> Listed:
    leads_to = address(row)
    return Listed(row.pk, row.slug, row.target, leads_to, clicks, channel_of(leads_to), row.closed_at is not None)
