"""Asking for long work, and taking the wish back."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.spine.longwork.registry import kind_named
from trichter.spine.models import Work

CHANNEL = "trichter_work"
"""On which the worker listens while it has nothing to do."""


class CannotBeUndone(DomainError):
    sentence = _("This cannot be undone, or somebody has undone it already.")


def start(
    name: str, facts: Mapping[str, Any], *, by: int | None, total: int | None = None, undoes: int | None = None
) -> Work:
    """Have the work done, in the background, for the colleague `by`. The facts are JSON and name nobody."""
    assert kind_named(name), f"no work is called {name}"
    now = clock.now()
    task = Work.objects.create(
        name=name, facts=dict(facts), by=by, total=total, undoes=undoes, due_at=now, created_at=now
    )
    call()
    return task


def call() -> None:
    """Wake a worker up when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def cancel(number: int) -> bool:
    """Have no further step done; answers whether there was still something to cancel. What is done by then stays."""
    now = clock.now()
    waiting = Work.objects.filter(id=number, state=Work.State.OPEN)
    is_first = bool(waiting.filter(cancel_asked_at=None).update(cancel_asked_at=now, due_at=now))
    call()
    return is_first


@transaction.atomic
def undo(number: int, *, by: int | None) -> Work:
    """Take back what a work has done, as work of its own. Raises `CannotBeUndone`."""
    task = Work.objects.filter(id=number).exclude(state=Work.State.OPEN).first()
    kind = kind_named(task.name) if task else None
    if task is None or kind is None or kind.undo is None:
        raise CannotBeUndone
    try:
        with transaction.atomic():
            return start(kind.undo, task.facts, by=by, total=task.done, undoes=number)
    except IntegrityError:
        raise CannotBeUndone from None
