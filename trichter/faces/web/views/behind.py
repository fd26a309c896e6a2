"""Which list of people stands behind a number of the overview: the same question, asked of the contacts."""

from dataclasses import dataclass

from django.urls import reverse

from trichter.insight.filtering import NONE, TRACK
from trichter.insight.overview import Scope

OTHER = "other"


@dataclass(frozen=True)
class Lists:
    """The lists behind what a scope counts; `campaign` is the number of its campaign."""

    scope: Scope
    campaign: int | None

    @property
    def origin(self) -> dict[str, tuple[str, ...]]:
        """Whom the page is narrowed to, as facets of a list."""
        return _facets(self.scope.channel, self.campaign, self.scope.team)

    def reached(
        self, stage: str, *, is_before: bool = False, channel: str | None = None, campaign: int | None = None
    ) -> str:
        """Those who reached a stage in the period, or in the one before it; of one origin if it is named."""
        scope = self.scope
        days = scope.before if is_before else (scope.since, scope.until) if scope.since and scope.until else None
        facets = {"reached": (stage if scope.track == TRACK else f"{scope.track}.{stage}",)}
        if days:
            facets["reached_in"] = (f"{days[0]}..{days[1]}",)
        return _address(facets | _facets(channel or scope.channel, campaign or self.campaign, scope.team))

    def without_next_step(self, stage: str = "") -> str:
        """The open leads for whom nothing is planned, or those of one stage."""
        return _address({"next_step": (NONE,)} | ({"stage": (stage,)} if stage else {}) | self.origin)


def _facets(channel: str | None, campaign: int | None, team: int | None) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    if channel:
        # Who came on no channel that we know counts among the others.
        chosen["channel"] = (channel, NONE) if channel == OTHER else (channel,)
    if campaign:
        chosen["campaign"] = (str(campaign),)
    if team:
        chosen["team"] = (str(team),)
    return chosen


def _address(facets: dict[str, tuple[str, ...]]) -> str:
    return reverse("contacts", query=facets)
