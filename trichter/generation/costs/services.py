"""Noting what a channel or a campaign cost."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import EndsTooEarly
from trichter.facts.timeline.channels import check_channel
from trichter.generation.costs.models import Cost
from trichter.kernel import clock
from trichter.kernel.errors import DomainError


class CostsNothing(DomainError):
    sentence = _("Write an amount of more than nothing.")


def note(
    *,
    starts_on: date,
    ends_on: date,
    cents: int,
    channel: str | None = None,
    campaign: int | None = None,
    text: str = "",
    by: int | None = None,
) -> int:
    """A cost of a campaign, which knows its channel, or of a channel as a whole; its number.

    Raises `EndsTooEarly`, `CostsNothing`, `NoSuchCampaign` and `UnknownChannel`.
    """
    if ends_on < starts_on:
        raise EndsTooEarly
    if cents <= 0:
        raise CostsNothing
    if campaign is not None:
        channel = campaigns.campaign(campaign).channel
    channel = channel or "other"
    check_channel(channel)
    row = Cost.objects.create(
        channel=channel,
        campaign_id=campaign,
        starts_on=starts_on,
        ends_on=ends_on,
        cents=cents,
        note=text[:200],
        noted_at=clock.now(),
        noted_by=by,
    )
    return row.pk


def remove(cost: int) -> None:
    """It was noted by mistake; whoever was quicker has done it already."""
    Cost.objects.filter(pk=cost).delete()
