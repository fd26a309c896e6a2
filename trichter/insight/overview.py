"""The numbers of the first page: the funnel, what channels brought and cost, both with the period before.

All is counted in one statement: whoever reached a stage in these days, by period, by origin, and along the time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from trichter.facts.staff.models import Team
from trichter.facts.timeline.models import Campaign, Channel
from trichter.generation.costs.queries import spent
from trichter.insight.filtering import OPEN_STAGES, Filter
from trichter.insight.funnel import Funnel, counts, period_before, span
from trichter.insight.selection import Selection, size
from trichter.kernel import clock
from trichter.qualification.lifecycle.models import Stage
from trichter.qualification.lifecycle.tracks import UnknownTrack
from trichter.spine.models import FunnelDay
from trichter.spine.tallying import DAYS

By = Literal["channel", "campaign"]
STRETCHES = 13
"""Into so many parts a period is cut to show its course."""
MOST_WAITING = 2_000
"""Beyond that nobody needs the number, and the page has to be there."""
_STALE = timedelta(minutes=30)
"""Sums older than that are not shown: nobody keeps them any more."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: days, both included, perhaps only those of a channel, a campaign (by its key) or a team."""

    zone: ZoneInfo
    track: str = "customer"
    since: date | None = None
    until: date | None = None
    channel: str | None = None
    campaign: str | None = None
    team: int | None = None

    @property
    def before(self) -> tuple[date, date] | None:
        """The period of equal length before; none for all time."""
        return period_before(self.since, self.until) if self.since and self.until else None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a channel or a campaign brought and cost; `campaign_id` is None for a channel."""

    key: str
    label: str
    leads: int
    mql: int
    customers: int
    cents: int | None
    campaign_id: int | None = None

    @property
    def mql_rate(self) -> float | None:
        """The share of leads that became MQL."""
        return self.mql / self.leads if self.leads else None

    @property
    def cents_per_lead(self) -> int | None:
        """What a lead cost, as far as anybody noted costs."""
        return round(self.cents / self.leads) if self.cents and self.leads else None


@dataclass(frozen=True, slots=True)
class Overview:
    """`course` has by stage how many reached it in each stretch of the period, and in each of the one before.

    `cents` is None where costs cannot be told apart: nobody notes them by team. `counted_at` is None for now.
    """

    funnel: Funnel
    origins: tuple[Origin, ...]
    course: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]
    cents: int | None
    cents_before: int | None
    campaign_id: int | None
    counted_at: datetime | None


@dataclass(slots=True)
class _Counted:
    """By position: those of the period, of the one before, by origin, and by (period, stretch)."""

    now: Counter[int] = field(default_factory=Counter)
    before: Counter[int] = field(default_factory=Counter)
    by_origin: dict[Any, Counter[int]] = field(default_factory=dict)
    by_stretch: Counter[tuple[bool, int, int]] = field(default_factory=Counter)


def overview(scope: Scope, *, by: By = "channel") -> Overview:
    """All of it. Raises `UnknownTrack`."""
    stages = list(Stage.objects.filter(track=scope.track, position__gt=0).select_related("track").order_by("position"))
    if not stages:
        raise UnknownTrack(track=scope.track)
    campaigns = list(Campaign.objects.all()) if scope.campaign or by == "campaign" else []
    campaign = next((one.pk for one in campaigns if one.key == scope.campaign), None)
    counted_at = _sums_of(scope)
    counted = _counted(scope, by=by, campaign=campaign, is_kept=counted_at is not None)
    places = [stage.position for stage in stages]
    listed = counts(
        stages,
        [counted.now[place] for place in places],
        [counted.before[place] for place in places] if scope.before else None,
    )
    costs = _costs(scope, campaign, scope.since, scope.until)
    return Overview(
        funnel=Funnel(scope.track, str(stages[0].track), listed, scope.since, scope.until),
        origins=tuple(_origins(by, stages, counted.by_origin, costs, campaigns)),
        course={stage.key: _course(stage.position, counted) for stage in stages},
        cents=None if costs is None else sum(costs.values()),
        cents_before=sum((_costs(scope, campaign, *scope.before) or {}).values()) if scope.before else None,
        campaign_id=campaign,
        counted_at=counted_at,
    )


def without_next_step(origin: Mapping[str, Sequence[str]], *, stage: str = "") -> int:
    """How many open leads have nothing planned with a date, of an origin as lists name it; at most `MOST_WAITING`."""
    if stage and stage not in OPEN_STAGES:
        return 0
    facets = {**origin, "next_step": ("none",)} | ({"stage": (stage,)} if stage else {})
    return size(Selection(filter=Filter.chosen(facets)), most=MOST_WAITING)


def teams() -> tuple[tuple[str, str], ...]:
    """All teams by number and name, as one can choose them."""
    return tuple((str(team), name) for team, name in Team.objects.order_by("name").values_list("id", "name"))


def _sums_of(scope: Scope) -> datetime | None:
    """From when the kept sums are, if they can answer this: they know days of the house, and no teams."""
    if scope.team or scope.zone.key != settings.TIME_ZONE:
        return None
    made_at = FunnelDay.objects.values_list("made_at", flat=True).first()
    return made_at if made_at and made_at > clock.now() - _STALE else None


_KEPT = """
    SELECT day, position, channel, campaign_id, reached FROM spine_funnelday
    WHERE track_id = %(track)s AND day BETWEEN %(first_day)s AND %(last_day)s
