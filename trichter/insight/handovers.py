"""How handing over works: what became of it by source, campaign, rule and colleague, how soon somebody was reached, and
whether sales has too few leads, too many, or lets them lie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min
from django.utils.translation import gettext

from trichter.facts.staff import team as staff
from trichter.facts.timeline.models import Campaign, Channel
from trichter.facts.timeline.registry import kinds
from trichter.insight.filtering import OPEN_STAGES, Filter
from trichter.insight.names import stages
from trichter.insight.rulewords import happens
from trichter.insight.selection import Selection, size
from trichter.insight.story import CUSTOMERS
from trichter.kernel import clock, workinghours
from trichter.qualification.lifecycle import policies
from trichter.sales.handover import calendars, reasons, shares
from trichter.sales.handover.calendars import Pace
from trichter.sales.handover.models import Handover, State

WEEKS = 4
FEW = 0.5
"""Of what a team can take: less than that in a whole week is too little."""
MOST = 2_000
BY = ("channel", "campaign", "rule", "person")
# Handovers of the period along their index, all else along primary keys; the first attempt to reach somebody along the
# person's timeline.
# Of every team the times of work with what was worked before each: at a moment, so much has been worked as before the
# last that has begun, and of that one.
_HANDED = """
    WITH working AS (
        SELECT team, array_agg(begins ORDER BY begins) AS begins, array_agg(long ORDER BY begins) AS long,
            array_agg(before ORDER BY begins) AS before
        FROM unnest(%(teams)s::bigint[], %(begins)s::timestamptz[], %(long)s::float8[], %(before)s::float8[])
            AS one (team, begins, long, before) GROUP BY team
    ), handed AS (
        SELECT h.state, coalesce(j.first_channel, 'unknown') AS channel, j.first_campaign_id::text AS campaign,
            coalesce(d.payload->>'rule', '') AS rule, coalesce(h.decided_by_id, h.colleague_id)::text AS person,
            h.reason_id::text AS reason, extract(epoch FROM reached.at - h.opened_at) / 60 AS minutes,
            (SELECT max(worked) - min(worked) FROM (
                SELECT w.before[n] + least(extract(epoch FROM t - w.begins[n]), w.long[n]) AS worked
                FROM (VALUES (h.opened_at), (reached.at)) AS edge (t), width_bucket(edge.t, w.begins) AS n
            ) AS edges WHERE reached.at IS NOT NULL) / 60 AS working_minutes
        FROM handover_handover h
        LEFT JOIN lifecycle_journey j ON j.contact_id = h.contact_id
        LEFT JOIN timeline_touchpoint d ON d.contact_id = h.contact_id AND d.id = h.cause_id
        LEFT JOIN LATERAL (
            SELECT min(t.occurred_at) AS at FROM timeline_effective t
            WHERE t.contact_id = h.contact_id AND t.kind = ANY(%(attempts)s) AND t.occurred_at >= h.opened_at
              AND NOT t.is_void
        ) reached ON true
        JOIN working w ON w.team = CASE WHEN h.team_id = ANY(%(teams)s) THEN h.team_id ELSE 0 END
        WHERE h.opened_at >= %(since)s AND h.opened_at < %(until)s AND h.state <> 'joined'
    )
    SELECT CASE WHEN grouping(channel) = 0 THEN 'channel' WHEN grouping(campaign) = 0 THEN 'campaign'
                WHEN grouping(rule) = 0 THEN 'rule' WHEN grouping(person) = 0 THEN 'person'
                WHEN grouping(reason) = 0 THEN 'reason' ELSE '' END,
        coalesce(channel, campaign, rule, person, reason, ''), count(*),
        count(*) FILTER (WHERE state = 'accepted'), count(*) FILTER (WHERE state = 'rejected'),
        count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'withdrawn'),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY working_minutes)
    FROM handed GROUP BY GROUPING SETS ((), (channel), (campaign), (rule), (person), (reason))
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some handovers. `minutes` is the median until the first attempt to reach the person, if any;
    `working_minutes` that of the time in which the team was at work."""

    by: str
    key: str
    label: str
    handed: int
    accepted: int
    rejected: int
    waiting: int
    withdrawn: int
    minutes: int | None
    working_minutes: int | None

    @property
    def rate(self) -> float | None:
        """The share of the accepted among the decided."""
        decided = self.accepted + self.rejected
        return self.accepted / decided if decided else None


@dataclass(frozen=True, slots=True)
class Quality:
    """Of a period: all, by what they came from, and the rejected by reason."""

    total: Outcome
    groups: Mapping[str, tuple[Outcome, ...]]
    reasons: tuple[tuple[int | None, str, int], ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What a team was given in a week, of what it can take; None if nobody has said how much."""

    first: date
    last: date
    handed: int
    capacity: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """A team with its weeks, the current one last. `few` and `many` are its flags."""

    team: int
    name: str
    weeks: tuple[Week, ...]

    @property
    def few(self) -> bool:
        """Whether the last whole week brought less than half of what the team can take."""
        week = self.weeks[-2]
        return bool(week.capacity) and week.handed < FEW * (week.capacity or 0)

    @property
    def many(self) -> bool:
        """Whether this week or the one before has brought more than the team can take."""
        return any(week.capacity is not None and week.handed > week.capacity for week in self.weeks[-2:])


