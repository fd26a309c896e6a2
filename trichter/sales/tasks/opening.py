"""Many tasks at once, each of its own: as somebody brings them along who has worked elsewhere before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.db import transaction

from trichter.kernel import clock
from trichter.sales.tasks.models import Reason, Task
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague


class ToDo(Protocol):
    """A task to be opened: about whom, what, for whom, by when."""

    @property
    def contact(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def to(self) -> int: ...
    @property
    def due_at(self) -> datetime: ...


@transaction.atomic
def open_all(tasks: Sequence[ToDo]) -> None:
    """Open them, each by the colleague who has it; at most a thousand."""
    said = [{"title": one.title, "reason": Reason.OTHER.value, "due_at": one.due_at} for one in tasks]
    touches = [
        Touch("task.opened", told, contact=one.contact, actor=colleague(one.to))
        for one, told in zip(tasks, said, strict=True)
    ]
    now = clock.now()
    Task.objects.bulk_create(
        Task(
            contact_id=recorded.contact_id,
            reason=Reason.OTHER,
            title=one.title,
            colleague_id=one.to,
            opened_at=now,
            due_at=one.due_at,
            touchpoint_id=recorded.touchpoint_id,
        )
        for one, recorded in zip(tasks, record(touches), strict=True)
    )
