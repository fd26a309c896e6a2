"""Campaigns, as the house declares them; a link or file that names an unknown one makes it by its key alone."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline.channels import check_channel
from trichter.facts.timeline.models import Campaign, Channel
from trichter.kernel import clock
from trichter.kernel.declaring import Declared, declare
from trichter.kernel.errors import DomainError

CHANNELS = Channel.choices


class NoSuchCampaign(DomainError):
    sentence = _("There is no such campaign.")


class CampaignKnown(DomainError):
    sentence = _("There is a campaign “%(key)s” already.")


class EndsTooEarly(DomainError):
    sentence = _("The last day is before the first.")


class NothingMeant(DomainError):
    sentence = _("A budget or a target is more than nothing, or left empty.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign may cost in cents, how many leads it is to bring, and which colleague sees to it."""

    budget: int | None = None
    target: int | None = None
    owner: int | None = None
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign as pages list it."""

    id: int
    key: str
    name: str
    channel: Channel
    starts_on: date | None
    ends_on: date | None
    plan: Plan


def listing() -> list[Listed]:
    """All of them, the latest first."""
    return [_listed(row) for row in Campaign.objects.order_by("-created_at", "-id")]


def campaign(number: int) -> Listed:
    """One of them. Raises `NoSuchCampaign`."""
    row = Campaign.objects.filter(pk=number).first()
    if row is None:
        raise NoSuchCampaign
    return _listed(row)


def add(
    key: str, *, name: str, channel: str, starts_on: date | None, ends_on: date | None, plan: Plan | None = None
) -> None:
    """A new one. Raises `CampaignKnown`, `EndsTooEarly`, `NothingMeant` and `UnknownChannel`."""
    if Campaign.objects.filter(key=key).exists():
        raise CampaignKnown(key=key)
    change(key, name=name, channel=channel, starts_on=starts_on, ends_on=ends_on, plan=plan)


@transaction.atomic
def change(
    key: str, *, name: str, channel: str, starts_on: date | None, ends_on: date | None, plan: Plan | None = None
) -> None:
    """Another name, channel or time, and another plan if one is given; what came by it before stays with it.

    Raises `EndsTooEarly`, `NothingMeant` and `UnknownChannel`.
    """
    if starts_on and ends_on and ends_on < starts_on:
        raise EndsTooEarly
    declare_campaign(key, name=name, channel=channel, starts_on=starts_on, ends_on=ends_on)
    if plan is None:
        return
    if any(number is not None and number <= 0 for number in (plan.budget, plan.target)):
        raise NothingMeant
    holds = {"budget": plan.budget, "target": plan.target, "owner_id": plan.owner, "currency": plan.currency}
    Campaign.objects.filter(key=key).update(**holds)


def _listed(row: Campaign) -> Listed:
    plan = Plan(row.budget, row.target, row.owner_id, row.currency)
    return Listed(row.pk, row.key, row.name, Channel(row.channel), row.starts_on, row.ends_on, plan)


def declare_campaign(
    key: str,
    *,
    name: str,
    channel: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    budget: int | None = None,
    target: int | None = None,
) -> Declared:
    """See to it that the campaign is there, with this name; a budget in cents or a target that is not given stays as
    it is. Raises `UnknownChannel`."""
    check_channel(channel)
    planned = {"budget": budget, "target": target}
    holds: dict[str, object] = {"name": name, "channel": channel, "starts_on": starts_on, "ends_on": ends_on}
    holds |= {name: number for name, number in planned.items() if number is not None}
    return declare(Campaign, key={"key": key}, holds=holds, at_first={"created_at": clock.now()})
