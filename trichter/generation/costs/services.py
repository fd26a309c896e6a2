"""Noting what a channel or a campaign cost."""

from datetime import date
from typing import TypedDict

from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import EndsTooEarly
from trichter.facts.timeline.channels import check_channel
from trichter.generation.costs.models import Cost
from trichter.kernel import clock
from trichter.kernel.errors import DomainError


class CostsNothing(DomainError):
    sentence = _("Write an amount of more than nothing.")


class Told(TypedDict):
    """A cost as `note` takes it."""

    starts_on: date
    ends_on: date
    cents: int
    channel: str | None
    campaign: int | None
    text: str


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


def remove(cost: int) -> Told | None:
    """It was noted by mistake. Answers what it said; None if somebody was quicker."""
    row = Cost.objects.filter(pk=cost).first()
    if row is None or not Cost.objects.filter(pk=cost).delete()[0]:
        return None
    return Told(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        cents=row.cents,
        channel=row.channel,
        campaign=row.campaign_id,
        text=row.note,
    )
