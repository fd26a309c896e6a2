"""Many tasks at once, each of its own: as somebody brings them along who has worked elsewhere before."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Protocol

from django.db import transaction

from trichter.kernel import clock
from trichter.sales.tasks.models import Reason, Task
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague


class ToDo(Protocol):
    """A task to be opened: about whom, what, for whom, since when and by when."""

    @property
    def contact(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def to(self) -> int: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...


@transaction.atomic
def open_all(tasks: Iterable[ToDo]) -> None:
    """Open them, each by the colleague who has it, those of a day together."""
    by_day = sorted(tasks, key=lambda one: one.opened_at)
    for _day, some in groupby(by_day, key=lambda one: one.opened_at.date()):
        _open(list(some))


def _open(tasks: Sequence[ToDo]) -> None:
    with clock.at(tasks[-1].opened_at):
        recorded = record([_touch(one) for one in tasks])
    Task.objects.bulk_create(
        Task(
            contact_id=answer.contact_id,
            reason=Reason.OTHER,
            title=one.title,
            colleague_id=one.to,
            opened_at=one.opened_at,
            due_at=one.due_at,
            touchpoint_id=answer.touchpoint_id,
        )
        for one, answer in zip(tasks, recorded, strict=True)
    )


def _touch(one: ToDo) -> Touch:
    said = {"title": one.title, "reason": Reason.OTHER.value, "due_at": one.due_at}
    return Touch("task.opened", said, contact=one.contact, actor=colleague(one.to), occurred_at=one.opened_at)
