"""The digest: every second, what visitors have done since becomes visits, and touchpoints of those who are known.

What waits is taken, added to its visit and recorded in one transaction: after any crash it waits still, or all is
done. One digests at a time; the touches carry the number of their line, so that none is recorded twice. Whoever needs
lines of the log and a person's record locks the lines first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction

from trichter.facts.contacts.identifiers import EXTERNAL, VISITOR
from trichter.facts.timeline.hits import readings, visitors
from trichter.facts.timeline.hits.visitors import BY_NUMBER, NUMBERED, SYSTEM
from trichter.generation.tracking import aside, identifying
from trichter.generation.tracking.contents import Contents
from trichter.generation.tracking.touches import touch_of
from trichter.generation.tracking.visits import Line, Visits, assign
from trichter.kernel import bulk, clock
from trichter.kernel.errors import DomainError, discreetly
from trichter.spine.intake import TooBusy, record
from trichter.spine.touch import Touch

MOST = 1_000
"""Lines in one transaction: so many are recorded in well under a second."""
# Any number, as long as it is ours alone.
LOCK = 7_482_008
"""Held, until its transaction ends, by whoever changes what is a visit."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a browser is; before `since` it was `before`'s."""

    contact: int
    before: int | None = None
    since: datetime | None = None

    def at(self, moment: datetime) -> int:
        """Whose it was at that moment."""
        return self.before if self.before and self.since and moment < self.since else self.contact


def digest(*, limit: int = MOST) -> int:
    """Digest up to `limit` lines; answers how many there were, 0 too while somebody else digests.

    Where one of them is bad the others are digested without it, in fewer and fewer at once, and it is set aside.
    """
    try:
        return _alone() if limit <= 1 else _together(limit)
    except aside.PASSING:
        raise
    except Exception:
        log.warning("digested apart", lines=limit, exc_info=True)
    return digest(limit=limit // 2)


def _together(limit: int) -> int:
    with transaction.atomic():
        return _digested(limit) if _is_ours() else 0


def _alone() -> int:
    """The first of them."""
    with transaction.atomic():
        line = aside.first_waiting() if _is_ours() else None
        if line is None:
            return 0
        try:
            with transaction.atomic():
                return _digested(1)
        except aside.PASSING:
            raise
        except Exception as error:
            log.exception("set aside", line=line)
            aside.set_aside(line, discreetly(error), at=clock.now())
    return 1


def hold() -> None:
    """Nobody digests until the transaction ends. To be asked for before anything else is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _is_ours() -> bool:
    """Whether nobody else digests; nobody will until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _digested(limit: int) -> int:
    taken = _taken(limit)
    lines = _still_theirs(taken)
    visits = assign(lines)
    fresh = [line for line in lines if not line.is_recalled]
    readings.add([(line.id, line.visitor, line.at) for line in fresh])
    identified = identifying.touches(fresh)
    record_living(identified)
    owners = _owners({line.visitor for line in lines})
    record_living(list(_touches(lines, visits, owners)))
    return len(taken)


def _still_theirs(lines: list[Line]) -> list[Line]:
    """Without those of whoever has withdrawn while a collector was writing them: of these nothing is kept either."""
    gone = visitors.gone({line.visitor for line in lines})
    for visitor in gone:
        visitors.forget(visitor, at=clock.now())
    return [line for line in lines if line.visitor not in gone]


def _touches(lines: Sequence[Line], visits: Visits, owners: Mapping[str, Owner]) -> Iterator[Touch]:
    contents = Contents.now()
    for line in lines:
        owner = owners.get(line.visitor)
        touch = owner and touch_of(line, visits.of_line(line), contents, contact=owner.at(line.at))
        if touch:
            yield touch


def record_living(touches: Sequence[Touch]) -> None:
    """Together; if one of them cannot be recorded, because its person was erased a moment ago, the others alone."""
    if not touches:
        return
    try:
        with transaction.atomic():
            record(touches)
    except TooBusy:
        raise
    except DomainError as error:
        if len(touches) == 1:
            log.warning("not recorded", kind=touches[0].kind, error=discreetly(error))
            return
        half = len(touches) // 2
        record_living(touches[:half])
        record_living(touches[half:])


def _taken(limit: int) -> list[Line]:
    """In the order of their times. Lines that a robot left are not among them."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [limit])
        waiting = cursor.fetchall()
        if not waiting:
            return []
        numbers, received, visitors, recalled = (list(column) for column in zip(*waiting, strict=True))
        cursor.execute(_LINES, [numbers, received, visitors, recalled, min(received), max(received)])
        names = [column.name for column in cursor.description or ()]
        return [_line(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


_TAKE = """
    DELETE FROM hits_waiting WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM hits_waiting WHERE failure IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    )) RETURNING id, received_at, visitor, is_recalled
"""
# Each along the index on visitor and number, in the months between.
_LINES = """
    SELECT h.id, h.at, h.source_id AS source, h.visitor, h.person, h.kind, h.name, h.url, h.title, h.referrer,
        h.arrived, h.properties, w.is_recalled
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::boolean[]) AS w (id, received_at, visitor, is_recalled)
    CROSS JOIN LATERAL (
        SELECT * FROM hits_hit h WHERE h.visitor = w.visitor AND h.id = w.id AND h.received_at = w.received_at
        AND h.received_at BETWEEN %s AND %s AND h.bot IS NULL OFFSET 0
    ) h ORDER BY h.at, h.id
"""


def _line(row: dict[str, Any]) -> Line:
    written = {name: bulk.read_json(row[name]) if row[name] else {} for name in ("arrived", "properties")}
    return Line(**row | written)


def _owners(visitors: set[str]) -> dict[str, Owner]:
    """Of those browsers that are somebody's, and of those whom a source knows by its own number, if it may say who
    they are."""
    if not visitors:
        return {}
    numbered = [visitor for visitor in visitors if visitor.startswith(BY_NUMBER)]
    trusted = identifying.trusted() if numbered else set()
    external = [
        f"{SYSTEM}{number}"
        for number in (visitor.removeprefix(BY_NUMBER) for visitor in numbered)
        if int(number.partition(":")[0]) in trusted
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS, [VISITOR, sorted(visitors), EXTERNAL, external])
        return {visitor: Owner(contact, before, since) for visitor, contact, before, since in cursor.fetchall()}


_OWNERS = f"""
    SELECT i.value, i.contact_id, shared.other_id, shared.occurred_at
    FROM contacts_identifier i
    LEFT JOIN LATERAL (
        SELECT s.other_id, t.occurred_at FROM contacts_shareddevice s
        JOIN timeline_touchpoint t ON t.contact_id = i.contact_id AND t.id = s.touchpoint_id
        WHERE s.contact_id = i.contact_id AND s.visitor = i.value ORDER BY s.touchpoint_id DESC LIMIT 1
    ) shared ON true
    WHERE i.kind = %s AND i.value = ANY(%s)
    UNION ALL
    SELECT {NUMBERED}, contact_id, NULL, NULL FROM contacts_identifier WHERE kind = %s AND value = ANY(%s)
"""  # noqa: S608 our own words
