"""Which content there is for which buying phase on which channel, and where it is missing.

An offer stands on the channel that it was made for, and on each by which people came to it lately. A channel is in use
if an offer stands on it or anybody came by it first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from psycopg import sql

from trichter.facts.timeline.models import Channel
from trichter.generation.offers.queries import SUBJECT, Listed, State, listing
from trichter.kernel import clock
from trichter.kernel.persons import rows_of
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying.content import LABELS, PHASES
from trichter.qualification.lifecycle.operands import PHASE, WINDOW

LATELY = timedelta(days=365)
ANYWHERE = ""
"""Stands for the channel of an offer that was made for none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An offer in a cell, and how many people it brought by that channel lately."""

    id: int
    title: str
    people: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What there is for a phase on a channel: `pieces` that visitors see, the most visited first, and some drafts."""

    phase: str
    pieces: tuple[Piece, ...]
    drafts: int

    @property
    def label(self) -> Words:
        """What the phase is called."""
        return LABELS[self.phase]

    @property
    def is_missing(self) -> bool:
        """Whether nobody finds anything here."""
        return not self.pieces


@dataclass(frozen=True, slots=True)
class Row:
    """A channel with a cell for each phase."""

    channel: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A phase, and how many people are in it now."""

    phase: str
    label: Words
    people: int


@dataclass(frozen=True, slots=True)
class Grid:
    """All of it; `unphased` are offers that visitors see and that say no phase."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unphased: tuple[Piece, ...]

    @property
    def missing(self) -> int:
        """How many cells have nothing, on channels that are in use."""
        return sum(cell.is_missing for row in self.rows if row.channel != ANYWHERE for cell in row.cells)


def grid(language: str) -> Grid:
    """The grid, titles in this language."""
    offers, came = [one for one in listing(language) if one.state != State.WITHDRAWN], _came()
    placed: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    drafts: dict[tuple[str, str], int] = defaultdict(int)
    for offer in offers:
        for channel in _channels(offer, came.get(offer.id, {})):
            place = channel, offer.phase
            if offer.state == State.PUBLISHED:
                placed[place].append(Piece(offer.id, offer.title, came.get(offer.id, {}).get(channel, 0)))
            else:
                drafts[place] += 1
    used = _led() | {channel for channel, _phase in (*placed, *drafts)}
    labels = [(ANYWHERE, ""), *((value, str(label)) for value, label in Channel.choices)]
    rows = tuple(
        Row(channel, label, tuple(_cell(channel, phase, placed, drafts) for phase in PHASES))
        for channel, label in labels
        if channel in used
    )
    return Grid(_columns(), rows, _unphased(offers, came))


def _channels(offer: Listed, came: Mapping[str, int]) -> set[str]:
    return {*filter(None, [offer.channel]), *came} or {ANYWHERE}


def _cell(
    channel: str, phase: str, placed: Mapping[tuple[str, str], Sequence[Piece]], drafts: Mapping[tuple[str, str], int]
) -> Cell:
    pieces = sorted(placed.get((channel, phase), ()), key=lambda one: (-one.people, one.title))
    return Cell(phase, tuple(pieces), drafts.get((channel, phase), 0))


def _unphased(offers: Sequence[Listed], came: Mapping[int, Mapping[str, int]]) -> tuple[Piece, ...]:
    return tuple(
        Piece(one.id, one.title, sum(came.get(one.id, {}).values()))
        for one in offers
        if one.state == State.PUBLISHED and not one.phase
    )


# Along the index on subjects, of forms of offers alone.
_CAME = sql.SQL("""
    SELECT subject_id AS offer, channel, count(DISTINCT contact_id) AS people FROM timeline_effective
    WHERE subject_type = %(subject)s AND kind = 'form.submitted' AND channel IS NOT NULL AND NOT is_void
      AND occurred_at >= %(since)s GROUP BY subject_id, channel
""")


def _came() -> dict[int, dict[str, int]]:
    """By offer and channel, how many people came lately."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows_of(_CAME, {"subject": SUBJECT, "since": clock.now() - LATELY}):
        found[row["offer"]][row["channel"]] = row["people"]
    return found


def _led() -> set[str]:
    """By which channels anybody came first."""
    statement = sql.SQL("""
        SELECT known AS channel FROM unnest(%(channels)s::text[]) AS known
        WHERE EXISTS (SELECT FROM lifecycle_journey WHERE first_channel = known)
    """)
    asked: dict[str, Any] = {"channels": [value for value, _label in Channel.choices if value not in _NO_CONTENT]}
    return {row["channel"] for row in rows_of(statement, asked)}


_NO_CONTENT = (Channel.IMPORT, Channel.DIRECT, Channel.OTHER, Channel.ADDRESS_LIST)
"""On these nobody can place anything."""
_IN_PHASE = sql.SQL(f"""
    SELECT phase, count(*) AS people FROM (
        SELECT {PHASE} AS phase FROM lifecycle_buying b CROSS JOIN ({WINDOW}) AS w
        JOIN contacts_contact c ON c.id = b.contact_id AND c.merged_into_id IS NULL AND c.erased_at IS NULL
    ) AS each WHERE phase IS NOT NULL GROUP BY phase
""")  # noqa: S608 our own words


def _columns() -> tuple[Column, ...]:
    people = {row["phase"]: row["people"] for row in rows_of(_IN_PHASE, {"now": clock.now()})}
    return tuple(Column(phase, LABELS[phase], people.get(phase, 0)) for phase in PHASES)
