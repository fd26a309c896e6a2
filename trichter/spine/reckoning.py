"""What a recording means beyond its own decisions: scores, stages by rules of entry and segments of those it touched,
in the same transaction.

Everything here is a pure function of the facts, the rules and the clock (DESIGN, law 2). What is touched is told in the
words in which rules say what they read (`Operand.reads`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from trichter.facts.timeline.registry import is_activity
from trichter.facts.timeline.services import Line
from trichter.kernel import bulk, reactions
from trichter.qualification.lifecycle import queries
from trichter.qualification.lifecycle.deciding import Standings
from trichter.qualification.lifecycle.entering import Key, entrances
from trichter.qualification.lifecycle.qualifying import KINDS
from trichter.qualification.lifecycle.tracks import ways
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring import services as scoring
from trichter.qualification.scoring.checking import reads
from trichter.qualification.segments import services as segments
from trichter.qualification.segments.services import ALL, Change
from trichter.spine import evaluation, outbox
from trichter.spine.preparing import CORRECTIONS

ENTERED, LEFT = "segment.entered", "segment.left"
"""As what reactions hear of it; what they get as touchpoint is the number of the membership."""
_REWRITTEN = frozenset({*CORRECTIONS, "contact.merged", "contact.unmerged"})
_SCORE = frozenset({"score"})
_CONSENT = frozenset({"mail.bounced", "mail.complained", "mail.sent", "call.made"})
"""Beside answers, what changes whether somebody may be reached."""


def reckon(lines: Sequence[Line], created: Iterable[int], *, now: datetime) -> None:
    """Score those whom these touchpoints concern, lead them to the stages that are open to them now, and let them enter
    and leave segments. Their contacts are locked."""
    new = set(created)
    rewritten = {one for line in lines if line.kind in _REWRITTEN for one in _both(line)}
    others = {line.contact_id for line in lines} - new - rewritten
    _score(sorted(rewritten | others), lines)
    _score(sorted(new), lines, always=True)
    decisions = _enter([line for line in lines if line.contact_id not in rewritten], now=now)
    changes = segments.reckon(sorted(new | rewritten), ALL, now=now)
    tokens = touched([*lines, *decisions])
    tokens |= frozenset() if tokens.isdisjoint(scored_by()) else _SCORE
    changes += segments.reckon(sorted(others), tokens, now=now)
    tell(changes, now=now)


def _score(contacts: Sequence[int], lines: Sequence[Line], *, always: bool = False) -> None:
    """If anything happened of what scores are made of. A merge or a correction may have changed all of it; what is
    learned of a firm concerns all who work there, of whom a job asks."""
    if not contacts:
        return
    tokens, counting = touched(lines), scored_by()
    if any(line.kind in _REWRITTEN or line.kind == "contact.erased" for line in lines):
        scoring.recompute(contacts)
    elif always or not counting.isdisjoint(tokens):
        scoring.score(contacts)
    if "company" in counting and "company" in tokens:
        segments.note_firms(contacts, now=lines[-1].recorded_at)


def scored_by() -> frozenset[str]:
    """The sorts of change that the scores in force rest on."""
    known = reigning.now_in_force()
    return reads(known.content) if known else frozenset()


def _enter(lines: Sequence[Line], *, now: datetime) -> list[Line]:
    """The decisions by rules of entry: each is caused by the last touchpoint of its person that the rule reads of."""
    tracks = ways()
    doors = entrances(tracks)
    if doors is None or not lines:
        return []
    scored = scored_by()
    causes: dict[tuple[int, Key], Line] = {}
    for line in lines:
        tokens = frozenset(_touched(line))
        tokens |= frozenset() if tokens.isdisjoint(scored) else _SCORE
        causes |= {(line.contact_id, key): line for key in doors.concerned(tokens)}
    contacts = sorted({contact for contact, _key in causes})
    if not contacts:
        return []
    held = doors.open(contacts)
    standings = Standings(queries.standings(contacts)(), tracks)
    found = {place: line for place, line in causes.items() if place[1] in held.get(place[0], ())}
    return evaluation.enter(standings, found, now=now)


def touched(lines: Iterable[Line]) -> frozenset[str]:
    """What these touchpoints may have changed."""
    return frozenset(token for line in lines for token in _touched(line))


def tell(changes: Sequence[Change], *, now: datetime) -> None:
    """A row in the outbox for each reaction to somebody's entering or leaving."""
    rows = [
        (change.contact_id, change.number, kind, 0, name, "due", now, 0, "", now)
        for change in changes
        for kind in [ENTERED if change.has_entered else LEFT]
        for name in reactions.to(kind, {"segment": change.segment_id})
    ]
    bulk.insert("spine_reaction", outbox.COLUMNS, rows, then="ON CONFLICT DO NOTHING")


def _both(line: Line) -> list[int]:
    return [line.contact_id, *filter(None, [line.payload.get("loser")])]


def _touched(line: Line) -> Iterable[str]:
    yield f"kind:{line.kind}"
    for field in line.learned:
        yield "tags" if field.startswith("tag:") else f"field:{field}"
    if line.kind == "company.edited" or "company" in line.learned or "guessed_company" in line.learned:
        yield from ("company", "field:company")
    if line.channel or line.campaign_id:
        yield "channel"
    if is_activity(line.kind):
        yield "activity"
    if line.kind.startswith("consent.") or line.kind in _CONSENT:
        yield "consent"
    if line.kind in KINDS:
        yield "criteria"
    if line.kind.startswith("stage."):
        yield "stage"
