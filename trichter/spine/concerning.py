"""What a recording means for people whom it did not touch: their firm, their address or the team of their colleague is
another now. Noted in its transaction (`note`), and reckoned by a job (`reckon_again`).
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from trichter.facts.contacts import rows
from trichter.facts.timeline.models import ActorType
from trichter.facts.timeline.services import Line
from trichter.kernel import bulk, clock
from trichter.qualification.lifecycle import queries
from trichter.qualification.lifecycle.deciding import Standings
from trichter.qualification.lifecycle.tracks import ways
from trichter.qualification.scoring import services as scoring
from trichter.qualification.segments import services as segments
from trichter.qualification.segments.settling import Change
from trichter.spine import noting, reckoning
from trichter.spine.noting import COLLEAGUES, FIRM, OWNER, PLACE, THEIR_OWN, Hint
from trichter.spine.reckoning import InForce

_REWRITTEN = frozenset({*reckoning.REWRITTEN, "contact.erased"})
Place = tuple[str, str]


@dataclass(frozen=True)
class Beside:
    """What others may share of what a recording changed: where its people worked before and who of them works
    elsewhere now, the firms of which it told something, and the keyed hashes of the addresses that it forbids."""

    worked_at: Mapping[int, int] = field(default_factory=dict)
    moved: AbstractSet[int] = frozenset()
    firms: AbstractSet[int] = frozenset()
    forbidden: AbstractSet[bytes] = frozenset()


def note(
    lines: Sequence[Line],
    changes: Iterable[Change],
    rules: InForce,
    beside: Beside,
    *,
    now: datetime,
) -> None:
    """Note whom else a recording concerns, its decisions and all whom it let enter and leave segments included."""
    reads = _reads(rules)
    notes: dict[Place, set[str]] = {}
    if any(THEIR_OWN[PLACE] in one for one in reads):
        notes |= {(PLACE, place.hex()): {THEIR_OWN[PLACE]} for place in beside.forbidden}
    if any(THEIR_OWN[FIRM] in one for one in reads):
        notes |= {(FIRM, str(firm)): {THEIR_OWN[FIRM]} for firm in beside.firms}
    if any(COLLEAGUES in one for one in reads):
        _of_colleagues(notes, _touched(lines, changes, rules, beside.moved), reads, beside.worked_at)
    noting.put(notes, now=now)


def note_colleagues(touched: Mapping[int, AbstractSet[str]], rules: InForce, *, now: datetime) -> None:
    """Note those who work where these do."""
    reads = _reads(rules)
    notes: dict[Place, set[str]] = {}
    if any(COLLEAGUES in one for one in reads):
        _of_colleagues(notes, touched, reads, {})
    noting.put(notes, now=now)


def note_owner(colleague: int) -> None:
    """Note all whom a colleague looks after who is in other teams now."""
    noting.put({(OWNER, str(colleague)): {THEIR_OWN[OWNER]}}, now=clock.now())


@transaction.atomic
def reckon_again(hints: Mapping[int, Hint]) -> None:
    """Score these people, lead them to stages and let them enter and leave segments, as far as these hints concern it:
    what is decided has no touchpoint of theirs as its cause."""
    rules_of = reckoning.asked_rules(len(hints))
    here = {one for one, row in rows.lock(hints).items() if row.merged_into is None and not row.is_erased}
    rules = rules_of(ways())
    now = clock.now()
    own = {one: set(hints[one].own) for one in sorted(here)}
    scored = [one for one in own if not own[one].isdisjoint(rules.counting)]
    scoring.score(scored, known=rules.edition)
    for one in scored:
        own[one].add("score")
    for decision in _enter(_known(hints, own), rules, now=now):
        own[decision.contact_id] |= reckoning.touched([decision])
    changes = _settle(_known(hints, own), rules, now=now)
    for one, moved in entered_or_left(changes).items():
        own[one] |= moved
    note_colleagues({one: own[one] - {THEIR_OWN[FIRM]} for one in own}, rules, now=now)


def _known(hints: Mapping[int, Hint], own: Mapping[int, AbstractSet[str]]) -> dict[int, Hint]:
    return {one: replace(hints[one], own=frozenset(touched)) for one, touched in own.items()}


def entered_or_left(changes: Iterable[Change]) -> dict[int, set[str]]:
    """Which memberships of whom are other ones."""
    moved: dict[int, set[str]] = {}
    for change in changes:
        moved.setdefault(change.contact_id, set()).add(f"segment:{change.segment_id}")
    return moved


def _enter(hints: Mapping[int, Hint], rules: InForce, *, now: datetime) -> list[Line]:
    """Who was set somewhere by hand since it was noted stays there until new facts come."""
    concerned = {
        (contact, key): hint.noted_at(one.reads)
        for contact, hint in hints.items()
        for key, one in (rules.doors.checked.items() if rules.doors else ())
        if hint.concerns(one.reads)
    }
    if not concerned:
        return []
    contacts = sorted({contact for contact, _key in concerned})
    standings = Standings(queries.standings(contacts)(), rules.tracks)
    by_hand = queries.set_by_hand(contacts)
    causes = {}
    for (contact, (track, name)), noted_at in concerned.items():
        set_at = by_hand.get((contact, track))
        if (set_at is None or set_at <= noted_at) and standings.leads(contact, track, rules.tracks[track].by_key[name]):
            causes[contact, (track, name)] = nothing(contact, now)
    return reckoning.lead(causes, rules, standings, now=now)


def nothing(contact: int, now: datetime) -> Line:
    """In the place of a touchpoint, where none of the person's own has led anywhere."""
    return Line(contact, 0, "", now, now, ActorType.SYSTEM.value)


