"""How often the same comes again: tokens are spent once, and too much from one place in ten minutes is looked at.

Both tables are UNLOGGED: a transaction that writes nothing else does not wait for the disk, and after a crash of the
database the counting begins anew. A solution sent again after that finds its submission's key (`spine.intake`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.utils.crypto import salted_hmac

from trichter.generation.forms.models import Count, Spent
from trichter.generation.forms.tokens import LIFE
from trichter.kernel import bulk, clock
from trichter.kernel.gathering import Gathering

STRETCH = timedelta(minutes=10)
LONGEST_STRETCH = timedelta(hours=1)

_COUNT = """
    INSERT INTO forms_count (place, slot, number) SELECT place, %s, 1 FROM unnest(%s::text[]) AS place
    ON CONFLICT (place, slot) DO UPDATE SET number = forms_count.number + 1
    RETURNING place, number
"""
# Tokens, then places, each in one order for everybody, so that no two wait for each other. The last part sees what
# was spent before this statement began.
_ENTER = """
    WITH mine AS (
        INSERT INTO forms_spent (nonce, digest, at)
        SELECT nonce, digest, %s FROM unnest(%s::text[], %s::text[]) AS given (nonce, digest) ORDER BY nonce
        ON CONFLICT (nonce) DO NOTHING RETURNING nonce, digest
    ), more AS (
        INSERT INTO forms_count (place, slot, number)
        SELECT place, %s, count(*) FROM unnest(%s::text[], %s::text[]) AS asked (nonce, place) JOIN mine USING (nonce)
        GROUP BY place ORDER BY place
        ON CONFLICT (place, slot) DO UPDATE SET number = forms_count.number + excluded.number
        RETURNING place, number
    )
    SELECT 'new', nonce, digest, 0 FROM mine
    UNION ALL SELECT 'old', nonce, digest, 0 FROM forms_spent WHERE nonce = ANY (%s)
    UNION ALL SELECT 'count', place, '', number FROM more
"""


class Spending(StrEnum):
    """What became of a token."""

    FIRST = "first"
    AGAIN = "again"
    OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Entry:
    """A token, the digest of the answers that it came with, and the places where it is counted."""

    nonce: str
    digest: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the token; if it came for the first time, how many there were at each place by then."""

    spending: Spending
    numbers: Mapping[str, int] = field(default_factory=dict)


def enter(nonce: str, digest: str, places: Iterable[str]) -> Entered:
    """Use a token up: for the first time, again with the same answers (a double click), or with other answers.

    What comes for the first time is counted at each of the places. Those who come at once share one statement.
    """
    [entered] = _entering.ask([Entry(nonce, digest, tuple(places))])
    return entered


def spend(nonce: str, digest: str) -> Spending:
    """Use a token up, and count nothing."""
    return enter(nonce, digest, ()).spending


def counted(places: Iterable[str], *, stretch: timedelta = STRETCH) -> dict[str, int]:
    """Count one more at each place, and answer how many there were in this stretch of time. A place has one stretch."""
    by_digest = {_digest(place): place for place in places}
    with connection.cursor() as cursor:
        # In one order for everybody, so that no two wait for each other.
        cursor.execute(_COUNT, [_slot(clock.now(), stretch), sorted(by_digest)])
        return {by_digest[digest]: number for digest, number in cursor.fetchall()}


def forget_old() -> None:
    """Whatever no longer decides anything."""
    now = clock.now()
    Spent.objects.filter(at__lt=now - 2 * max(LIFE.values())).delete()
    Count.objects.filter(slot__lt=now - 2 * LONGEST_STRETCH).delete()


def _enter_all(entries: Sequence[Entry]) -> list[Entered]:
    book = _Book()
    for _attempt in range(2):
        # What another request has spent since the statement began, the next one sees.
        if missing := [entry for entry in entries if entry.nonce not in book.digests]:
            book.write(missing)
    return book.answers(entries)


class _Book:
    """What the database says of tokens and places, by nonce and by the place's digest."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self._new: set[str] = set()
        self._numbers: dict[str, int] = {}

    def write(self, entries: Sequence[Entry]) -> None:
        """Note all of them in one statement; of those that bear the same token the first counts."""
        firsts = _firsts(entries)
        places = [(nonce, _digest(place)) for nonce, entry in firsts.items() for place in entry.places]
        now = clock.now()
        spent = [now, _texts(firsts), _texts(entry.digest for entry in firsts.values())]
        asked = [_slot(now, STRETCH), _texts(nonce for nonce, _place in places), _texts(place for _n, place in places)]
        for part, name, digest, number in bulk.ask(_ENTER, [*spent, *asked, list(firsts)])():
            if part == "count":
                self._numbers[name] = number
                continue
            self.digests[name] = digest
            if part == "new":
                self._new.add(name)

    def answers(self, entries: Sequence[Entry]) -> list[Entered]:
        """In their order. The last of them at a place is the one that was counted last."""
        firsts, numbers = _firsts(entries), self._numbers.copy()
        answers = []
        for entry in reversed(entries):
            if entry.nonce in self._new and firsts[entry.nonce] is entry:
                by_place = {place: _digest(place) for place in entry.places}
                answers.append(Entered(Spending.FIRST, {place: numbers[mark] for place, mark in by_place.items()}))
                numbers |= {mark: numbers[mark] - 1 for mark in by_place.values()}
            else:
                is_same = self.digests.get(entry.nonce) == entry.digest
                answers.append(Entered(Spending.AGAIN if is_same else Spending.OTHERWISE))
        return answers[::-1]


def _firsts(entries: Sequence[Entry]) -> dict[str, Entry]:
    """By their tokens."""
    return {entry.nonce: entry for entry in reversed(entries)}


_entering = Gathering[Entry, Entered](_enter_all, lanes=2, most=1000)


def _texts(values: Iterable[str]) -> str:
    return bulk.text_array(list(values))


def _slot(now: datetime, stretch: timedelta) -> datetime:
    seconds = stretch.total_seconds()
    return now - timedelta(seconds=now.timestamp() % seconds)


def _digest(place: str) -> str:
    return salted_hmac("trichter.forms.limits", place).hexdigest()[:32]
