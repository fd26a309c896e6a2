"""What the address of the overview asks for: a track, days, and perhaps one channel or campaign."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone

from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.views import period
from trichter.insight.funnel import FunnelChoices


class Scope(TypedDict):
    """The arguments that every query about the funnel takes."""

    track: str
    since: date | None
    until: date | None
    channel: str | None
    campaign: str | None
    zone: ZoneInfo


@dataclass(frozen=True)
class Question:
    """An unknown track, channel or campaign counts as not asked."""

    track: str
    channel: str | None
    campaign: str | None
    period: period.Period

    @classmethod
    def of(cls, query: QueryDict, choices: FunnelChoices) -> "Question":
        """Read from the address of the page."""
        return cls(
            _known(query.get("track"), choices.tracks) or "customer",
            _known(query.get("channel"), choices.channels),
            _known(query.get("campaign"), choices.campaigns),
            period.asked(query, today=today()),
        )

    def scope(self) -> Scope:
        """The same as arguments of a query."""
        zone = timezone.get_current_timezone()
        assert isinstance(zone, ZoneInfo)
        return {
            "track": self.track,
            "since": self.period.since,
            "until": self.period.until if self.period.days else None,
            "channel": self.channel,
            "campaign": self.campaign,
            "zone": zone,
        }


def _known(value: str | None, pairs: tuple[tuple[str, str], ...]) -> str | None:
    return value if value in {key for key, _label in pairs} else None
