"""Replay equals live: everything computed about people, computed anew from the facts alone. No reaction is fired."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from trichter.facts.contacts import rows
from trichter.kernel import clock
from trichter.qualification.lifecycle.buying import services as buying
from trichter.qualification.lifecycle.tracks import ways
from trichter.qualification.scoring import services as scoring
from trichter.qualification.segments import services as segments
from trichter.qualification.segments.services import ALL
from trichter.spine import concerning, effects
from trichter.spine.noting import COLLEAGUES
from trichter.spine.reckoning import asked_rules

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many contacts were computed anew, and for how many that changed anything: none, or live has erred."""

    contacts: int
    differing: int


def rebuild(*, progress: Callable[[int, int], None] | None = None) -> Rebuilt:
    """Compute all contacts anew, in chunks, while others go on recording; `progress` hears (done, total)."""
    total = _count()
    done = differing = 0
    for chunk in _chunks():
        with transaction.atomic():
            rules_of = asked_rules(len(chunk))
            rows.lock(chunk)
            rules = rules_of(ways())
            before = _fingerprints(chunk)
            effects.refold(chunk)
            scoring.recompute(chunk)
            buying.recompute(chunk)
            segments.refold(chunk)
            segments.reckon(chunk, ALL, known=rules.segments)
            after = _fingerprints(chunk)
            others = {contact: {COLLEAGUES} for contact in chunk if before[contact] != after[contact]}
            concerning.note_colleagues(others, rules, now=clock.now())
        differing += len(others)
        done += len(chunk)
        if progress:
            progress(done, total)
    return Rebuilt(done, differing)


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contact WHERE erased_at IS NULL")
        return int(cursor.fetchone()[0])


def _chunks() -> Iterator[list[int]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            statement = "SELECT id FROM contacts_contact WHERE id > %s AND erased_at IS NULL ORDER BY id LIMIT %s"
            cursor.execute(statement, [last, CHUNK])
            chunk = [row[0] for row in cursor.fetchall()]
        if not chunk:
            return
        yield chunk
        last = chunk[-1]


def _fingerprints(contacts: list[int]) -> dict[int, str]:
    """All that is computed of each contact, as one text."""
    statement = """
        SELECT c.id, concat_ws('|', to_jsonb(c) - 'created_at', to_jsonb(j), to_jsonb(q), to_jsonb(b),
            to_jsonb(sc) - 'since', (
            SELECT jsonb_agg(to_jsonb(s) ORDER BY s.track_id) FROM lifecycle_standing s WHERE s.contact_id = c.id), (
            SELECT jsonb_agg(m.segment_id ORDER BY m.segment_id) FROM segments_membership m
            WHERE m.contact_id = c.id AND m.left_at IS NULL), (
            SELECT jsonb_agg(to_jsonb(h) ORDER BY h.segment_id) FROM segments_choice h WHERE h.contact_id = c.id))
        FROM contacts_contact c LEFT JOIN lifecycle_journey j ON j.contact_id = c.id
        LEFT JOIN lifecycle_qualification q ON q.contact_id = c.id
        LEFT JOIN scoring_score sc ON sc.contact_id = c.id LEFT JOIN lifecycle_buying b ON b.contact_id = c.id
        WHERE c.id = ANY(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [contacts])
        return dict(cursor.fetchall())
