"""What a recording means beyond its own decisions: segments of those it touched, in the same transaction.

Everything here is a pure function of the facts, the rules and the clock (DESIGN, law 2). What is touched is told in the
words in which rules say what they read (`Operand.reads`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from trichter.facts.timeline.registry import is_activity
from trichter.facts.timeline.services import Line
from trichter.kernel import bulk, reactions
from trichter.qualification.lifecycle.qualifying import KINDS
from trichter.qualification.segments import services as segments
from trichter.qualification.segments.services import ALL, Change
from trichter.spine import outbox
from trichter.spine.preparing import CORRECTIONS

ENTERED, LEFT = "segment.entered", "segment.left"
"""As what reactions hear of it; what they get as touchpoint is the number of the membership."""
_REWRITTEN = frozenset({*CORRECTIONS, "contact.merged", "contact.unmerged"})
_CONSENT = frozenset({"mail.bounced", "mail.complained", "mail.sent", "call.made"})
"""Beside answers, what changes whether somebody may be reached."""


def reckon(lines: Sequence[Line], created: Iterable[int], *, now: datetime) -> None:
    """Let those whom these touchpoints concern enter and leave segments. Their contacts are locked."""
    new = set(created)
    rewritten = {one for line in lines if line.kind in _REWRITTEN for one in _both(line)}
    others = {line.contact_id for line in lines} - new - rewritten
    changes = segments.reckon(sorted(new | rewritten), ALL, now=now)
    changes += segments.reckon(sorted(others), touched(lines), now=now)
    tell(changes, now=now)


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
