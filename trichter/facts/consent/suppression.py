"""Reading the suppression list: how long it is, and whether an address stands on it. It has no addresses."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from trichter.facts.consent.addresses import digest
from trichter.facts.consent.models import Channel, Suppression, SuppressionReason
from trichter.kernel.keys import key

CHANNELS = [(channel.value, channel.label) for channel in (Channel.EMAIL, Channel.PHONE, Channel.POST)]


@dataclass(frozen=True, slots=True)
class Entry:
    """Why an address must not be used; without a channel on none of them."""

    channel: Channel | None
    reason: SuppressionReason
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many addresses stand there for one reason on one channel."""

    channel: Channel | None
    reason: SuppressionReason
    count: int


def counts() -> list[Tally]:
    """By channel and reason."""
    rows = (
        Suppression.objects.values_list("channel", "reason").annotate(count=Count("id")).order_by("channel", "reason")
    )
    return [
        Tally(Channel(channel) if channel else None, SuppressionReason(reason), count)
        for channel, reason, count in rows
    ]


def entries(address: str, *, channel: str) -> list[Entry]:
    """What stands there of this address, in whichever spelling (LAW 1.12). Raises `NoAddress`."""
    own = digest(address, channel=channel, secret=key("suppression"))
    rows = Suppression.objects.filter(digest=own, channel__in=("", channel)).order_by("at")
    return [Entry(Channel(row.channel) if row.channel else None, SuppressionReason(row.reason), row.at) for row in rows]
