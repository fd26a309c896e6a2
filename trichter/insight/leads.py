"""The inbox of sales: who is handed over, how much time is left, and which of them somebody looks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from psycopg import sql

from trichter.facts.staff import team
from trichter.facts.staff.models import Role, Team, User
from trichter.facts.timeline.models import Channel, Touchpoint
from trichter.insight import grades
from trichter.insight.entries import kind_of
from trichter.insight.grades import Grade
from trichter.insight.people import firm_of, initials, name_of, tone_of
from trichter.kernel import clock, workinghours
from trichter.kernel.persons import rows_of
from trichter.qualification.lifecycle.models import Journey
from trichter.qualification.lifecycle.prospects import is_prospect
from trichter.sales.handover import calendars
from trichter.sales.handover.calendars import Pace
from trichter.sales.handover.models import Handover, State

LISTED = 50
NONE = "none"
SOON = 0.15
"""Of the time there was: less is little (design/README)."""
Whose = Literal["mine", "team", "all"]
_MINUTE = timedelta(minutes=1)
# Each along a primary key.
_TRIGGERS = sql.SQL(f"""
    SELECT h.id, t.kind, t.payload->>'title' AS title, j.first_channel AS channel, way.name AS campaign, s.stage,
        to_jsonb(worth) AS score, {is_prospect("h.contact_id")} AS prospect
    FROM handover_handover h
    LEFT JOIN timeline_touchpoint d ON d.contact_id = h.contact_id AND d.id = h.cause_id
    LEFT JOIN timeline_touchpoint t ON t.contact_id = h.contact_id AND t.id = d.caused_by
    LEFT JOIN lifecycle_journey j ON j.contact_id = h.contact_id
    LEFT JOIN timeline_campaign way ON way.id = j.first_campaign_id
    LEFT JOIN lifecycle_standing s ON s.contact_id = h.contact_id AND s.track_id = 'customer'
    LEFT JOIN scoring_score worth ON worth.contact_id = h.contact_id
    WHERE h.id = ANY(%(ids)s)
""")  # noqa: S608 our own words


@dataclass(frozen=True, slots=True)
class Countdown:
    """Working time until the deadline, or since: `ok`, `soon` or `over`; `share` of it is left, in hundredths."""

    state: str
    minutes: int
    share: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """A handover as the list shows it; `detail` says what led to it, or on which way the person came: that is its
    `source`. `stage` is where they stand now."""

    id: int
    contact: int
    name: str
    company: str
    detail: str
    source: str
    stage: str
    is_prospect: bool
    grade: Grade | None
    initials: str
    tone: int
    kind: str
    state: State
    whose: str
    is_escalated: bool
    is_unattended: bool
    countdown: Countdown | None
    opened_at: datetime
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which handovers: of whom, in which state (any for None), handed over from `since` until before `until`.

    `narrowed` is what a number of the report counts: by name of `NARROWING` its value, `none` for nothing.
    """

    state: str | None = State.OPEN.value
    whose: Whose = "all"
    user: int = 0
    narrowed: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


def wanted(which: Wanted) -> QuerySet[Handover]:
    """These, the most urgent first; the decided ones latest first."""
    rows = _of(which.whose, which.user, Handover.objects.exclude(state=State.JOINED))
    if which.state:
        rows = rows.filter(state=which.state)
    if which.since:
        rows = rows.filter(opened_at__gte=which.since)
    if which.until:
        rows = rows.filter(opened_at__lt=which.until)
    for name, value in which.narrowed.items():
        rows = rows.filter(NARROWING[name](value))
    rows = rows.select_related("contact__company", "colleague", "team", "reason")
    return rows.order_by("due_at", "id") if which.state == State.OPEN else rows.order_by("-decided_at", "-id")


def _channel(value: str) -> Q:
    journeys = Journey.objects.filter(contact_id=OuterRef("contact_id"))
    if value == "unknown":
        return Q(~Exists(journeys.exclude(first_channel=None)))
    return Q(Exists(journeys.filter(first_channel=value)))


def _campaign(value: str) -> Q:
    journeys = Journey.objects.filter(contact_id=OuterRef("contact_id"))
    if value == NONE:
        return Q(~Exists(journeys.exclude(first_campaign_id=None)))
    return Q(Exists(journeys.filter(first_campaign_id=_number(value))))


def _rule(value: str) -> Q:
    causes = Touchpoint.objects.filter(contact_id=OuterRef("contact_id"), id=OuterRef("cause_id"))
    if value == NONE:
        return Q(~Exists(causes.filter(payload__rule__isnull=False)))
    return Q(Exists(causes.filter(payload__rule=value)))


