"""Whose answer may become another by the passing of time alone, between two moments.

Each comparison with time has edges that move with the clock and never back. An answer changes when an edge passes the
value: so candidates are those whose value lies where an edge was since, up to where it is now. That may be some more
than those who really change, never less; the rule itself is then asked of them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from trichter.qualification.rules.asking import Statement
from trichter.qualification.rules.comparing import (
    Bound,
    Given,
    anniversaries,
    bounds,
    day_of,
    faded_bounds,
    local_day,
)
from trichter.qualification.rules.operands import Operand, Vocabulary
from trichter.qualification.rules.querying import EVERYBODY, THERE, Query
from trichter.qualification.rules.touching import AT, meant, told
from trichter.qualification.rules.touching import parts as touched
from trichter.qualification.rules.tree import Colleague, Compare, Did, Node, Rule, parts
from trichter.qualification.rules.types import WHEN, Type


def candidates(
    rule: Rule, *, since: datetime, until: datetime, vocabulary: Vocabulary | None = None
) -> Statement | None:
    """A select of the ids of all whose answer may have changed between the two moments, in a column `id`; None if time
    changes nothing about this rule."""
    crossing = _Crossing(since, until, vocabulary or Vocabulary())
    selects = list(dict.fromkeys(crossing.of(rule.where)))
    if not selects:
        return None
    return Statement(" UNION ".join(selects), crossing.given)


class _Crossing:
    def __init__(self, since: datetime, until: datetime, vocabulary: Vocabulary) -> None:
        self.since = since
        self.until = until
        self.vocabulary = vocabulary
        self.given: dict[str, Any] = {"since": since, "until": until, "now": until}

    def of(self, node: Node) -> Iterator[str]:
        match node:
            case Compare():
                yield from self._compared(node)
            case Did():
                yield from self._did(node)
            case Colleague():
                for select in self.of(node.colleague):
                    yield (
                        "SELECT x.id FROM contacts_contact x WHERE x.company_id IN ("
                        f"SELECT y.company_id FROM contacts_contact y WHERE y.id IN ({select}))"
                    )
            case _:
                for _place, part in parts(node):
                    yield from self.of(part)

    def _compared(self, node: Compare) -> Iterator[str]:
        operand = self.vocabulary.named(node.operand)
        if operand.changing:
            self.given |= operand.given
            changing = operand.changing.replace("{since}", "%(since)s::timestamptz")
            yield f"SELECT contact_id AS id FROM ({changing.replace('{until}', '%(until)s::timestamptz')}) AS changing"
        query = Query(EVERYBODY, self.vocabulary)
        value = query.value(operand) if operand.type in WHEN or operand.half_life else ""
        crossed = self._crossed(operand, value, node.operator, node.values)
        if crossed:
            self.given |= query.given.fixed
            yield f"SELECT c.id FROM {query.source()} WHERE {THERE} AND ({crossed})"

    def _did(self, node: Did) -> Iterator[str]:
        """Touchpoints at an edge of the window in which they are counted, or whose time itself is compared."""
        given = Given()
        which = meant(node.did.model_copy(update={"when": None}), given)
        times = [node.did.when] if node.did.when else []
        if node.measure in ("first", "last"):
            times.append(Compare(operand=AT, operator=node.operator, values=node.values))
        time = touched(node.did.kinds)[AT]
        crossed = [self._crossed(time, time.value, one.operator, one.values) for one in times]
        if any(crossed):
            self.given |= given.fixed
            edges = " OR ".join(f"({one})" for one in crossed if one)
            yield f"SELECT t.contact_id AS id FROM ({told('true', are_many=True)}) AS t WHERE {which} AND ({edges})"

    def _crossed(self, operand: Operand, value: str, operator: str, values: Sequence[Any]) -> str:
        """Whether an edge passed the value; empty where none moves."""
        if operand.half_life:
            return self._passed(value, faded_bounds(values, operand.half_life), is_day=False)
        if operand.type not in WHEN:
            return ""
        is_day = operand.type == Type.DATE
        if "recur" in operator:
            before, after = (set(anniversaries(moment, values[0])) for moment in (self.since, self.until))
            days = self._name(sorted(before ^ after))
            return f"to_char({value if is_day else local_day(value)}, 'MM-DD') = ANY({days}::text[])"
        return self._passed(value, [one for one in bounds(operator, values) if one.is_relative], is_day=is_day)

    def _passed(self, value: str, moving: Sequence[Bound], *, is_day: bool) -> str:
        sort = "date" if is_day else "timestamptz"
        passed = []
        for bound in moving:
            at = day_of(bound) if is_day else bound.edge
            first, last = self._name(at(self.since)), self._name(at(self.until))
            passed.append(f"{value} BETWEEN SYMMETRIC {first}::{sort} AND {last}::{sort}")
        return " OR ".join(passed)

    def _name(self, value: Any) -> str:
        """The place of a parameter; equal ones share it, so that equal selects are asked once."""
        for name, known in self.given.items():
            if known == value and type(known) is type(value) and name.startswith("e"):
                return f"%({name})s"
        name = f"e{len(self.given)}"
        self.given[name] = value
        return f"%({name})s"
