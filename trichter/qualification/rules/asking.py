"""Asking the database: who a rule holds for, how many, which of given people, and why for one of them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection

from trichter.kernel import bulk, clock
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.querying import EVERYBODY, GIVEN, Population, Query
from trichter.qualification.rules.tree import Colleague, Compare, Did, Node, Place, Rule, parts, walk

Key = TypeVar("Key", bound=Hashable)
AT_ONCE = 200
"""Rules of one statement: with more, planning outweighs what is saved."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its parameters, to stand alone or within another."""

    text: str
    given: Mapping[str, Any]


def members(
    rule: Rule, *, population: Population = EVERYBODY, now: datetime | None = None, vocabulary: Vocabulary | None = None
) -> Statement:
    """A select of the ids of those for whom the rule holds, in its only column `id`."""
    query = Query(population, vocabulary)
    holds = query.holds(rule)
    text = query.select(["c.id"], where=[holds])
    return Statement(text, query.given.at(now or clock.now()))


def count(rule: Rule, *, now: datetime | None = None) -> int:
    """How many people the rule holds for."""
    found = members(rule, now=now)
    return int(_rows(f"SELECT count(*) FROM ({found.text}) AS found", found.given)[0][0])


def sample(rule: Rule, *, most: int = 10, skip: int = 0) -> list[int]:
    """Some of them, scattered: the same ones as long as nobody joins; `skip` leads on to others."""
    found = members(rule)
    text = f"SELECT id FROM ({found.text}) AS found ORDER BY hashint8(id), id LIMIT %(most)s OFFSET %(skip)s"
    return [contact for (contact,) in _rows(text, {**found.given, "most": most, "skip": skip})]


def counts(rule: Rule, places: Iterable[Place]) -> dict[Place, int]:
    """How many people each of these parts holds for, in one pass over all."""
    query = Query()
    nodes = dict(walk(rule.where))
    wanted = [place for place in places if place in nodes]
    columns = [f"count(*) FILTER (WHERE {query.node(nodes[place])})" for place in wanted]
    rows = _rows(query.select(columns or ["1"]), query.given.at(clock.now()))
    return dict(zip(wanted, rows[0], strict=True)) if wanted else {}


class Asked(Generic[Key]):
    """Many rules, compiled once, asked again and again of some people at a time.

    Keep it as long as the rules and the vocabulary are the same: the statements are prepared on the server.
    """

    def __init__(self, rules: Mapping[Key, Rule], vocabulary: Vocabulary | None = None) -> None:
        known = vocabulary or Vocabulary()
        keys = list(rules)
        self._parts = [
            Compiled({key: rules[key] for key in keys[first : first + AT_ONCE]}, known)
            for first in range(0, len(keys), AT_ONCE)
        ]

    def holding(self, contacts: Sequence[int], *, now: datetime | None = None) -> dict[int, set[Key]]:
        """For each contact that is there, the keys of the rules that hold."""
        return self.asked(contacts, now=now)()

    def asked(self, contacts: Sequence[int], *, now: datetime | None = None) -> Callable[[], dict[int, set[Key]]]:
        """As `holding`, to be fetched later."""
        moment = now or clock.now()
        answers = [part.asked(contacts, moment) for part in self._parts]

        def fetch() -> dict[int, set[Key]]:
            held: dict[int, set[Key]] = {}
            for answer in answers:
                for contact, keys in answer():
                    held.setdefault(contact, set()).update(keys)
            return held

        return fetch


class Compiled(Generic[Key]):
    """Some rules as one statement: its columns are `id` and `holds`, a boolean for each of `keys`, in their order."""

    def __init__(self, rules: Mapping[Key, Rule], vocabulary: Vocabulary) -> None:
        query = Query(GIVEN, vocabulary)
        self.keys = list(rules)
        holds = ", ".join(query.holds(rule) for rule in rules.values())
        self.text = query.select(["c.id", f"ARRAY[{holds}]::boolean[] AS holds"])
        self._prepared = bulk.Prepared(self.text)
        self._given = query.given

    def given(self, contacts: Sequence[int], now: datetime) -> dict[str, Any]:
        """The parameters of the statement."""
        return self._given.at(now) | {"contacts": list(contacts)}

    def statement(self, contacts: Sequence[int], now: datetime) -> tuple[str, list[Any]]:
        """With numbered places, and their values: for who asks past Django."""
        return self._prepared.statement(self.given(contacts, now))

    def asked(self, contacts: Sequence[int], now: datetime) -> Callable[[], list[tuple[int, list[Key]]]]:
        """For each contact that is there, the keys of the rules that hold; to be fetched later."""
        rows = self._prepared.ask(self.given(contacts, now))
        return lambda: [
            (contact, [key for key, held in zip(self.keys, holds, strict=True) if held]) for contact, holds in rows()
        ]


def holding(rules: Mapping[Any, Rule], contacts: Sequence[int], *, now: datetime | None = None) -> dict[int, set[Any]]:
    """For each contact that is there, the keys of the rules that hold, in one statement."""
    return Asked(rules).holding(contacts, now=now)


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of a rule for one person: whether it held, the value it looked at, and the touchpoints it counted
    (the latest ten, newest first)."""

    place: Place
    node: Node
    held: bool
    value: Any
    touchpoints: tuple[int, ...] = ()


_FACTS = 10
_NONE = "NULL::bigint[]"


def explain(rule: Rule, contact: int, *, now: datetime | None = None) -> tuple[bool, tuple[Reason, ...]] | None:
    """Whether the rule holds for a person, and each of its conditions with what it rests on; None for nobody."""
    query = Query(GIVEN)
    conditions = list(_conditions(rule.where))
    columns = [query.holds(rule)]
    for _place, node in conditions:
        columns += [query.node(node), *_value(query, node)]
    rows = _rows(query.select(columns), query.given.at(now or clock.now()) | {"contacts": [contact]})
    if not rows:
        return None
    holds, *rest = rows[0]
    told = [rest[first : first + 3] for first in range(0, len(rest), 3)]
    reasons = (
        Reason(place, node, held, value, tuple(touchpoints or ()))
        for (place, node), (held, value, touchpoints) in zip(conditions, told, strict=True)
    )
    return holds, tuple(reasons)


def _conditions(node: Node, place: Place = ("where",)) -> Iterator[tuple[Place, Compare | Did | Colleague]]:
    """Those that say something of the person: what is asked of colleagues is one."""
    if isinstance(node, Compare | Did | Colleague):
        yield place, node
    else:
        for below, part in parts(node):
            yield from _conditions(part, (*place, *below))


def _value(query: Query, node: Compare | Did | Colleague) -> tuple[str, str]:
    """What a condition looks at, as text or number, and the touchpoints it counts."""
    if isinstance(node, Colleague):
        return "NULL::text", _NONE
    if isinstance(node, Did):
        value, _part = query.touched(node)
        ids, _part = query.touched(node, aggregate="array_agg(t.id ORDER BY t.occurred_at DESC, t.id DESC)")
        return value, f"({ids})[1:{_FACTS}]"
    operand = query.vocabulary.named(node.operand)
    value = query.value(operand)
    if operand.value in ("c", "f"):
        value = f"NULLIF(concat_ws(' ', {value}.country, {value}.postal_code, {value}.city), '')"
    return value, _NONE


def _rows(text: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
