"""What a draft would do: whom it would move between grades, before anybody decides about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from trichter.kernel import clock
from trichter.qualification.rules.querying import GIVEN
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring.content import Content
from trichter.qualification.scoring.models import Score
from trichter.qualification.scoring.statement import scored

LOOKED_AT = 10_000
"""People who are looked at; of more, so many that are scattered among them."""
EXAMPLES = 10
Move = tuple[str, str]
"""Grade now and grade then."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who would have another grade."""

    contact: int
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`moves` counts everybody who was looked at by their grade now and then, those who stay among them."""

    people: int
    of: int
    moves: Mapping[Move, int]
    examples: tuple[Moved, ...]

    @property
    def moved(self) -> int:
        """How many would have another grade."""
        return sum(count for (now, then), count in self.moves.items() if now != then)


def rehearse(content: Content, *, most: int = LOOKED_AT) -> Rehearsal:
    """Score them by a draft that was checked, and compare. Nothing is written."""
    at = clock.now()
    of, now = _now(at, most=most)
    then = _then(content, list(now), at)
    moved = [Moved(one, now[one], then[one]) for one in now if one in then and now[one] != then[one]]
    moves = Counter((now[one], then[one]) for one in now if one in then)
    return Rehearsal(sum(moves.values()), of, moves, tuple(_told_apart(moved)))


def _now(at: datetime, *, most: int) -> tuple[int, dict[int, str]]:
    """How many have a score, and the grades of some, the same ones each time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contact_id, version_id, fit, falls_at FROM scoring_score"
            " ORDER BY hashint8(contact_id), contact_id LIMIT %s",
            [most],
        )
        rows = cursor.fetchall()
    grades = {
        contact: reigning.edition(version).content.grade(fit, falls_at, at) for contact, version, fit, falls_at in rows
    }
    return (len(rows) if len(rows) < most else Score.objects.count()), grades


def _then(content: Content, contacts: Sequence[int], at: datetime) -> dict[int, str]:
    found = scored(content, GIVEN)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        given = found.given(at) | {"contacts": contacts}
        cursor.cursor.execute(f"SELECT contact_id, fit, falls_at FROM ({found.text}) AS scored", given)
        return {contact: content.grade(fit, falls_at, at) for contact, fit, falls_at in cursor.fetchall()}


def _told_apart(moved: Sequence[Moved]) -> list[Moved]:
    """One of each move first, so that the examples show as many sorts as there are."""
    seen: Counter[Move] = Counter()
    ranked = []
    for one in moved:
        seen[one.now, one.then] += 1
        ranked.append((seen[one.now, one.then], one))
    return [one for _rank, one in sorted(ranked, key=lambda pair: pair[0])][:EXAMPLES]
