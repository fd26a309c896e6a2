"""Doing long work, a step at a time: the work that has waited longest goes on, in whichever process is free."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.kernel.errors import discreetly
from trichter.spine.longwork.registry import AtOnce, Course, Kind, Steps, kind_named
from trichter.spine.models import Work

LOCKS = 7_402
"""The class of our advisory locks; the number in it is the work's."""
MOST_ATTEMPTS = 5
_BACKOFF = timedelta(seconds=5)
_CANDIDATES = 10
_BETWEEN = 0.5
"""Seconds between two notes of how far a work is that keeps its own transactions."""

_log = structlog.get_logger(__name__)


class KindGone(Exception):
    """No work is called so any more."""


class WorkerDied(Exception):
    """Each attempt at the same step was begun and none came to an end."""


def advance() -> bool:
    """Do one step of one work; answers whether there was any to do."""
    due = Work.objects.filter(state=Work.State.OPEN, due_at__lte=clock.now()).order_by("due_at", "id")
    for number in list(due.values_list("id", flat=True)[:_CANDIDATES]):
        with _alone(number) as is_mine:
            task = _begun(number) if is_mine else None
            if task is not None:
                _go_on(task)
                return True
    return False


@contextmanager
def _alone(number: int) -> Iterator[bool]:
    """No two processes take up one work; the lock goes with the connection, however its process ends."""
    is_mine = _ask("SELECT pg_try_advisory_lock(%s, %s)", number)
    try:
        yield is_mine
    finally:
        if is_mine:
            with suppress(OperationalError, InterfaceError):  # without its connection it is let go already
                _ask("SELECT pg_advisory_unlock(%s, %s)", number)


def _ask(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCKS, number])
        return bool(cursor.fetchone()[0])


def _begun(number: int) -> Work | None:
    """Note the attempt before it is made: a step that kills its worker shall not kill all workers for ever."""
    now = clock.now()
    with transaction.atomic():
        task = Work.objects.select_for_update().filter(id=number, state=Work.State.OPEN, due_at__lte=now).first()
        if task is not None:
            task.attempts += 1
            task.started_at = task.started_at or now
            task.save(update_fields=["attempts", "started_at"])
        return task


def _go_on(task: Work) -> None:
    try:
        if task.cancel_asked_at is not None or _is_shut_out(task.by):
            _end(task, Work.State.CANCELLED)
        elif task.attempts > MOST_ATTEMPTS:
            raise WorkerDied
        else:
            _do(task, kind_named(task.name))
    except Exception as error:
        # Whatever work raises must not hold up the others; only a database that is gone holds up all.
        if not connection.is_usable():
            raise
        _put_off(task, error)


def _do(task: Work, kind: Kind | None) -> None:
    if kind is None:
        raise KindGone
    if kind.step is not None:
        _step(task, kind.step)
    elif kind.at_once is not None:
        _all(task, kind.at_once)


@transaction.atomic
def _step(task: Work, step: Steps) -> None:
    done = step(task)
    task.done += done.done
    task.total = task.total if done.total is None else done.total
    task.report = task.report if done.report is None else dict(done.report)
    task.position = done.at
    task.attempts, task.error, task.due_at = 0, "", clock.now()
    if done.at is None:
        task.state, task.ended_at = Work.State.DONE, clock.now()
    task.save(update_fields=["done", "total", "report", "position", "attempts", "error", "due_at", "state", "ended_at"])


def _all(task: Work, at_once: AtOnce) -> None:
    is_cancelled = partial(_wants_to_cancel, task.pk)
    task.report = dict(at_once(Course(task, _Teller(task), is_cancelled)))
    _end(task, Work.State.CANCELLED if is_cancelled() else Work.State.DONE)


def _wants_to_cancel(number: int) -> bool:
    task = Work.objects.get(id=number)
    return task.cancel_asked_at is not None or _is_shut_out(task.by)


def _is_shut_out(colleague: int | None) -> bool:
    """Whose account is shut has nothing done here any more."""
    return User.objects.filter(id=colleague or 0, is_active=False).exists()


class _Teller:
    """Notes how far a work is, not more often than anybody looks. Further than ever clears what failed before."""

    def __init__(self, task: Work) -> None:
        self._number = task.pk
        self._known = task.done
        self._told = float("-inf")

    def __call__(self, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        if now - self._told >= _BETWEEN or done == total:
            self._told = now
            forgiven = {"attempts": 0, "error": ""} if done > self._known else {}
            Work.objects.filter(id=self._number).update(done=done, total=total, **forgiven)


def _end(task: Work, state: Work.State) -> None:
    Work.objects.filter(id=task.pk).update(state=state, report=task.report, error="", ended_at=clock.now())


def _put_off(task: Work, error: Exception) -> None:
    """The pause doubles with each attempt at the same step, from five seconds to more than a minute."""
    _log.warning("work failed", work=task.name, number=task.pk, error=discreetly(error))
    row = Work.objects.filter(id=task.pk)
    if task.attempts >= MOST_ATTEMPTS or isinstance(error, KindGone):
        row.update(state=Work.State.FAILED, ended_at=clock.now(), error=discreetly(error))
    else:
        row.update(due_at=clock.now() + _BACKOFF * 2 ** (task.attempts - 1), error=discreetly(error))