@dataclass(frozen=True, slots=True)
class Neglected:
    """Leads of a stage with which nothing has happened for so long; at most `MOST` are counted, and `is_more` says that
    there are others."""

    stage: str
    label: str
    number: int
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """Too few, too many, left lying."""

    loads: tuple[Load, ...]
    neglected: tuple[Neglected, ...]
    overdue: int

    @property
    def short(self) -> tuple[str, ...]:
        """The teams that have too few."""
        return tuple(load.name for load in self.loads if load.few)

    @property
    def flooded(self) -> tuple[str, ...]:
        """The teams that have too many."""
        return tuple(load.name for load in self.loads if load.many)

    @property
    def untouched(self) -> int:
        """How many leads of any stage nobody has touched, as far as they are counted."""
        return sum(one.number for one in self.neglected)

    @property
    def is_more(self) -> bool:
        """Whether there are more of them than were counted."""
        return any(one.is_more for one in self.neglected)

    @property
    def flags(self) -> frozenset[str]:
        """Which of the three are raised."""
        raised = {
            "few": bool(self.short),
            "many": bool(self.flooded),
            "neglect": bool(self.overdue or self.untouched),
        }
        return frozenset(name for name, is_raised in raised.items() if is_raised)


def quality(since: datetime, until: datetime) -> Quality:
    """What became of what was handed over then."""
    attempts = [kind.name for kind in kinds() if "attempt" in kind.counts]
    with connection.cursor() as cursor:
        cursor.execute(_HANDED, {"since": since, "until": until, "attempts": attempts, **_working(since)})
        found = [_outcome(*row) for row in cursor.fetchall()]
    labels = _labels(found)
    named = [_named(one, labels) for one in found]
    groups = {by: tuple(sorted((one for one in named if one.by == by), key=_most)) for by in BY}
    total = next((one for one in named if not one.by), Outcome("", "", "", 0, 0, 0, 0, 0, None, None))
    return Quality(total, groups, tuple(_rejected(named)))


def _most(one: Outcome) -> tuple[int, str]:
    return (-one.handed, one.label)


def _outcome(by: str, key: str, *counted: Any) -> Outcome:
    handed, accepted, rejected, waiting, withdrawn, *minutes = counted
    whole = (None if one is None else round(one) for one in minutes)
    return Outcome(by, key, "", handed, accepted, rejected, waiting, withdrawn, *whole)


def _working(since: datetime) -> dict[str, list[Any]]:
    """When the teams were at work since the year before, and for how many seconds before that."""
    now = clock.now()
    first = Handover.objects.filter(opened_at__gte=since).aggregate(first=Min("opened_at"))["first"] or now
    listed: dict[str, list[Any]] = {"teams": [], "begins": [], "long": [], "before": []}
    for team, calendar in calendars.every().items():
        worked = 0.0
        for begin, end in chain(
            *(workinghours.openings(calendar, year) for year in range(first.year - 1, now.year + 2))
        ):
            long = (end - begin).total_seconds()
            for name, value in zip(listed, (team, begin, long, worked), strict=True):
                listed[name].append(value)
            worked += long
    return listed


