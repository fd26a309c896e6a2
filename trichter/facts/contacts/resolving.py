"""Whose is it? Finds the contact of each touchpoint of a batch, or says that a new one is to be made.

The rules of DESIGN §3: a strong identifier decides; a shared browser never overwrites a person; contradicting
identifiers never merge silently. A batch is resolved as if its touchpoints came one after the other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trichter.facts.contacts.identifiers import EMAIL, EXTERNAL, PHONE, STRONG, VISITOR
from trichter.facts.contacts.models import DuplicateSuggestion
from trichter.kernel import bulk
from trichter.kernel.text import fold

Key = tuple[str, str]
"""Kind and normalised value of an identifier."""

Name = tuple[str, str]
"""First and last name, or the firm's as the last, folded; empty is what nobody has told."""

_POSTAL = ("street", "postal_code", "city")
"""The parts of an address that say where somebody lives; a country says it of nobody."""
_ORDER = (EMAIL, EXTERNAL, PHONE, VISITOR)


class LostRace(Exception):
    """Somebody else was quicker; what was read is stale and the attempt starts anew."""


@dataclass(frozen=True, slots=True)
class Claim:
    """By what a touchpoint names its person: the contact itself, or identifiers (key → as it was given).

    The name that is told may say that it is somebody else; with it, or with an address, a nobody becomes somebody.
    """

    contact: int | None
    keys: dict[Key, str]
    name: Name = ("", "")
    has_address: bool = False

    @property
    def is_somebody(self) -> bool:
        """More than a browser is told."""
        return any(self.name) or self.has_address or any(kind != VISITOR for kind, _value in self.keys)


def claim(contact: int | None, keys: dict[Key, str], told: Mapping[str, Any], *, is_organisation: bool) -> Claim:
    """The claim of a touchpoint, with what the fields that it tells say of who it is."""
    address, firm = told.get("address") or {}, told.get("company") or {}
    last_name = firm.get("name") if is_organisation else told.get("last_name")
    name = (fold(told.get("first_name") or ""), fold(last_name or ""))
    return Claim(contact, keys, name, has_address=any(address.get(part) for part in _POSTAL))


@dataclass(slots=True)
class Known:
    """An identifier that leads to a contact. `id` is None until it is stored; `is_alone` says that of this contact
    nothing but browsers was known when it was looked up: no other key, no name, no address."""

    contact: int
    id: int | None
    name: Name = field(default=("", ""), compare=False)
    is_alone: bool = field(default=False, compare=False)
    moved: bool = False
    claim: int = 0
    original: str = ""


@dataclass(slots=True)
class Resolution:
    """The answer: a contact for each claim, which of them are new, and what follows for the keys.

    `nobodies` are contacts known by their browsers alone, `names` what the others are called. Two answers are equal if
    they say the same, on whatever ground.
    """

    claims: Sequence[Claim] = field(compare=False)
    new_ids: Sequence[int] = field(compare=False)
    contacts: list[int] = field(default_factory=list)
    created: set[int] = field(default_factory=set)
    makers: dict[int, int] = field(default_factory=dict)
    deciders: list[Key | None] = field(default_factory=list)
    known: dict[Key, Known] = field(default_factory=dict)
    nobodies: set[int] = field(default_factory=set, compare=False)
    names: dict[int, Name] = field(default_factory=dict, compare=False)
    shared: list[tuple[int, int, str, int]] = field(default_factory=list)
    suggested: list[tuple[int, int, str, int]] = field(default_factory=list)

    @property
    def existing(self) -> set[int]:
        """The contacts that were there before, which have to be locked."""
        return set(self.contacts) - self.created

    @property
    def bystanders(self) -> set[int]:
        """Those whose key somebody else named. They are locked too: about one erased meanwhile nothing is noted."""
        owners = {owner for owner, _contact, _visitor, _place in self.shared}
        owners |= {owner for _contact, owner, _reason, _place in self.suggested}
        return owners - self.created - set(self.contacts)