def _person(value: str) -> Q:
    """Who has decided, else who has it."""
    who = None if value == NONE else _number(value)
    return Q(decided_by=who, colleague=None) if who is None else Q(decided_by=who) | Q(decided_by=None, colleague=who)


def _reason(value: str) -> Q:
    return Q(reason=None if value == NONE else _number(value))


def _team(value: str) -> Q:
    return Q(team=None if value == NONE else _number(value)) & ~Q(state=State.WITHDRAWN)


def _late(_value: str) -> Q:
    return Q(due_at__lte=clock.now())


NARROWING: dict[str, Callable[[str], Q]] = {
    "channel": _channel,
    "campaign": _campaign,
    "rule": _rule,
    "person": _person,
    "reason": _reason,
    "team": _team,
    "late": _late,
}


def _number(value: str) -> int:
    """An id, or one that nothing has."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0


def _of(whose: Whose, user: int, rows: QuerySet[Handover]) -> QuerySet[Handover]:
    teams = Team.objects.filter(members=user)
    if whose == "mine":
        nobodys = Q(colleague=None) & (Q(team__in=teams) | Q(team=None))
        administers = Exists(User.objects.filter(pk=user, role=Role.ADMINISTRATION))
        waits = Q(colleague__in=team.left(user)) | Q(escalated_at__isnull=False) & administers
        return rows.filter(Q(colleague=user) | nobodys | Q(state=State.OPEN) & waits)
    if whose == "team":
        return rows.filter(Q(team__in=teams) | Q(colleague__in=User.objects.filter(teams__in=teams)))
    return rows


def mine(user: int) -> QuerySet[Handover]:
    """What waits for a colleague: their own, what nobody of their teams has taken or somebody had who left, and for who
    administers the house what was escalated."""
    return wanted(Wanted(whose="mine", user=user))


def listed(rows: Sequence[Handover]) -> list[Lead]:
    """As the list shows them."""
    now = clock.now()
    told = {row["id"]: row for row in rows_of(_TRIGGERS, {"ids": [row.pk for row in rows]})}
    paces = calendars.all_of({row.team_id for row in rows})
    return [_lead(row, told[row.pk], paces[row.team_id], now) for row in rows]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """That somebody waits for a decision of sales."""

    id: int
    whose: str
    due_at: datetime


def handed_over() -> Subquery:
    """The open handover of each contact of a query, for `HandedOver` to read."""
    waiting = Handover.objects.filter(contact=OuterRef("pk"), state=State.OPEN)
    named = waiting.annotate(whose=Coalesce("colleague__name", "team__name", Value("")))
    return Subquery(named.values(row=JSONObject(id="id", whose="whose", due_at="due_at"))[:1])


def read(row: Mapping[str, Any] | None) -> HandedOver | None:
    """What that has found."""
    return HandedOver(row["id"], row["whose"], datetime.fromisoformat(row["due_at"])) if row else None


def countdown(row: Handover, pace: Pace, now: datetime) -> Countdown | None:
    """Of an open one."""
    if row.state != State.OPEN:
        return None
    if now >= row.due_at:
        late = workinghours.between(pace.calendar, row.due_at, now)
        return Countdown("over", late // _MINUTE, 0, row.due_at)
    left, share = workinghours.between(pace.calendar, now, row.due_at), pace.left(now, row.due_at)
    # A minute that has begun is one that is left.
    return Countdown("soon" if share < SOON else "ok", -(-left // _MINUTE), round(share * 100), row.due_at)


def _lead(row: Handover, told: Mapping[str, Any], pace: Pace, now: datetime) -> Lead:
    person, source = row.contact, _source(told)
    return Lead(
        id=row.pk,
        contact=person.pk,
        name=name_of(person),
        company=firm_of(person),
        detail=_trigger(told) or source,
        source=source,
        stage=told["stage"] or "",
        is_prospect=told["prospect"],
        grade=grades.read(told["score"]),
        initials=initials(person),
        tone=tone_of(person),
        kind=person.kind,
        state=State(row.state),
        whose=str(row.colleague or row.team or ""),
        is_escalated=row.escalated_at is not None,
        is_unattended=row.is_unattended and row.colleague_id is None,
        countdown=countdown(row, pace, now),
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        reason=str(row.reason) if row.reason else row.words,
    )


def _source(told: Mapping[str, Any]) -> str:
    """The channel on which they first came, with its campaign."""
    return " · ".join(filter(None, (str(dict(Channel.choices).get(told["channel"] or "", "")), told["campaign"] or "")))


def _trigger(told: Mapping[str, Any]) -> str:
    if not told["kind"]:
        return ""
    label = str(kind_of(told["kind"]).label)
    return f"{label}: {told['title']}" if told["title"] else label
