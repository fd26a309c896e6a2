"""Segments in the background: members gathered anew when a rule has changed, and asked again when time has passed."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction

from trichter.facts.contacts import rows
from trichter.kernel import clock, reactions
from trichter.qualification.lifecycle.tracks import ways
from trichter.qualification.segments import gathering
from trichter.qualification.segments import services as segments
from trichter.qualification.segments.catalogue import catalogue
from trichter.qualification.segments.gathering import Gathered
from trichter.qualification.segments.services import ALL
from trichter.qualification.segments.settling import SEQUENCE
from trichter.spine import concerning, noting
from trichter.spine.reckoning import ENTERED, LEFT, asked_rules, tell
from trichter.spine.timetable import every

CHUNK = 1_000
_NOTES = 500


@every(timedelta(seconds=2), "segments.gather")
def gather_changed() -> int:
    """Gather the members of those whose rule has changed; answers how many segments."""
    return sum(1 for segment in gathering.ungathered() if gather(segment))


def gather(segment: int) -> Gathered | None:
    """All members of one, and then those whom somebody touched meanwhile."""
    gathered = gathering.gather(segment)
    if gathered is not None:
        _tell_all(segment, gathered.at)
    gathering.settled()
    while contacts := gathering.missed(segment, most=CHUNK):
        ask(contacts, {segment})
        gathering.forget_missed(segment, contacts)
    return gathered


@every(timedelta(minutes=1), "segments.tick")
def tick() -> int:
    """Ask those whose answer may have changed by time alone; answers how many were asked."""
    until = clock.now()
    gathering.settled()  # what began before this moment and has not ended yet would be asked by nobody
    asked = 0
    wanted: dict[int, set[int]] = {}
    for due in gathering.due(until):
        if due.contacts is None:
            gathering.reopen([due.segment])
            gather(due.segment)
            gathering.looked_at(due.segment, until)
            continue
        for contact in due.contacts:
            wanted.setdefault(contact, set()).add(due.segment)
    # Those of whom the same segments are asked stand together: nobody is asked what cannot have changed.
    alike = sorted(wanted, key=lambda contact: (sorted(wanted[contact]), contact))
    for key, group in groupby(alike, key=lambda contact: sorted(wanted[contact])):
        asked += _in_chunks(sorted(group), set(key))
    for known in catalogue().segments.values():
        if known.checked and known.checked.is_timed:
            gathering.looked_at(known.id, until)
    return asked


@every(timedelta(seconds=2), "segments.colleagues")
def ask_colleagues() -> int:
    """Reckon what was recorded about others for those whom it concerns: people of the same firm, at the same address,
    of a colleague who changed teams; answers how many were asked."""
    asked = 0
    notes = noting.waiting(most=_NOTES)
    for hints in noting.concerned(notes):
        concerning.reckon_again(hints)
        asked += len(hints)
    noting.done(notes)
    return asked


def ask(contacts: Sequence[int], only: AbstractSet[int]) -> None:
    """Ask these segments of these people, under their locks."""
    with transaction.atomic():
        rules_of = asked_rules(len(contacts))
        rows.lock(contacts)
        rules = rules_of(ways())
        now = clock.now()
        changes = segments.reckon(contacts, ALL, only=only, known=rules.segments, now=now)
        tell(changes, now=now)
        concerning.note_colleagues(concerning.entered_or_left(changes), rules, now=now)


def _in_chunks(contacts: Sequence[int], only: AbstractSet[int]) -> int:
    for first in range(0, len(contacts), CHUNK):
        ask(contacts[first : first + CHUNK], only)
    return len(contacts)


def _tell_all(segment: int, at: datetime) -> None:
    """A row in the outbox for each who entered or left when all were gathered, without reading them."""
    for kind, statement in ((ENTERED, _TELL_ENTERED), (LEFT, _TELL_LEFT)):
        for name in reactions.to(kind, {"segment": segment}):
            with connection.cursor() as cursor:
                cursor.execute(statement, [kind, name, at, at, segment, at])


_TELL_ENTERED = """
    INSERT INTO spine_reaction
        (contact_id, touchpoint_id, kind, depth, name, state, due_at, attempts, error, created_at)
    SELECT contact_id, id, %s, 0, %s, 'due', %s, 0, '', %s FROM segments_membership
    WHERE segment_id = %s AND entered_at = %s
    ON CONFLICT DO NOTHING
"""
_TELL_LEFT = _TELL_ENTERED.replace("SELECT contact_id, id", f"SELECT contact_id, nextval('{SEQUENCE}')").replace(
    "entered_at", "left_at"
)
