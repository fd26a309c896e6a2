"""What is done by the clock: a job runs when its time has come round, on one node, whichever worker is first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import structlog
from django.db import connection, transaction

from trichter.kernel import clock
from trichter.kernel.errors import discreetly
from trichter.spine.models import Job

T = TypeVar("T")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A job and how long after one run the next is due."""

    name: str
    every: timedelta
    work: Callable[[], object]


_entries: dict[str, Entry] = {}


def every(interval: timedelta, name: str) -> Callable[[Callable[[], T]], Callable[[], T]]:
    """Declare the decorated function as the job `name`."""

    def declare(work: Callable[[], T]) -> Callable[[], T]:
        _entries[name] = Entry(name, interval, work)
        return work

    return declare


def forget(name: str) -> None:
    """Take a declaration back."""
    _entries.pop(name, None)


def run_due() -> list[str]:
    """Run the jobs that are due; answers their names. One that fails is logged and comes round again."""
    ran = [entry for entry in _entries.values() if _claim(entry)]
    for entry in ran:
        try:
            entry.work()
        except Exception as error:
            if not connection.is_usable():
                raise
            _log.warning("job failed", job=entry.name, error=discreetly(error))
    return [entry.name for entry in ran]


def _claim(entry: Entry) -> bool:
    """Note that we run it, before we do: a job that kills its worker must not kill the next at once."""
    now = clock.now()
    with transaction.atomic():
        Job.objects.bulk_create([Job(name=entry.name, due_at=now)], ignore_conflicts=True)
        due = Job.objects.select_for_update(skip_locked=True).filter(name=entry.name, due_at__lte=now)
        if due.first() is None:
            return False
        return bool(Job.objects.filter(name=entry.name).update(ran_at=now, due_at=now + entry.every))
