"""Whom a recording concerns beside those whom it touched: all who work at a firm of which or of whose people something
was told, all who share an address that may be used otherwise now, all whose colleague changed teams.

They are noted in its transaction and asked by a job (`segmenting.ask_colleagues`), for nobody waits for the people of
another. Notes are added and never written over: two recordings about the people of one firm do not wait for each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from django.db import connection

from trichter.kernel import bulk
from trichter.spine.models import Noted

COLLEAGUES = "colleagues"
"""Read by rules that ask about the people of the same firm. Touched: who works there, or all that is known of one."""
FIRM, PLACE, OWNER = Noted.Sort.FIRM.value, Noted.Sort.PLACE.value, Noted.Sort.OWNER.value
THEIR_OWN = {FIRM: "company", PLACE: "consent", OWNER: "teams"}
"""What is touched of each of these people themselves; all else is touched of a colleague of theirs."""
CHUNK = 1_000
_COLUMNS = {"sort": "text", "key": "text", "touched": "text[]", "noted_at": "timestamptz"}
_WHO = {
    FIRM: "SELECT id, company_id::text AS key FROM contacts_contact WHERE company_id = ANY(%(keys)s::bigint[])",
    PLACE: """
        SELECT said.contact_id AS id, encode(chain.address_digest, 'hex') AS key
        FROM consent_chain chain JOIN consent_consent said ON said.chain_id = chain.id
        WHERE chain.address_digest = ANY(ARRAY(SELECT decode(one, 'hex') FROM unnest(%(keys)s::text[]) AS one))
    """,
    OWNER: """
        SELECT id, owner_id::text AS key FROM contacts_contact
        WHERE owner_id = ANY(%(keys)s::bigint[]) AND merged_into_id IS NULL AND erased_at IS NULL
    """,
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What may be another now for somebody to whom nothing happened: of their own, and of their colleagues; and when
    each was last noted."""

    own: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    noted: Mapping[str, datetime] = field(default_factory=dict, compare=False)

    def concerns(self, reads: AbstractSet[str]) -> bool:
        """Whether a rule that reads this may answer otherwise."""
        return not self.own.isdisjoint(reads) or (COLLEAGUES in reads and not self.beside.isdisjoint(reads))

    def noted_at(self, reads: AbstractSet[str]) -> datetime:
        """When what concerns such a rule was last noted. What follows from the rest, as a score does, was with that."""
        touched = (self.own | self.beside if COLLEAGUES in reads else self.own) & reads
        is_derived = not touched <= self.noted.keys()
        return max(at for token, at in self.noted.items() if token in touched or (is_derived and token in self.own))


@dataclass(frozen=True, slots=True)
class Note:
    """One that waits."""

    id: int
    sort: str
    key: str
    touched: frozenset[str]
    at: datetime


def put(notes: Mapping[tuple[str, str], AbstractSet[str]], *, now: datetime) -> None:
    """Note what was touched, by sort and key: a firm's or colleague's id, an address's keyed hash as hexadecimal."""
    rows = [(*place, bulk.text_array(sorted(touched)), now) for place, touched in sorted(notes.items())]
    bulk.insert("spine_noted", _COLUMNS, rows)


def waiting(*, most: int) -> list[Note]:
    """The oldest ones. They stay until they are `done`: a job that is killed loses none."""
    rows = Noted.objects.order_by("id").values_list("id", "sort", "key", "touched", "noted_at")[:most]
    return [Note(number, sort, key, frozenset(touched), at) for number, sort, key, touched, at in rows]


def concerned(notes: Iterable[Note]) -> Iterator[dict[int, Hint]]:
    """Whom they concern and how, some at a time."""
    by_sort: dict[str, dict[str, list[Note]]] = {}
    for note in notes:
        by_sort.setdefault(note.sort, {}).setdefault(note.key, []).append(note)
    for sort, by_key in by_sort.items():
        last = 0
        while page := _page(sort, list(by_key), last):
            yield {contact: _hint(sort, [note for key in keys for note in by_key[key]]) for contact, keys in page}
            last = page[-1][0]


def _hint(sort: str, notes: Sequence[Note]) -> Hint:
    own = frozenset({THEIR_OWN[sort]})
    noted = {token: note.at for note in sorted(notes, key=attrgetter("at")) for token in note.touched}
    touched = frozenset(noted)
    return Hint(touched & own, touched - own, noted)


def done(notes: Iterable[Note]) -> None:
    """They have been worked off."""
    Noted.objects.filter(id__in=[note.id for note in notes]).delete()


def _page(sort: str, keys: list[str], after: int) -> list[tuple[int, list[str]]]:
    statement = f"""
        SELECT id, array_agg(key) FROM ({_WHO[sort]}) AS who WHERE id > %(after)s
        GROUP BY id ORDER BY id LIMIT {CHUNK}
    """  # noqa: S608 ours
    with connection.cursor() as cursor:
        cursor.execute(statement, {"keys": keys, "after": after})
        return [(contact, named) for contact, named in cursor.fetchall()]
