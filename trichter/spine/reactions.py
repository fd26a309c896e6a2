"""Draining the outbox: each reaction runs once, in one transaction with the note that it is done.

A claim is a lease: whoever dies with it leaves the row to the next worker when the lease has run out. A reaction that
fails is tried again, later each time, and in the end given up and listed; it never holds up another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Q

from trichter.kernel import clock
from trichter.kernel.errors import discreetly
from trichter.kernel.reactions import Cause, named
from trichter.spine.intake import record
from trichter.spine.models import Reaction
from trichter.spine.reckoning import ENTERED, LEFT
from trichter.spine.touch import Recorded, Touch

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
_BACKOFF = timedelta(seconds=5)

_log = structlog.get_logger(__name__)


class WorkerDied(Exception):
    """All attempts were claimed and none came to an end."""


class ReactionGone(Exception):
    """No reaction is called so any more."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is waiting: due now or later, since when, and given up."""

    due: int
    oldest_due_at: datetime | None
    dead: int


def answer(cause: Cause, touches: Sequence[Touch]) -> list[Recorded]:
    """Record what a reaction does to a person, with its cause, if that is a touchpoint: so chains are seen, and end."""
    caused_by = None if cause.kind in (ENTERED, LEFT) else cause.touchpoint_id
    caused = [replace(touch, caused_by=caused_by, depth=cause.depth + 1) for touch in touches]
    return record(caused)


def drain(*, limit: int = 100) -> int:
    """Claim up to `limit` due reactions and run them; answers how many were claimed."""
    claimed = _claim(limit)
    for row in claimed:
        _run(row)
    return len(claimed)


def backlog() -> Backlog:
    """What the doctor and the settings show."""
    statement = """
        SELECT (SELECT count(*) FROM spine_reaction WHERE state = 'due'),
               (SELECT min(due_at) FROM spine_reaction WHERE state = 'due'),
               (SELECT count(*) FROM spine_reaction WHERE state = 'dead')
    """
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return Backlog(*cursor.fetchone())


def dead(*, limit: int = 100, before: int | None = None) -> list[Reaction]:
    """Those given up, newest first, with their error; `before` is the id of the last one seen."""
    rows = Reaction.objects.filter(state=Reaction.State.DEAD).order_by("-created_at", "-id")
    edge = Reaction.objects.filter(id=before).first() if before is not None else None
    if edge is not None:
        rows = rows.filter(Q(created_at__lt=edge.created_at) | Q(created_at=edge.created_at, id__lt=edge.pk))
    return list(rows[:limit])


def retry(ids: Sequence[int] | None = None) -> int:
    """Let reactions that were given up be tried again, all of them or those named; answers how many."""
    rows = Reaction.objects.filter(state=Reaction.State.DEAD)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    return rows.update(state=Reaction.State.DUE, due_at=clock.now(), attempts=0, depth=0)


def _claim(limit: int) -> list[Reaction]:
    """Take a lease: until it runs out nobody else sees these rows as due. Counted as an attempt, so that a reaction
    that kills its worker is given up one day too. Materialized, for a plan that asks row by row would take more."""
    now = clock.now()
    statement = """
        WITH next AS MATERIALIZED (
            SELECT id FROM spine_reaction WHERE state = 'due' AND due_at <= %s
            ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
        )
        UPDATE spine_reaction r SET due_at = %s, attempts = r.attempts + 1 FROM next WHERE r.id = next.id
        RETURNING r.id, r.contact_id, r.touchpoint_id, r.kind, r.depth, r.name, r.attempts
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, limit, now + LEASE])
        names = ("id", "contact_id", "touchpoint_id", "kind", "depth", "name", "attempts")
        claimed = [Reaction(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    return sorted(claimed, key=lambda row: row.pk)


def _run(row: Reaction) -> None:
    try:
        with transaction.atomic():
            if not _hold(row):
                return
            if row.attempts > MOST_ATTEMPTS:
                raise WorkerDied
            reaction = named(row.name)
            if reaction is None:
                raise ReactionGone
            reaction.handle(Cause(row.contact_id, row.touchpoint_id, row.kind, row.depth))
            Reaction.objects.filter(id=row.pk).update(state=Reaction.State.DONE, done_at=clock.now(), error="")
    except Exception as error:
        # Whatever a reaction raises must not hold up the others; only a database that is gone holds up all.
        if not connection.is_usable():
            raise
        _put_off(row, error)


def _hold(row: Reaction) -> bool:
    """Lock the row for this run: if our lease ran out and another worker has it, or has done it, leave it alone.

    Waits: another worker's claim that saw the row as it was before ours locks it for a moment, and lets it be. The
    contact may have been merged since, so it is read again.
    """
    claimed = Reaction.objects.filter(id=row.pk, state=Reaction.State.DUE, attempts=row.attempts)
    held = claimed.select_for_update().first()
    if held is not None:
        row.contact_id = held.contact_id
    return held is not None


def _put_off(row: Reaction, error: Exception) -> None:
    """The pause doubles with each attempt, from five seconds to about five minutes."""
    _log.warning("reaction failed", reaction=row.name, touchpoint=row.touchpoint_id, error=type(error).__name__)
    given_up = row.attempts >= MOST_ATTEMPTS
    Reaction.objects.filter(id=row.pk, attempts=row.attempts).update(
        state=Reaction.State.DEAD if given_up else Reaction.State.DUE,
        due_at=clock.now() + _BACKOFF * 2 ** min(row.attempts - 1, 6),
        error=discreetly(error),
    )
