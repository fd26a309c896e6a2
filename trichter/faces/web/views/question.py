"""What the address of the overview asks for: a track, days, and perhaps one channel, campaign or team."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone

from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.views import period
from trichter.insight.funnel import FunnelChoices
from trichter.insight.overview import By, Scope

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """An unknown track, channel, campaign or team counts as not asked. `by` is what the table lists."""

    track: str
    channel: str | None
    campaign: str | None
    team: str | None
    by: By
    period: period.Period

    @classmethod
    def of(cls, query: QueryDict, choices: FunnelChoices, teams: Pairs) -> "Question":
        """Read from the address of the page."""
        return cls(
            _known(query.get("track"), choices.tracks) or "customer",
            _known(query.get("channel"), choices.channels),
            _known(query.get("campaign"), choices.campaigns),
            _known(query.get("team"), teams),
            "campaign" if query.get("by") == "campaign" else "channel",
            period.asked(query, today=today()),
        )

    def scope(self) -> Scope:
        """The same as a query takes it."""
        zone = timezone.get_current_timezone()
        assert isinstance(zone, ZoneInfo)
        return Scope(
            zone,
            self.track,
            self.period.since,
            self.period.until if self.period.days else None,
            self.channel,
            self.campaign,
            int(self.team) if self.team else None,
        )


def _known(value: str | None, pairs: Pairs) -> str | None:
    return value if value in {key for key, _label in pairs} else None
