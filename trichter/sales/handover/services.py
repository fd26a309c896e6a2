"""Handing people over, and what becomes of it. Each change is a touchpoint of the person too, in the same transaction.

The contact is locked first, then its handover: of two who decide at the same instant, the second reads by whom it is
decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts.models import Contact
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.reactions import Cause
from trichter.qualification.lifecycle.models import Standing
from trichter.sales.handover import calendars, letters, routing
from trichter.sales.handover.kinds import Because
from trichter.sales.handover.models import Handover, Reason, State
from trichter.sales.tasks.services import name_of
from trichter.spine.intake import ContactErased, record
from trichter.spine.touch import SYSTEM, Actor, Stage, Touch, colleague

TRACK, RIPE, TAKEN, GIVEN_BACK = "customer", "mql", "sql", "lead"
"""From which stage a lead is handed over, to which an accepted one comes, and where a rejected one stands again."""
LONGEST_WORDS = 2_000


class UnknownHandover(DomainError):
    sentence = _("This handover is not there any more.")


class DecidedMeanwhile(DomainError):
    sentence = _("%(name)s was quicker: this lead is decided.")


class SettledMeanwhile(DomainError):
    sentence = _("This handover has changed meanwhile. Look at it once more.")


class HandedOverAlready(DomainError):
    sentence = _("This person is handed over already and waits for a decision.")


class NotYours(DomainError):
    sentence = _("Only who has handed a person over, or decides about leads, can withdraw that.")


class NoReason(DomainError):
    sentence = _("Say why you reject this lead: marketing learns from it.")


@dataclass(frozen=True, slots=True)
class Change:
    """A decision or a passing on, and whose the handover was before, or that nobody was there: what undoing needs."""

    change: int
    colleague: int | None
    team: int | None
    is_unattended: bool = False


@transaction.atomic
def open(  # noqa: A001 - handover.open() is what it does
    contact: int,
    *,
    cause: Cause | None = None,
    reasons: Sequence[str] = (),
    to: int | None = None,
    team: int | None = None,
    by: int | None = None,
) -> int:
    """Hand a person over, for a cause or by a colleague's hand: to somebody, else by the routes. Answers its id.

    Who waits already is not handed over twice. Raises `HandedOverAlready` if by hand, and `Nobody`.
    """
    person = _locked(contact)
    waiting = Handover.objects.filter(contact=person, state=State.OPEN).values_list("id", flat=True).first()
    if waiting and by:
        raise HandedOverAlready
    if waiting:
        return waiting
    now = clock.now()
    place = routing.placed(to, team) if to or team else routing.place(person, at=now)
    pace = calendars.of(place.team)
    row = Handover(
        contact=person,
        stage=stage_of(person.pk),
        reasons=[reason for reason in reasons if reason],
        route=place.route,
        team_id=place.team,
        colleague_id=place.colleague,
        is_unattended=place.is_unattended,
        opened_at=now,
        opened_by_id=by,
        remind_at=pace.reminding(now),
        due_at=pace.due(now),
        cause_id=cause.touchpoint_id if cause else None,
    )
    [recorded] = record([_opened(row, cause)])
    if recorded.repeated:
        return Handover.objects.values_list("id", flat=True).get(touchpoint_id=recorded.touchpoint_id)
    row.touchpoint_id = recorded.touchpoint_id
    row.save(force_insert=True)
    if row.is_unattended:
        escalate(row)
    else:
        letters.tell(row, "arrived", except_for=by)
    return row.pk


@transaction.atomic
def accept(handover: int, *, by: int) -> Change:
    """Take the lead: it is the colleague's own from now on, and an SQL. Raises `DecidedMeanwhile` and the others."""
    row = _held(handover)
    touch = Touch(
        "handover.accepted", contact=row.contact_id, actor=colleague(by), learned={"owner": by}, stage=Stage(TAKEN)
    )
    return _decide(row, State.ACCEPTED, _told(touch), by=by, colleague_id=by)