"""
_LIVE = "s.track_id = %(track)s AND passed.at >= %(first)s AND passed.at < %(end)s"
_OF_TEAM = """ AND s.contact_id IN (SELECT c.id FROM contacts_contact c
    JOIN staff_user_teams member ON member.user_id = c.owner_id WHERE member.team_id = %(team)s)"""
_COUNTED = """
    SELECT position, is_now, stretch, origin, grouping(origin) = 0 AS is_origin, sum(reached)::bigint
    FROM (
        SELECT position, reached, day >= %(since)s AS is_now, {origin} AS origin,
            (day - %(since)s + CASE WHEN day < %(since)s THEN %(days)s ELSE 0 END) * %(stretches)s / %(days)s AS stretch
        FROM ({days}) AS days WHERE {chosen}
    ) AS counted
    GROUP BY GROUPING SETS ((position, is_now, stretch), (position, is_now, origin))
"""


def _counted(scope: Scope, *, by: By, campaign: int | None, is_kept: bool) -> _Counted:
    first_day = scope.before[0] if scope.before else scope.since
    first, end = span(first_day, scope.until, scope.zone)
    days = _KEPT if is_kept else DAYS.format(condition=_LIVE + (_OF_TEAM if scope.team else ""))
    chosen = [
        "channel = %(channel)s" if scope.channel else "true",
        "campaign_id = %(campaign)s" if scope.campaign else "true",
    ]
    origin = "channel" if by == "channel" else "campaign_id"
    since = scope.since or first.date()
    given = {
        "track": scope.track, "zone": scope.zone.key, "team": scope.team, "channel": scope.channel,
        "campaign": campaign, "first": first, "end": end, "since": since, "stretches": STRETCHES,
        "first_day": first_day or first.date(), "last_day": scope.until or end.date(),
        "days": ((scope.until or end.date()) - since).days + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(origin=origin, days=days, chosen=" AND ".join(chosen)), given)
        return _read(cursor.fetchall())


def _read(rows: Iterable[tuple[Any, ...]]) -> _Counted:
    counted = _Counted()
    for position, is_now, stretch, origin, is_origin, reached in rows:
        if not is_origin:
            (counted.now if is_now else counted.before)[position] += reached
            counted.by_stretch[is_now, position, stretch] += reached
        elif is_now:
            counted.by_origin.setdefault(origin, Counter())[position] += reached
    return counted


def _course(position: int, counted: _Counted) -> tuple[tuple[int, ...], tuple[int, ...]]:
    now, before = (
        tuple(counted.by_stretch[is_now, position, stretch] for stretch in range(STRETCHES)) for is_now in (True, False)
    )
    return now, before


def _costs(
    scope: Scope, campaign: int | None, since: date | None, until: date | None
) -> dict[tuple[str, int | None], int] | None:
    """What was spent in these days on what is looked at; days to come have brought nobody yet, and cost nothing."""
    if scope.team:
        return None
    today = clock.now().astimezone(scope.zone).date()
    until = min(until or today, today)
    if since and since > until:
        return {}
    return {
        (channel, of): cents
        for (channel, of), cents in spent(since, until).items()
        if scope.channel in (None, channel) and (not scope.campaign or of == campaign)
    }


def _origins(
    by: By,
    stages: Sequence[Stage],
    brought: Mapping[Any, Counter[int]],
    costs: Mapping[tuple[str, int | None], int] | None,
    campaigns: Sequence[Campaign],
) -> Iterable[Origin]:
    """Those that brought or cost something, the strongest first; only the customers' track has leads."""
    place = {stage.key: stage.position for stage in stages}
    if not {"lead", "mql", "customer"} <= place.keys():
        return
    cents: Counter[Any] = Counter()
    for (channel, campaign), amount in (costs or {}).items():
        cents[channel if by == "channel" else campaign] += amount
    names = _names(by, campaigns)
    for key in sorted(
        (brought.keys() | cents.keys()) - {None},
        key=lambda one: (-brought.get(one, Counter())[place["lead"]], -cents[one], str(one)),
    ):
        reached = brought.get(key, Counter())
        leads, mql, customers = (reached[place[stage]] for stage in ("lead", "mql", "customer"))
        if leads or mql or customers or cents[key]:
            named, label = names.get(key, (str(key), str(key)))
            spent_on = None if costs is None else cents[key]
            yield Origin(named, label, leads, mql, customers, spent_on, key if by == "campaign" else None)


def _names(by: By, campaigns: Sequence[Campaign]) -> dict[Any, tuple[str, str]]:
    if by == "campaign":
        return {campaign.pk: (campaign.key, campaign.name) for campaign in campaigns}
    return {channel.value: (channel.value, str(channel.label)) for channel in Channel}
