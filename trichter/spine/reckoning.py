"""What a recording means beyond its own decisions: scores, stages by rules of entry and segments of those it touched,
in the same transaction.

Everything here is a pure function of the facts, the rules and the clock (DESIGN, law 2). What is touched is told in the
words in which rules say what they read (`Operand.reads`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from trichter.facts.timeline.registry import is_activity
from trichter.facts.timeline.services import Line
from trichter.qualification.lifecycle.buying import services as buying
from trichter.qualification.lifecycle.deciding import Standings
from trichter.qualification.lifecycle.entering import Entrances, Key, entrances
from trichter.qualification.lifecycle.qualifying import KINDS
from trichter.qualification.lifecycle.tracks import Ways
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring import services as scoring
from trichter.qualification.scoring.reigning import Edition
from trichter.qualification.segments import services as segments
from trichter.qualification.segments.catalogue import Catalogue, asked_mark, catalogue
from trichter.qualification.segments.kinds import CHOSEN
from trichter.qualification.segments.services import ALL
from trichter.qualification.segments.settling import Change
from trichter.spine import evaluation, outbox
from trichter.spine.preparing import CORRECTIONS

Sent = Callable[[], bool]
"""Waits for what was sent; whether what was asked since has to be asked again."""
ENTERED, LEFT = "segment.entered", "segment.left"
"""As what reactions hear of it; what they get as touchpoint is the number of the membership."""
REWRITTEN = frozenset({*CORRECTIONS, "contact.merged", "contact.unmerged"})
_CONSENT = frozenset({"mail.bounced", "mail.complained", "mail.sent", "call.made"})
"""Beside answers, what changes whether somebody may be reached."""


@dataclass(frozen=True)
class InForce:
    """The rules that a recording is reckoned by."""

    tracks: Ways
    edition: Edition | None
    doors: Entrances | None
    segments: Catalogue

    @property
    def counting(self) -> frozenset[str]:
        """The sorts of change that scores rest on."""
        return self.edition.reads if self.edition else frozenset()

    def tokens(self, lines: Iterable[Line]) -> frozenset[str]:
        """What these touchpoints may have changed, scores and buying phases included."""
        told = touched(lines)
        scored = frozenset[str]() if told.isdisjoint(self.counting) else {"score"}
        signed = frozenset[str]() if told.isdisjoint(self.signs) else {"buying"}
        return told | scored | signed

    @property
    def signs(self) -> frozenset[str]:
        """The sorts of change that the buying phase rests on."""
        known = buying.edition(self.tracks.buying)
        return known.reads if known else frozenset()


def asked_rules(people: int) -> Callable[[Ways], InForce]:
    """Which rules are in force, to be fetched later. From here on nobody gathers a segment's members without waiting
    for this transaction, and what it asks is planned for so many people."""
    segments.share(people)
    mark = asked_mark()

    def fetch(tracks: Ways) -> InForce:
        found = mark()
        edition = reigning.edition(found.scores) if found.scores else None
        return InForce(tracks, edition, entrances(tracks, mark=found.scores or 0), catalogue(found))

    return fetch


def reckon(
    lines: Sequence[Line], created: Iterable[int], rules: InForce, *, standings: Standings, now: datetime
) -> tuple[list[Line], list[Change]]:
    """Score those whom these touchpoints concern, lead them to the stages that are open to them now, and let them enter
    and leave segments: the decisions, and who did. Their contacts are locked."""
    new = set(created)
    rewritten = {one for line in lines if line.kind in REWRITTEN for one in both(line)}
    others = {line.contact_id for line in lines} - new - rewritten
    sent = [
        _score(lines, rules, new=new, rewritten=rewritten, others=others),
        _note_signs(lines, rules, rewritten),
    ]
    led = _led([line for line in lines if line.contact_id not in rewritten], rules, standings)
    decisions = lead(led, rules, standings, sent=sent, meanwhile=partial(rules.segments.foresee, now), now=now)
    told = rules.tokens([*lines, *decisions])
    segments.refold(sorted(rewritten | {line.contact_id for line in lines if line.kind == CHOSEN}))
    changes = segments.reckon(sorted(new | rewritten), ALL, known=rules.segments, now=now)
    changes += segments.reckon(sorted(others), told, known=rules.segments, now=now)
    tell(changes, now=now, depths=_depths(lines) if changes else {})
    return decisions, changes


def _score(lines: Sequence[Line], rules: InForce, *, new: set[int], rewritten: set[int], others: set[int]) -> Sent:
    """If anything happened of what scores are made of. A merge or a correction may have changed all of it."""
    told = touched(lines)
    gone = {line.contact_id for line in lines if line.kind == "contact.erased"}
    scoring.recompute(sorted(rewritten | gone)) if rewritten or gone else None
    asked = (new | others if not told.isdisjoint(rules.counting) else new) - rewritten - gone
    return scoring.scoring(sorted(asked), known=rules.edition)


def _note_signs(lines: Sequence[Line], rules: InForce, rewritten: set[int]) -> Sent:
    """Signs of buying: those that these touchpoints are; of whom all may be otherwise, all."""
    gone = {line.contact_id for line in lines if line.kind == "contact.erased"}
    buying.recompute(sorted(rewritten | gone))
    others = ((line.contact_id, line.id, line.kind) for line in lines if line.contact_id not in rewritten | gone)
    return buying.noting(others, known=buying.edition(rules.tracks.buying))


def _led(lines: Sequence[Line], rules: InForce, standings: Standings) -> dict[tuple[int, Key], Line]:
    """Of whom to ask which rules of entry, and what would be the cause: the last touchpoint of this person that the
    rule reads of, and that came after whatever was decided by hand. Nobody is asked about a rule that leads them
    nowhere."""
    causes: dict[tuple[int, Key], Line] = {}
    if rules.doors is None:
        return causes
    by_hand = {(line.contact_id, line.payload["track"]): line.id for line in lines if line.kind == evaluation.BY_HAND}
    for line in lines:
        for track, key in rules.doors.concerned(rules.tokens([line])):
            is_new = line.id > by_hand.get((line.contact_id, track), 0)
            if is_new and standings.leads(line.contact_id, track, rules.tracks[track].by_key[key]):
                causes[line.contact_id, (track, key)] = line
    return causes


def lead(
    causes: Mapping[tuple[int, Key], Line],
    rules: InForce,
    standings: Standings,
    *,
    sent: Iterable[Sent] = (),
    meanwhile: Callable[[], None] | None = None,
    now: datetime,
) -> list[Line]:
    """Ask these rules of these people, and decide by those that hold; `sent` is what they rest on. What there is to do
    `meanwhile` is done before the answers are waited for."""
    who, which = sorted({contact for contact, _key in causes}), {key for _contact, key in causes}

    def ask() -> Callable[[], dict[int, set[Key]]]:
        return rules.doors.asked(who, which) if rules.doors and causes else dict

    answer = ask()
    if meanwhile:
        meanwhile()
    overtaken = [is_another() for is_another in sent]
    held = (ask() if any(overtaken) else answer)()
    found = {place: line for place, line in causes.items() if place[1] in held.get(place[0], ())}
    return evaluation.enter(standings, found, now=now)


def touched(lines: Iterable[Line]) -> frozenset[str]:
    """What these touchpoints may have changed."""
    return frozenset(token for line in lines for token in _touched(line))


def tell(changes: Sequence[Change], *, now: datetime, depths: Mapping[int, int] | None = None) -> None:
    """A row in the outbox for each reaction to somebody's entering or leaving; `depths` says how far down a chain of
    causes each person was touched, so that reactions that move somebody to and fro come to an end."""
    depths = depths or {}
    outbox.note(
        [
            (
                change.contact_id,
                change.number,
                ENTERED if change.has_entered else LEFT,
                depths.get(change.contact_id, 0),
                {"segment": change.segment_id},
            )
            for change in changes
        ],
        now=now,
    )


def _depths(lines: Sequence[Line]) -> dict[int, int]:
    depths: dict[int, int] = {}
    for line in lines:
        depths[line.contact_id] = max(depths.get(line.contact_id, 0), line.depth)
    return depths


def both(line: Line) -> list[int]:
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