def _settle(hints: Mapping[int, Hint], rules: InForce, *, now: datetime) -> list[Change]:
    known = rules.segments
    kinds = set(hints.values())
    only = {one.id for one in known.segments.values() if any(hint.concerns(one.reads) for hint in kinds)}
    touched = frozenset[str]().union(*(hint.own for hint in kinds))
    changes = segments.reckon(sorted(hints), touched, only=only, known=known, now=now) if only else []
    reckoning.tell(changes, now=now)
    return changes


def _reads(rules: InForce) -> list[frozenset[str]]:
    """What each rule reads that others can change."""
    doors = rules.doors.checked.values() if rules.doors else ()
    return [*(one.reads for one in rules.segments.segments.values()), *(one.reads for one in doors), rules.counting]


def _touched(
    lines: Iterable[Line], changes: Iterable[Change], rules: InForce, moved: AbstractSet[int]
) -> dict[int, set[str]]:
    """What was touched of each, as a colleague of theirs has it. Who comes, goes or is computed anew may be another in
    every respect; what is told of the firm itself is noted by its own."""
    touched: dict[int, set[str]] = {one: {COLLEAGUES} for one in moved}
    for line in lines:
        told = {*(rules.tokens([line]) - {THEIR_OWN[FIRM]}), *({COLLEAGUES} if line.kind in _REWRITTEN else ())}
        for one in reckoning.both(line):
            touched.setdefault(one, set()).update(told)
    for one, entered in entered_or_left(changes).items():
        touched.setdefault(one, set()).update(entered)
    return touched


def _of_colleagues(
    notes: dict[Place, set[str]],
    touched: Mapping[int, AbstractSet[str]],
    reads: Sequence[AbstractSet[str]],
    worked_at: Mapping[int, int],
) -> None:
    """Add the firms at which people work of whom rules about colleagues are asked, and where they worked before."""
    kinds = {frozenset(tokens) for tokens in touched.values()}
    told = {tokens for tokens in kinds if any(Hint(beside=tokens).concerns(one) for one in reads)}
    asked = sorted(one for one, tokens in touched.items() if tokens in told)
    if not asked:
        return
    now_at = bulk.ask("SELECT id, company_id FROM contacts_contact WHERE id = ANY(%s)", [asked])
    for one, firm in [*now_at(), *((one, worked_at.get(one)) for one in asked)]:
        if firm is not None:
            notes.setdefault((FIRM, str(firm)), set()).update(touched[one])