def _labels(found: Iterable[Outcome]) -> dict[str, Mapping[str, str]]:
    keys = [one.key for one in found if one.by == "campaign" and one.key]
    campaigns = Campaign.objects.filter(id__in=keys).values_list("id", "name")
    return {
        "channel": {str(key): str(label) for key, label in Channel.choices} | {"unknown": gettext("not known")},
        "campaign": {str(pk): name for pk, name in campaigns} | {"": gettext("none")},
        "rule": _rules({one.key for one in found if one.by == "rule"}) | {"": gettext("by hand")},
        "person": {str(pk): name for pk, name in staff.names().items()} | {"": gettext("nobody yet")},
        "reason": {str(one.id): str(one.label) for one in reasons.every()} | {"": gettext("in other words")},
    }


def _rules(keys: set[str]) -> dict[str, str]:
    """What the rules of these keys ask, as they stand in the latest version that has them."""
    versions = [version for track in policies.described() if track.key == CUSTOMERS for version in track.versions]
    known = {rule.key: rule for version in sorted(versions, key=lambda one: one.version) for rule in version.rules}
    return {key: happens(rule) for key, rule in known.items() if key in keys}


def _named(one: Outcome, labels: Mapping[str, Mapping[str, str]]) -> Outcome:
    label = labels.get(one.by, {}).get(one.key, one.key)
    return replace(one, label=label)


def _rejected(named: Iterable[Outcome]) -> Iterable[tuple[int | None, str, int]]:
    for one in sorted(named, key=lambda one: -one.rejected):
        if one.by == "reason" and one.rejected:
            yield (int(one.key) if one.key else None), one.label, one.rejected


def health(*, untouched_for: int) -> Health:
    """As it is now; `untouched_for` are days."""
    now = clock.now()
    teams = shares.selling_teams()
    paces = calendars.all_of([pk for pk, _name in teams])
    takers = shares.by_team(since=(now - timedelta(weeks=WEEKS)).date())
    loads = (Load(pk, name, tuple(_weeks(pk, paces[pk], takers.get(pk, ()), now))) for pk, name in teams)
    return Health(
        loads=tuple(loads),
        neglected=tuple(_neglected(untouched_for)),
        overdue=Handover.objects.filter(state=State.OPEN, due_at__lte=now).count(),
    )


def _weeks(team: int, pace: Pace, takers: Iterable[shares.Taker], now: datetime) -> Iterable[Week]:
    zone = ZoneInfo(pace.calendar.zone)
    this = calendars.week_of(pace, now).date()
    first = [this - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]
    starts = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in (*first, this + timedelta(weeks=1))]
    counted = _handed(team, starts)
    for day, number in zip(first, counted, strict=True):
        yield Week(day, day + timedelta(days=6), number, _capacity(pace, takers, day))


def _handed(team: int, starts: list[datetime]) -> list[int]:
    """How many a team was given between each of these moments and the next."""
    rows = Handover.objects.filter(team=team, opened_at__gte=starts[0], opened_at__lt=starts[-1])
    moments = rows.exclude(state__in=(State.JOINED, State.WITHDRAWN)).values_list("opened_at", flat=True)
    counted = [0] * (len(starts) - 1)
    for at in moments:
        counted[sum(1 for start in starts if start <= at) - 1] += 1
    return counted


def _capacity(pace: Pace, takers: Iterable[shares.Taker], monday: date) -> float | None:
    """What those take together who have a number, for the part of the week that they are there."""
    numbers = [taker for taker in takers if taker.weekly is not None and taker.weight > 0]
    week = [day for day in (monday + timedelta(days=n) for n in range(7)) if pace.calendar.spans(day)]
    if not numbers:
        return None
    return sum((taker.weekly or 0) * _there(taker, week) for taker in numbers)


def _there(taker: shares.Taker, week: list[date]) -> float:
    away = [day for day in week if any(one.since <= day <= one.until for one in taker.away)]
    return 1 - len(away) / len(week) if week else 0.0


def _neglected(days: int) -> Iterable[Neglected]:
    named = stages()
    for stage in OPEN_STAGES:
        chosen = Filter.chosen({"stage": (stage,), "silent": (f"{days}d",)})
        found = size(Selection(filter=chosen), most=MOST + 1)
        label = str(named.get((CUSTOMERS, stage), stage))
        yield Neglected(stage, label, min(found, MOST), is_more=found > MOST)