@transaction.atomic
def reject(handover: int, *, by: int, reason: int | None = None, words: str = "") -> Change:
    """Give the lead back to marketing, for one of the reasons or in words; it stands at lead until new facts come.

    Raises `NoReason`, `DecidedMeanwhile` and the others.
    """
    words = words.strip()[:LONGEST_WORDS]
    why = Reason.objects.filter(id=reason or 0).first()
    if why is None and not words:
        raise NoReason
    row = _held(handover)
    label = str(why) if why else ""
    said = {"label": label, "text": words, "reason": why.pk if why else None}
    told = _told(Touch("handover.rejected", said, contact=row.contact_id, actor=colleague(by)))
    back = _set_back(row.contact_id, ": ".join(filter(None, (label, words))), by=by, caused_by=told)
    return _decide(row, State.REJECTED, told, by=by, reason=why, words=words, set_back_id=back)


@transaction.atomic
def undo(handover: int, change: Change, *, by: int) -> None:
    """Take a decision back: what it did is undone, and the lead waits again where it waited. Raises as the others."""
    row = _held(handover, states=(State.ACCEPTED, State.REJECTED, State.WITHDRAWN), change=change.change)
    if Handover.objects.filter(contact=row.contact_id, state=State.OPEN).exists():
        raise SettledMeanwhile
    targets = filter(None, (row.set_back_id, change.change))
    record([Touch("touchpoint.retracted", contact=row.contact_id, target=one, actor=colleague(by)) for one in targets])
    _write(
        row,
        state=State.OPEN,
        colleague_id=change.colleague,
        team_id=change.team,
        is_unattended=change.is_unattended,
        decided_at=None,
        decided_by_id=None,
        reason=None,
        words="",
        change_id=None,
        set_back_id=None,
    )


@transaction.atomic
def reassign(handover: int, *, by: int, to: int | None = None, team: int | None = None) -> Change:
    """Let somebody else decide, by the same deadline: the person waits since they came. Raises `Nobody` too."""
    row = _held(handover)
    before = row.colleague_id, row.team_id, row.is_unattended
    said = {"to": name_of(to, team)}
    told = _told(Touch("handover.reassigned", said, contact=row.contact_id, actor=colleague(by)))
    place = routing.placed(to, team)
    now = {"colleague_id": place.colleague, "team_id": place.team, "is_unattended": False}
    _write(row, **now, escalated_at=_still_escalated(row), change_id=told)
    letters.tell(row, "arrived", except_for=by)
    return Change(told, *before)


@transaction.atomic
def route_again(handover: int) -> None:
    """Whoever had it works here no more: the routes say who has it now, by the same deadline. Raises as the others."""
    row = _held(handover)
    if row.colleague is None or row.colleague.is_active:
        return
    place = routing.place(row.contact, at=clock.now())
    said = {"to": _named(place.colleague, place.team), "because": "left"}
    told = _told(Touch("handover.reassigned", said, contact=row.contact_id, actor=SYSTEM))
    now = {"colleague_id": place.colleague, "team_id": place.team, "is_unattended": place.is_unattended}
    _write(row, **now, route=place.route, escalated_at=_still_escalated(row), change_id=told)
    if row.is_unattended:
        escalate(row)
    else:
        letters.tell(row, "arrived")


@transaction.atomic
def give_back(handover: int, change: Change, *, by: int) -> None:
    """Take back that it was passed on. Raises `SettledMeanwhile` if something has been done with it since."""
    row = _held(handover, change=change.change)
    record([Touch("touchpoint.retracted", contact=row.contact_id, target=change.change, actor=colleague(by))])
    _write(
        row,
        colleague_id=change.colleague,
        team_id=change.team,
        is_unattended=change.is_unattended,
        change_id=None,
    )
    if row.is_unattended:
        escalate(row)


@transaction.atomic
def withdraw(handover: int, *, because: Because = "hand", by: int | None = None, cause: Cause | None = None) -> Change:
    """Nobody needs to decide any more. Raises as the others do."""
    row = _held(handover)
    touch = Touch(
        "handover.withdrawn",
        {"because": because},
        contact=row.contact_id,
        actor=_actor(by),
        caused_by=cause.touchpoint_id if cause else None,
        depth=cause.depth + 1 if cause else 0,
    )
    return _decide(row, State.WITHDRAWN, _told(touch), by=by)


@transaction.atomic
def take_back(handover: int, *, by: int, is_deciding: bool = False) -> Change:
    """Withdraw by hand: one's own handing over, or any for who may decide. Raises `NotYours` and as the others do."""
    if not is_deciding and not Handover.objects.filter(id=handover, opened_by=by).exists():
        raise NotYours
    return withdraw(handover, by=by)


@transaction.atomic
def remind(handover: int) -> None:
    """Tell who has it that the deadline is near; once."""
    row = _held(handover)
    if row.reminded_at is None:
        _notice(row, "handover.reminded", "soon", reminded_at=clock.now())


