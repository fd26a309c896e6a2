"""The text form of a rule, as it is written. `text.parse` of it gives the same rule."""

import json
import re
from collections.abc import Sequence
from typing import Any

from trichter.qualification.rules.operators import OPERATORS, Takes
from trichter.qualification.rules.spans import Day, Distance, Length, Period, Unit
from trichter.qualification.rules.tree import Colleague, Compare, Did, Every, Node, Not, Rule, Some, Touches

_WORD = re.compile(r"[^\W\d][\w.:-]*")
_SAID = (
    "and or not all any of colleague did never where count sum first last exactly time times yes no true false"
    " today yesterday tomorrow this next in ago minute hour day week month year"
)
_TAKEN = re.compile("|".join({*_SAID.split(), *" ".join(OPERATORS).split()}), re.I)
"""The words of the language: as a name or a value they stand in quotation marks."""


def printed(rule: Rule) -> str:
    """The rule as text, in one line. It never fails: what is no rule that could be asked is written as it stands."""
    return _node(rule.where)


def _node(node: Node) -> str:
    match node:
        case Every():
            return _group(node.all, "and", alone="all")
        case Some():
            return _group(node.any, "or", alone="any")
        case Not():
            return f"not {_inner(node.negated)}"
        case Colleague():
            return f"any colleague ({_node(node.colleague)})"
        case Did():
            return _did(node)
        case _:
            return _condition(node)


def _group(nodes: Sequence[Node], word: str, *, alone: str) -> str:
    if len(nodes) == 1:
        return f"{alone} ({_node(nodes[0])})"
    return f" {word} ".join(_inner(node) for node in nodes)


def _inner(node: Node) -> str:
    """In parentheses if it has several parts, so that nobody has to know whether “and” or “or” binds closer."""
    several = (isinstance(node, Every) and len(node.all) > 1) or (isinstance(node, Some) and len(node.any) > 1)
    return f"({_node(node)})" if several else _node(node)


def _condition(node: Compare) -> str:
    if node.operator == "is" and len(node.values) == 1 and node.values[0] is True and _is_plain(node.operand):
        return node.operand
    return _compare(node)


def _compare(node: Compare) -> str:
    return f"{_word(node.operand)} {_compared(node.operator, node.values)}"


def _compared(operator: str, values: Sequence[Any]) -> str:
    said = [_value(value) for value in values]
    takes = OPERATORS[operator].takes if operator in OPERATORS else Takes.LIST
    if takes == Takes.LIST:
        return f"{operator} ({', '.join(said)})"
    return " ".join((operator, " and ".join(said))).rstrip()


def _did(node: Did) -> str:
    touches = _touches(node.did)
    window = f" {_compared(node.did.when.operator, node.did.when.values)}" if node.did.when else ""
    if node.measure == "count" and (said := _often(node)) is not None:
        how, often = said
        return f"{how} {touches}{often}{window}"
    measure = {"count": "count of", "sum": f"sum of {_word(node.of or '')} of"}.get(node.measure, node.measure)
    return f"{measure} {touches}{window} {_compared(node.operator, node.values)}"


def _often(node: Did) -> tuple[str, str] | None:
    """How often, as one says it: before and behind what was done. None if it can only be said as a number."""
    said = [_value(value) for value in node.values]
    match node.operator, node.values:
        case "at least", _ if said == ["1"]:
            return "did", ""
        case "is", _ if said == ["0"]:
            return "never did", ""
        case "is", (_,):
            return "did", f" exactly {said[0]} times"
        case "is not", (_,):
            return "did", f" not exactly {said[0]} times"
        case (("between" | "not between"), (_, _)):
            return "did", f" {node.operator} {said[0]} and {said[1]} times"
        case (("at least" | "at most" | "more than" | "less than"), (_,)):
            return "did", f" {node.operator} {said[0]} times"
    return None


def _touches(touches: Touches) -> str:
    kinds = [_word(kind) for kind in touches.kinds]
    said = kinds[0] if len(kinds) == 1 else f"any of ({', '.join(kinds)})"
    where = ", ".join(_compare(one) for one in touches.where)
    return f"{said} where {where}" if where else said


def _value(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return _word(value)
        case Day():
            return value.day.isoformat()
        case Period():
            return _period(value)
        case Distance():
            length = _length(value.distance, value.unit)
            return f"in {length}" if value.is_ahead else f"{length} ago"
        case Length():
            return _length(value.length, value.unit)
        case _:
            return repr(value)


def _period(value: Period) -> str:
    if value.period == Unit.DAY:
        return {0: "today", -1: "yesterday", 1: "tomorrow"}[value.shift]
    return f"{ {0: 'this', -1: 'last', 1: 'next'}[value.shift] } {value.period}"


def _length(number: int, unit: Unit) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _word(text: str) -> str:
    """A name or a text: as it is if it is one plain word, else as JSON writes it."""
    return text if _is_plain(text) else json.dumps(text, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    return bool(_WORD.fullmatch(text)) and not _TAKEN.fullmatch(text)
