"""Who enters and leaves: of people just touched, in the transaction that touched them. Called by the spine alone.

Whoever evaluates holds the contacts' locks, so two that touch the same person see each other.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from django.db import connection

from trichter.kernel import bulk, clock
from trichter.qualification.segments.catalogue import Batch, Catalogue
from trichter.qualification.segments.kinds import CHOSEN
from trichter.qualification.segments.settling import Change

ALL = frozenset({"*"})
"""Touched in every respect: asked of somebody new, and when everything is computed anew."""


def share(people: int) -> None:
    """Until this transaction ends, nobody who gathers members begins without waiting for it, and what it asks is
    planned for so many people. To be called before locks are taken and before anybody looks at the catalogue."""
    bulk.plan_for(people, sharing=GATHERING)


def reckon(
    contacts: Sequence[int],
    touched: AbstractSet[str],
    *,
    known: Catalogue,
    only: AbstractSet[int] | None = None,
    now: datetime | None = None,
) -> list[Change]:
    """Ask all segments of these contacts that what was touched can change, or `only` these, and let them enter and
    leave. `known` is what was there when the caller looked, after `share`; what was chosen is folded (`refold`)."""
    if known.is_empty or not contacts:
        return []
    now = now or clock.now()
    changes: list[Change] = []
    for step in known.steps:
        moved = frozenset(f"segment:{change.segment_id}" for change in changes)
        for batch in step:
            asked = _concerned(known, batch, touched, only, moved)
            _miss(sorted(asked & known.mark.ungathered), contacts)
            changes += batch.settling.settle(contacts, asked - known.mark.ungathered, now=now)
    return changes


def _concerned(
    known: Catalogue,
    batch: Batch,
    touched: AbstractSet[str],
    only: AbstractSet[int] | None,
    moved: AbstractSet[str],
) -> set[int]:
    """The segments of a statement that have to be asked: all of it if any, but for those that nobody can ask."""
    if only is not None:
        ids = {one for one in batch.ids if one in only or not moved.isdisjoint(known.segments[one].reads)}
    else:
        is_meant = touched == ALL or not (touched | moved).isdisjoint(batch.reads | {f"kind:{CHOSEN}"})
        ids = set(batch.ids) if is_meant else set()
    return {one for one in ids if not known.segments[one].is_broken}


GATHERING = 5_117_231
"""The key of the lock that recordings share, and that whoever gathers a segment's members anew holds for a moment: so
none that began under its former rule is still under way."""


def _miss(segments: Iterable[int], contacts: Sequence[int]) -> None:
    """Those whose members are being gathered anew do not see us, nor we them: whoever is noted here is asked after."""
    rows = [(contact, segment) for segment in segments for contact in contacts]
    bulk.insert(
        "segments_missed", {"contact_id": "bigint", "segment_id": "bigint"}, rows, then="ON CONFLICT DO NOTHING"
    )


def refold(contacts: Sequence[int]) -> None:
    """What colleagues chose of these people, from the facts: the last holds. To be called before they are asked, if
    anything was chosen of them or all may be otherwise."""
    if not contacts:
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM segments_choice WHERE contact_id = ANY(%s)", [list(contacts)])
        cursor.execute(_FOLD, [CHOSEN, list(contacts)])


_FOLD = """
    INSERT INTO segments_choice (contact_id, segment_id, is_in, touchpoint_id, at)
    SELECT contact_id, segment, choice = 'in', id, occurred_at FROM (
        SELECT DISTINCT ON (contact_id, payload->>'segment') contact_id, (payload->>'segment')::bigint AS segment,
            payload->>'choice' AS choice, id, occurred_at
        FROM timeline_effective
        WHERE kind = %s AND contact_id = ANY(%s) AND NOT is_void AND payload ? 'segment'
        ORDER BY contact_id, payload->>'segment', occurred_at DESC, id DESC
    ) AS chosen WHERE choice IN ('in', 'out')
"""