def escalate(row: Handover) -> None:
    """Tell the administration that nobody takes this lead; once, in the caller's transaction."""
    if row.escalated_at is None:
        what: letters.What = "unattended" if row.is_unattended else "late"
        _notice(row, "handover.escalated", what, escalated_at=clock.now())


@transaction.atomic
def overrun(handover: int) -> None:
    """The deadline has passed."""
    escalate(_held(handover))


def of_contact(contact: int) -> Handover | None:
    """The open handover of a person."""
    return Handover.objects.filter(contact=contact, state=State.OPEN).select_related("colleague", "team").first()


def _notice(row: Handover, kind: str, what: letters.What, **noted: Any) -> None:
    to = _named(row.colleague_id, row.team_id)
    key = f"{kind} {row.touchpoint_id} {row.change_id or ''}".strip()
    _told(Touch(kind, {"to": to}, contact=row.contact_id, actor=SYSTEM, key=key))
    _write(row, **noted)
    letters.tell(row, what)


def _still_escalated(row: Handover) -> datetime | None:
    """That nobody was there is over once somebody has it: the deadline is to be told still, unless it has passed."""
    return None if row.is_unattended and row.due_at > clock.now() else row.escalated_at


def _opened(row: Handover, cause: Cause | None) -> Touch:
    names = row.colleague_id or row.team_id
    said = {
        "to": name_of(row.colleague_id, row.team_id) if names else "",
        "route": row.route,
        "reasons": row.reasons,
        "due_at": row.due_at,
    }
    return Touch(
        "handover.opened",
        said,
        contact=row.contact_id,
        actor=_actor(row.opened_by_id),
        caused_by=cause.touchpoint_id if cause else None,
        depth=cause.depth + 1 if cause else 0,
        key=f"handover for {cause.touchpoint_id}" if cause else None,
    )


def _actor(by: int | None) -> Actor:
    return colleague(by) if by else SYSTEM


def _told(touch: Touch) -> int:
    return record([touch])[0].touchpoint_id


def _set_back(contact: int, why: str, *, by: int, caused_by: int) -> int | None:
    """To lead, from where sales takes leads; who has come further by other facts stays there."""
    if stage_of(contact) not in (RIPE, TAKEN):
        return None
    said = {"track": TRACK, "stage": GIVEN_BACK, "reason": why}
    return _told(Touch("stage.set", said, contact=contact, actor=colleague(by), caused_by=caused_by))


def stage_of(contact: int) -> str:
    """Where somebody stands among customers; nowhere as long as nothing is decided."""
    standing = Standing.objects.filter(contact_id=contact, track_id=TRACK).values_list("stage", flat=True)
    return standing.first() or ""


def _named(to: int | None, team: int | None) -> str:
    return name_of(to, team) if to or team else ""


def _decide(row: Handover, state: State, told: int, *, by: int | None, **also: Any) -> Change:
    before = row.colleague_id, row.team_id, row.is_unattended
    _write(row, state=state, decided_at=clock.now(), decided_by_id=by, change_id=told, **also)
    return Change(told, *before)


def _write(row: Handover, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


def _locked(contact: int) -> Contact:
    home = contacts.survivor(contact)
    person = Contact.objects.select_for_update(no_key=True).filter(id=home or 0).first()
    if person is None or person.erased_at:
        raise ContactErased(contact=contact)
    return person if person.merged_into_id is None else _locked(person.merged_into_id)


def _held(handover: int, *, states: Sequence[State] = (State.OPEN,), change: int | None = None) -> Handover:
    """The handover, which nobody else changes now. Raises `UnknownHandover`, `DecidedMeanwhile`, `SettledMeanwhile`."""
    contact = Handover.objects.filter(id=handover).values_list("contact_id", flat=True).first()
    if contact is None:
        raise UnknownHandover
    _locked(contact)
    row = Handover.objects.select_related("decided_by").filter(id=handover).first()
    if row is None:
        raise UnknownHandover
    if row.contact_id != contact:
        return _held(handover, states=states, change=change)
    if row.state in states and change in (None, row.change_id):
        return row
    if row.state in (State.ACCEPTED, State.REJECTED) and row.decided_by and State.OPEN in states:
        raise DecidedMeanwhile(name=str(row.decided_by))
    raise SettledMeanwhile