def look_up(keys: Iterable[Key]) -> Callable[[], dict[Key, Known]]:
    """The contacts to which identifiers lead, to be fetched later."""
    wanted = sorted(set(keys))
    if not wanted:
        return dict
    statement = """
        SELECT i.kind, i.value, i.contact_id, i.id, c.first_name,
            CASE c.kind WHEN 'organisation' THEN c.name_key ELSE c.last_name END,
            i.kind = 'visitor' AND c.name_key = '' AND concat(c.street, c.postal_code, c.city) = '' AND NOT EXISTS (
                SELECT FROM contacts_identifier o WHERE o.contact_id = i.contact_id AND o.kind <> 'visitor')
        FROM unnest(%s::text[], %s::text[]) AS wanted (kind, value)
        JOIN contacts_identifier i ON i.kind = wanted.kind AND i.value = wanted.value
        JOIN contacts_contact c ON c.id = i.contact_id
    """
    kinds, values = zip(*wanted, strict=True)
    rows = bulk.ask(statement, [bulk.array(kinds, "text"), bulk.array(values, "text")], prepare=True)
    return lambda: {
        (kind, value): Known(contact, identifier, (fold(first_name), fold(last_name)), is_alone=is_alone)
        for kind, value, contact, identifier, first_name, last_name, is_alone in rows()
    }


def resolve(claims: Sequence[Claim], *, known: dict[Key, Known], new_ids: Sequence[int]) -> Resolution:
    """Decide for all claims in their order; nothing is written or locked yet. `new_ids` number new contacts."""
    answer = Resolution(
        claims,
        new_ids,
        known=known,
        nobodies={one.contact for one in known.values() if one.is_alone},
        names={one.contact: one.name for one in known.values()},
    )
    spare = iter(new_ids)
    for place, claim in enumerate(claims):
        decider = None if claim.contact else _decider(claim, answer)
        contact = claim.contact or (known[decider].contact if decider else None)
        if contact is None:
            contact = next(spare)
            answer.created.add(contact)
            answer.makers[contact] = place
            answer.nobodies.add(contact)
        if claim.is_somebody:
            answer.nobodies.discard(contact)
        _call(answer, contact, claim.name)
        answer.contacts.append(contact)
        answer.deciders.append(decider or _first(claim.keys))
        for key, original in claim.keys.items():
            _tie(answer, key, original, contact=contact, place=place)
    return answer


def confirm(resolution: Resolution) -> Callable[[], None]:
    """With the contacts locked, look once more and decide anew: a merge, an erasure or another owner of a browser may
    have come in between, or somebody who named themselves in the browser of a nobody.

    The answer raises `LostRace` if it would be decided differently now.
    """
    if not resolution.existing | resolution.bystanders:
        return lambda: None
    looked_up = look_up(resolution.known)

    def check() -> None:
        if resolve(resolution.claims, known=looked_up(), new_ids=resolution.new_ids) != resolution:
            raise LostRace

    return check


def new_identifiers(resolution: Resolution) -> bulk.Numbers:
    """Numbers for the identifiers that `keep` will store, to be fetched later."""
    return bulk.next_ids(
        "contacts_identifier_id_seq", sum(1 for known in resolution.known.values() if known.id is None)
    )


def keep(
    resolution: Resolution, *, numbers: Sequence[int], touchpoints: Sequence[int], at: datetime
) -> Callable[[], None]:
    """Store new and moved identifiers, shared devices and suggestions.

    The answer raises `LostRace` if somebody stored the same new identifier first.
    """
    # Sorted, so that two batches that meet wait for each other in one direction only.
    new = sorted(
        ((key, known) for key, known in resolution.known.items() if known.id is None), key=lambda pair: pair[0]
    )
    columns = {
        "id": "bigint",
        "kind": "text",
        "value": "text",
        "original": "text",
        "contact_id": "bigint",
        "touchpoint_id": "bigint",
        "created_at": "timestamptz",
    }
    rows = []
    for number, (key, known) in zip(numbers, new, strict=True):
        known.id = number
        rows.append((number, *key, known.original, known.contact, touchpoints[known.claim], at))
    stored = bulk.inserting("contacts_identifier", columns, rows, then="ON CONFLICT DO NOTHING RETURNING 1")
    is_new = {key for key, _known in new}
    moved = [known for key, known in resolution.known.items() if known.moved and key not in is_new]
    tied = sorted((known.id, known.contact, touchpoints[known.claim]) for known in moved)
    bulk.update("contacts_identifier", "id", dict.fromkeys(("id", "contact_id", "touchpoint_id"), "bigint"), tied)
    _note(resolution, touchpoints=touchpoints, at=at)

    def check() -> None:
        if len(stored()) != len(new):
            raise LostRace

    return check


