"""What other rules would have led to: the facts of people gone through once more, by those in force and by the others.

Both are played from the beginning and compared, so that what differs comes from the rules alone. Nothing is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from trichter.kernel import bulk
from trichter.qualification.lifecycle.deciding import Claim, Fact, Standings
from trichter.qualification.lifecycle.entering import entrances
from trichter.qualification.lifecycle.models import Journey
from trichter.qualification.lifecycle.tracks import Rule, Way, Ways, ways

LOOKED_AT = 1_000
"""People who are looked at: those who were active last."""
_BY_HAND, _BY_RULE = "stage.set", "stage.reached"
_ERASED = "–"
"""In the place of a reason that was erased: a decision needs one."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who would stand elsewhere; None is nowhere."""

    contact: int
    now: str | None
    then: str | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many people were looked at, and who of them would stand elsewhere."""

    people: int
    moved: tuple[Moved, ...]


def rehearse(track: str, rules: Sequence[Rule]) -> Rehearsal:
    """Play these rules on those who were active last. Raises `UnknownTrack`."""
    way = ways()[track]
    people = latest()
    told = _told(people, way, rules)
    other = Way(track, way.positions, way.policy + 1, tuple(rules))
    now, then = (_entered(_play(told, one), one, people) for one in (way, other))
    moved = (Moved(one, now.get(one), then.get(one)) for one in people if now.get(one) != then.get(one))
    return Rehearsal(len(people), tuple(moved))


def _entered(stood: dict[int, str], way: Way, people: Sequence[int]) -> dict[int, str]:
    """And those whom a rule of entry leads further now: when it began to hold nobody can tell any more."""
    ways = Ways({way.track: way})
    doors = entrances(ways)
    held = doors.open(people) if doors else {}
    rules = {(way.track, rule.key): rule for rule in way.rules}
    for contact, keys in held.items():
        before = stood.get(contact)
        place = way.positions[before] if before else 0
        for rule in (rules[key] for key in keys):
            is_aside = before is not None and place == 0
            is_before = rule.after is not None and place < way.position(rule.after)
            if way.position(rule.stage) > place and not is_before and (rule.reopens or not is_aside):
                stood[contact], place = rule.stage, way.position(rule.stage)
    return stood


def latest() -> list[int]:
    """Those who were active last, as many as are looked at."""
    rows = Journey.objects.exclude(active_at=None).order_by("-active_at", "contact_id")
    return list(rows.values_list("contact_id", flat=True)[:LOOKED_AT])


def _told(people: Sequence[int], way: Way, rules: Sequence[Rule]) -> list[Fact]:
    """What either set of rules hears of, in the order in which it was recorded."""
    kinds = {_BY_HAND, _BY_RULE, *(one.kind for rule in (*way.rules, *rules) for one in rule.happenings)}
    statement = """
        SELECT contact_id, id, kind, occurred_at, payload FROM timeline_effective
        WHERE contact_id = ANY(%s) AND kind = ANY(%s) AND NOT is_void ORDER BY id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(people), sorted(kinds)])
        rows = [(*row[:4], bulk.read_json(row[4])) for row in cursor.fetchall()]
    return [
        Fact(contact, number, kind, payload, at, _claim(kind, payload))
        for contact, number, kind, at, payload in rows
        if kind not in (_BY_HAND, _BY_RULE) or _is_claim(kind, payload, way)
    ]


def _is_claim(kind: str, payload: dict[str, str], way: Way) -> bool:
    """A stage set by hand or said by a file; what rules decided is decided anew."""
    is_ours = payload.get("track") == way.track and payload.get("stage") in way.positions
    return is_ours and (kind == _BY_HAND or "rule" not in payload)


def _claim(kind: str, payload: dict[str, str]) -> Claim | None:
    if kind not in (_BY_HAND, _BY_RULE):
        return None
    reason = payload.get("reason") or _ERASED
    return Claim(payload["track"], payload["stage"], by_hand=kind == _BY_HAND, reason=reason)


def _play(told: Iterable[Fact], way: Way) -> dict[int, str]:
    standings = Standings({}, Ways({way.track: way}))
    for fact in told:
        for verdict in standings.decide(fact):
            standings.move(verdict, fact.touchpoint_id)
    return {contact: standing.stage for (contact, _track), standing in standings.now.items()}
