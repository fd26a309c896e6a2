"""What colleagues do with tasks. Each change is a touchpoint of the person too, in the same transaction.

The touchpoint comes first: it locks the contact, as a merge does before it moves the rows, so the two never wait for
each other. A change that comes too late is refused, and its touchpoint with it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from trichter.facts.staff.models import Team, User
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.reactions import Cause
from trichter.sales.tasks.models import Reason, Task
from trichter.spine.intake import record
from trichter.spine.touch import SYSTEM, Touch, colleague

FARTHEST = timedelta(days=3_660)


class UnknownTask(DomainError):
    sentence = _("This task is not there any more.")


class SettledMeanwhile(DomainError):
    sentence = _("Somebody else was quicker: this task has changed meanwhile.")


class NothingToDo(DomainError):
    sentence = _("Say what is to be done.")


class InThePast(DomainError):
    sentence = _("Choose a time that is still to come.")


class DueLater(DomainError):
    sentence = _("This task is due later than that already. Choose a later day.")


class TooFar(DomainError):
    sentence = _("Choose a day within the next ten years.")


class Nobody(DomainError):
    sentence = _("Choose a colleague who still works here, or a team.")


@transaction.atomic
def open(  # noqa: A001 - tasks.open() is what it does
    contact: int,
    title: str,
    *,
    reason: str = Reason.OTHER,
    asked: str = "",
    phone: str = "",
    team: int | None = None,
    to: int | None = None,
    due_at: datetime | None = None,
    by: int | None = None,
    cause: Cause | None = None,
    subject: tuple[str, int] | None = None,
    once: str = "",
) -> int:
    """A new task for a contact, to a colleague (`to`) or a team; opened by a colleague or for a cause, once for each.

    `subject` is what it is about, as a touchpoint names it; `once` the page that it was written on: the same from there
    again is one task. Answers its id, 0 if it was opened before and is gone since.
    Raises `NothingToDo` and `Nobody`, and what `record()` raises.
    """
    title = title.strip()
    if not title:
        raise NothingToDo
    if to or team:
        name_of(to, team)
    touch = Touch(
        "task.opened",
        {"title": title, "reason": str(reason), "asked": asked, "due_at": due_at},
        contact=contact,
        subject=subject,
        actor=colleague(by) if by else SYSTEM,
        caused_by=cause.touchpoint_id if cause else None,
        depth=cause.depth + 1 if cause else 0,
        key=_key(cause, str(reason), once, contact, title, due_at, to, team),
    )
    [recorded] = record([touch])
    if recorded.repeated:
        return Task.objects.filter(touchpoint_id=recorded.touchpoint_id).values_list("id", flat=True).first() or 0
    return Task.objects.create(
        contact_id=recorded.contact_id,
        reason=reason,
        title=title,
        asked=asked,
        phone=phone,
        team_id=team,
        colleague_id=to,
        opened_at=clock.now(),
        due_at=due_at,
        touchpoint_id=recorded.touchpoint_id,
        cause_id=cause.touchpoint_id if cause else None,
    ).pk


def _key(cause: Cause | None, reason: str, once: str, *said: object) -> str | None:
    if cause:
        return f"task {reason} for {cause.touchpoint_id}"
    return f"task {once} {said}" if once else None


class Change(BaseModel):
    """A change of a task, and what stood there before it: as a page keeps it, for `undo`."""

    model_config = ConfigDict(frozen=True)

    change_id: int
    colleague_id: int | None
    team_id: int | None
    snoozed_until: datetime | None
    former_id: int | None
    """The change before this one, which stands again when this one is undone."""


@transaction.atomic
def finish(task: int, *, by: int) -> Change:
    """It is done. Raises `UnknownTask` and `SettledMeanwhile`."""
    told = _told(task, "task.finished", by=by)
    return _change(task, told, done_at=clock.now(), done_by_id=by)


@transaction.atomic
def snooze(task: int, *, until: datetime, by: int) -> Change:
    """Put it off. Raises `InThePast`, `TooFar`, `DueLater`, `UnknownTask` and `SettledMeanwhile`."""
    now = clock.now()
    if until <= now:
        raise InThePast
    if until > now + FARTHEST:
        raise TooFar
    if (due := _one(task).due_at) and until <= due:
        raise DueLater
    told = _told(task, "task.snoozed", by=by, until=until)
    return _change(task, told, snoozed_until=until)


@transaction.atomic
def assign(task: int, *, by: int, to: int | None = None, team: int | None = None) -> Change:
    """Give it to a colleague, or to a team. Raises `Nobody`, `UnknownTask` and `SettledMeanwhile`."""
    told = _told(task, "task.assigned", by=by, to=name_of(to, team))
    return _change(task, told, colleague_id=to, team_id=team if not to else None)


@transaction.atomic
def undo(task: int, change: Change, *, by: int) -> None:
    """Take a change back, unless somebody has done something with the task since: its touchpoint stays, retracted.

    Raises `UnknownTask` and `SettledMeanwhile`.
    """
    row = _one(task)
    if row.change_id != change.change_id:
        raise SettledMeanwhile
    record([Touch("touchpoint.retracted", contact=row.contact_id, target=change.change_id, actor=colleague(by))])
    before = change.model_dump(exclude={"change_id", "former_id"}) | {"change_id": change.former_id}
    undone = Task.objects.filter(id=task, change_id=change.change_id)
    if not undone.update(done_at=None, done_by=None, **before):
        raise SettledMeanwhile


def name_of(to: int | None, team: int | None) -> str:
    """What the colleague or the team is called that shall do something. Raises `Nobody`."""
    colleagues = User.objects.filter(id=to or 0, is_active=True).values_list("name", flat=True)
    teams = Team.objects.filter(id=team or 0).values_list("name", flat=True)
    name = colleagues.first() if to else teams.first()
    if name is None:
        raise Nobody
    return name


def _one(task: int) -> Task:
    row = Task.objects.filter(id=task).first()
    if row is None:
        raise UnknownTask
    return row


def _told(task: int, kind: str, *, by: int, **said: Any) -> int:
    row = _one(task)
    touch = Touch(kind, {"title": row.title, **said}, contact=row.contact_id, actor=colleague(by))
    return record([touch])[0].touchpoint_id


def _change(task: int, told: int, **changes: Any) -> Change:
    """The contact is locked since the change was told: nobody comes between the look and the writing."""
    row = Task.objects.filter(id=task, done_at=None).first()
    if row is None:
        raise SettledMeanwhile
    Task.objects.filter(id=task).update(change_id=told, **changes)
    return Change(
        change_id=told,
        colleague_id=row.colleague_id,
        team_id=row.team_id,
        snoozed_until=row.snoozed_until,
        former_id=row.change_id,
    )
