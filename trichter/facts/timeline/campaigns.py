"""Campaigns, as the house declares them; a link or file that names an unknown one makes it by its key alone."""

from datetime import date

from trichter.facts.timeline.channels import check_channel
from trichter.facts.timeline.models import Campaign
from trichter.kernel import clock
from trichter.kernel.declaring import Declared, declare


def declare_campaign(
    key: str, *, name: str, channel: str, starts_on: date | None = None, ends_on: date | None = None
) -> Declared:
    """See to it that the campaign is there, with this name. Raises `UnknownChannel`."""
    check_channel(channel)
    holds = {"name": name, "channel": channel, "starts_on": starts_on, "ends_on": ends_on}
    return declare(Campaign, key={"key": key}, holds=holds, at_first={"created_at": clock.now()})