def suggest(pairs: Sequence[tuple[int, int, str, int]], *, at: datetime) -> None:
    """Store duplicate suggestions (contact, other, reason, touchpoint), each pair once whichever way round."""
    columns = {
        "contact_id": "bigint",
        "other_id": "bigint",
        "reason": "text",
        "touchpoint_id": "bigint",
        "suggested_at": "timestamptz",
    }
    rows = [(min(a, b), max(a, b), reason, touchpoint, at) for a, b, reason, touchpoint in pairs if a != b]
    bulk.insert("contacts_duplicatesuggestion", columns, sorted(set(rows)), then="ON CONFLICT DO NOTHING")


def _decider(claim: Claim, answer: Resolution) -> Key | None:
    found = (key for key in claim.keys if key in answer.known)
    return next((key for key in sorted(found, key=_place) if _decides(key, claim, answer)), None)


def _decides(key: Key, claim: Claim, answer: Resolution) -> bool:
    """A phone may be a switchboard's and a browser a family's: they decide only where nothing stronger is named, or
    where the browser is all that we knew of its person. Whoever tells another name by them is somebody else."""
    kind, contact = key[0], answer.known[key].contact
    given = {kind for kind, _value in claim.keys}
    if kind in STRONG or contact in answer.nobodies:
        return True
    is_weakest = not given & STRONG and (kind == PHONE or given == {VISITOR})
    return is_weakest and not _is_other(claim.name, answer.names[contact])


def _is_other(name: Name, known: Name) -> bool:
    """Whether the names contradict each other; what only one side tells contradicts nothing."""
    return any(told and has and told != has for told, has in zip(name, known, strict=True))


def _call(answer: Resolution, contact: int, name: Name) -> None:
    first, last = answer.names.get(contact, ("", ""))
    answer.names[contact] = (name[0] or first, name[1] or last)


def _first(keys: dict[Key, str]) -> Key | None:
    return min(keys, key=_place) if keys else None


def _place(key: Key) -> int:
    return _ORDER.index(key[0])


def _tie(answer: Resolution, key: Key, original: str, *, contact: int, place: int) -> None:
    known = answer.known.get(key)
    if known is None:
        answer.known[key] = Known(contact, None, claim=place, original=original)
    elif known.contact == contact:
        return
    elif key[0] == VISITOR:
        answer.shared.append((known.contact, contact, key[1], place))
        known.contact, known.claim, known.moved = contact, place, True
    else:
        reason = DuplicateSuggestion.Reason.PHONE if key[0] == PHONE else DuplicateSuggestion.Reason.IDENTIFIERS
        answer.suggested.append((contact, known.contact, reason.value, place))


def _note(resolution: Resolution, *, touchpoints: Sequence[int], at: datetime) -> None:
    columns = {
        "contact_id": "bigint",
        "other_id": "bigint",
        "visitor": "text",
        "touchpoint_id": "bigint",
        "seen_at": "timestamptz",
    }
    both = [
        (a, b, visitor, touchpoints[place], at)
        for one, two, visitor, place in resolution.shared
        for a, b in ((one, two), (two, one))
    ]
    bulk.insert("contacts_shareddevice", columns, sorted(set(both)), then="ON CONFLICT DO NOTHING")
    suggest([(a, b, reason, touchpoints[place]) for a, b, reason, place in resolution.suggested], at=at)
