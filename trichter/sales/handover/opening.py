"""Handovers that somebody brings along who has worked elsewhere before, with the routes by which they went."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Protocol

from django.db import transaction

from trichter.kernel import clock
from trichter.sales.handover import calendars, conditions, routes, routing, shares
from trichter.sales.handover.models import Handover, Reason, State
from trichter.sales.handover.services import RIPE
from trichter.spine.intake import record
from trichter.spine.touch import SYSTEM, Touch, colleague


class Passing(Protocol):
    """A handover to be told: of whom, to whom, when, and what became of it. `reason` is the place of the house's."""

    @property
    def contact(self) -> int: ...
    @property
    def to(self) -> int: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def rejected_at(self) -> datetime | None: ...
    @property
    def reason(self) -> int: ...


class Territory(Protocol):
    """Where a team sells, as `conditions.composed` takes it."""

    @property
    def name(self) -> str: ...
    @property
    def places(self) -> str: ...
    @property
    def team(self) -> int: ...


class Inbox(Protocol):
    """All of it; `weekly` is how many each colleague takes in a week."""

    @property
    def passings(self) -> Sequence[Passing]: ...
    @property
    def territories(self) -> Sequence[Territory]: ...
    @property
    def weekly(self) -> Sequence[tuple[int, int]]: ...


@transaction.atomic
def move_in(inbox: Inbox) -> None:
    """Keep the routes and shares, and tell the handovers as they were: nobody is written to about them."""
    for territory in inbox.territories:
        condition = conditions.composed(places=territory.places)
        routes.keep(territory.name, condition=condition, to=None, team=territory.team)
    for who, number in inbox.weekly:
        shares.keep(who, weight=1, weekly=number)
    teams = {who: routing.team_of(who) for who in {one.to for one in inbox.passings}}
    reasons = list(Reason.objects.all())
    rows = [_row(one, teams[one.to], reasons) for one in inbox.passings]
    touches = [(row, "touchpoint_id", _opened(row)) for row in rows]
    touches += [(row, "change_id", touch) for row in rows if (touch := _decided(row))]
    _record(sorted(touches, key=lambda one: _at(one[2])))
    Handover.objects.bulk_create(rows)


def _record(touches: Sequence[tuple[Handover, str, Touch]]) -> None:
    """Those of a day together, as it would have been."""
    for _day, some in groupby(touches, key=lambda one: _at(one[2]).date()):
        told = list(some)
        with clock.at(_at(told[-1][2])):
            recorded = record([touch for _row, _name, touch in told])
        for (row, name, _touch), answer in zip(told, recorded, strict=True):
            setattr(row, name, answer.touchpoint_id)


def _at(touch: Touch) -> datetime:
    assert touch.occurred_at
    return touch.occurred_at


def _row(one: Passing, team: int | None, reasons: Sequence[Reason]) -> Handover:
    pace = calendars.of(team)
    decided_at = one.accepted_at or one.rejected_at
    state = State.ACCEPTED if one.accepted_at else State.REJECTED if one.rejected_at else State.OPEN
    return Handover(
        contact_id=one.contact,
        state=state,
        stage=RIPE,
        team_id=team,
        colleague_id=one.to,
        opened_at=one.opened_at,
        remind_at=pace.reminding(one.opened_at),
        due_at=pace.due(one.opened_at),
        decided_at=decided_at,
        decided_by_id=one.to if decided_at else None,
        reason=reasons[one.reason % len(reasons)] if one.rejected_at and reasons else None,
    )


def _opened(row: Handover) -> Touch:
    return Touch("handover.opened", contact=row.contact_id, actor=SYSTEM, occurred_at=row.opened_at)


def _decided(row: Handover) -> Touch | None:
    """A touchpoint of the past: the stages that it led to are told already."""
    if row.decided_at is None or row.decided_by_id is None:
        return None
    by, at = colleague(row.decided_by_id), row.decided_at
    if row.state == State.ACCEPTED:
        return Touch("handover.accepted", contact=row.contact_id, actor=by, occurred_at=at)
    said = {"label": str(row.reason or ""), "reason": row.reason.pk if row.reason else None}
    return Touch("handover.rejected", said, contact=row.contact_id, actor=by, occurred_at=at)
