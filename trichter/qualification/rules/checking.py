"""Whether a rule can be asked: names known, values of their operand's type, nothing too deep. And what it reads.

Values come out in the form in which they are compared: a number that stood as text is a number then. Everything wrong
is said with its place in the tree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from trichter.facts.timeline.registry import UnknownKind
from trichter.kernel import clock
from trichter.kernel.problems import problem
from trichter.qualification.rules.comparing import bounds
from trichter.qualification.rules.operands import Level, Operand, Vocabulary
from trichter.qualification.rules.operators import OPERATORS, Takes
from trichter.qualification.rules.problems import (
    ColleaguesWithin,
    NotARule,
    ReadsTooMuch,
    TooDeep,
    TooLarge,
    UnknownKindOfTouchpoint,
    UnknownOperand,
    UnknownOperator,
    UnknownPart,
    UpsideDown,
    WrongNumberOfValues,
    WrongValue,
)
from trichter.qualification.rules.spans import Day, Distance, Length, Period, Span
from trichter.qualification.rules.touching import AT, measured, parts
from trichter.qualification.rules.tree import (
    Colleague,
    Compare,
    Did,
    Every,
    Node,
    Not,
    Place,
    Rule,
    Some,
    Touches,
    walk,
)
from trichter.qualification.rules.types import CHOSEN, NUMERIC, WHEN, Type

DEEPEST = 12
MOST_PARTS = 300
_TAKEN = {Takes.NOTHING: (0, 0), Takes.ONE: (1, 1), Takes.TWO: (2, 2), Takes.LENGTH: (1, 1), Takes.LIST: (1, 200)}


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule that can be asked. `reads` are the sorts of change by which its answer can become another, and
    `is_timed` tells whether time alone can change it."""

    rule: Rule
    reads: frozenset[str]
    is_timed: bool


def read(given: Any) -> Rule:
    """A rule from its JSON form. Raises `NotARule` with the place."""
    try:
        return Rule.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise NotARule(place=_place(first["loc"]), problem=problem(first)) from error


_SORTS = frozenset({"compare", "did", "all", "any", "not", "colleague"})


def _place(loc: Sequence[str | int]) -> Place:
    """Without the sorts of nodes, which pydantic names before each node's own fields."""
    place: list[str | int] = []
    is_named = False
    for part in loc:
        if is_named and part in _SORTS:
            is_named = False
            continue
        place.append(part)
        is_named = isinstance(part, int) or part in ("where", "not", "colleague")
    return tuple(place)


def check(rule: Rule, *, level: Level = Level.SEGMENT, vocabulary: Vocabulary | None = None) -> Checked:
    """The rule with its values in the right form. What it decides stands at `level`; it reads up to there, and segments
    each other, which `segments` keeps from going round. Raises `BadRule`s with the place."""
    check = _Check(vocabulary or Vocabulary(), level)
    check.size(rule)
    where = check.node(rule.where, ("where",), within=False)
    return Checked(rule.model_copy(update={"where": where}), frozenset(check.reads), check.is_timed)


class _Check:
    def __init__(self, vocabulary: Vocabulary, level: Level) -> None:
        self.vocabulary = vocabulary
        self.level = level
        self.reads: set[str] = set()
        self.is_timed = False

    def size(self, rule: Rule) -> None:
        """Before anything else, so that nothing large is ever walked twice."""
        for number, (place, _node) in enumerate(walk(rule.where)):
            if sum(1 for step in place if isinstance(step, str)) > DEEPEST:
                raise TooDeep(place=place, most=DEEPEST)
            if number >= MOST_PARTS:
                raise TooLarge(place=place, most=MOST_PARTS)

    def node(self, node: Node, place: Place, *, within: bool) -> Node:
        match node:
            case Every():
                return Every(all=tuple(self._all(node.all, (*place, "all"), within=within)))
            case Some():
                return Some(any=tuple(self._all(node.any, (*place, "any"), within=within)))
            case Not():
                return Not(negated=self.node(node.negated, (*place, "not"), within=within))
            case Colleague():
                if within:
                    raise ColleaguesWithin(place=place)
                self.reads |= {"colleagues", "field:company"}
                return Colleague(colleague=self.node(node.colleague, (*place, "colleague"), within=True))
            case Did():
                return self._did(node, place)
            case _:
                return self._compare(node, place)

    def _all(self, nodes: Sequence[Node], place: Place, *, within: bool) -> Iterator[Node]:
        return (self.node(one, (*place, index), within=within) for index, one in enumerate(nodes))

    def _compare(self, node: Compare, place: Place) -> Compare:
        operand = self.vocabulary.find(node.operand)
        if operand is None:
            raise UnknownOperand(place=place, operand=node.operand)
        if operand.level > self.level:
            raise ReadsTooMuch(place=place, operand=str(operand.label))
        self.reads |= operand.reads
        self.is_timed |= bool(operand.changing or operand.half_life)
        return node.model_copy(
            update={"operand": operand.name, "values": self._values(operand, node.operator, node.values, place)}
        )

    def _did(self, node: Did, place: Place) -> Did:
        known = self._known(node.did, place)
        self.reads |= {f"kind:{kind}" for kind in node.did.kinds}
        where = tuple(
            self._part(one, known, (*place, "did", "where", index)) for index, one in enumerate(node.did.where)
        )
        when = self._when(node.did.when, known, (*place, "did", "when"))
        if node.measure == "sum" and (node.of is None or node.of not in known or known[node.of].type not in NUMERIC):
            raise UnknownPart(place=(*place, "of"), part=node.of or "")
        _aggregate, part = measured(node)
        values = self._values(part, node.operator, node.values, place)
        touches = node.did.model_copy(update={"where": where, "when": when})
        return node.model_copy(update={"did": touches, "values": values})

    def _known(self, touches: Touches, place: Place) -> Mapping[str, Operand]:
        try:
            return parts(touches.kinds)
        except UnknownKind as error:
            raise UnknownKindOfTouchpoint(place=(*place, "did", "kinds"), kind=error.given["kind"]) from error

    def _part(self, node: Compare, known: Mapping[str, Operand], place: Place) -> Compare:
        if node.operand not in known or node.operand == AT:
            raise UnknownPart(place=place, part=node.operand)
        values = self._values(known[node.operand], node.operator, node.values, place)
        return node.model_copy(update={"values": values})

    def _when(self, node: Compare | None, known: Mapping[str, Operand], place: Place) -> Compare | None:
        if node is None:
            return None
        if node.operand != AT or OPERATORS.get(node.operator, OPERATORS["is"]).negates:
            raise UnknownOperator(place=place, operand=str(known[AT].label), operator=node.operator)
        return node.model_copy(update={"values": self._values(known[AT], node.operator, node.values, place)})

    def _values(self, operand: Operand, operator: str, values: Sequence[Any], place: Place) -> tuple[Any, ...]:
        declared = OPERATORS.get(operator)
        if declared is None or operand.type not in declared.types or (operand.half_life and not _fades(operator)):
            raise UnknownOperator(place=place, operand=str(operand.label), operator=operator)
        least, most = _TAKEN[declared.takes]
        if not least <= len(values) <= most:
            raise WrongNumberOfValues(place=place, operator=operator)
        clean = tuple(_value(operand, declared.takes, one, place) for one in values)
        if declared.takes == Takes.TWO and _is_upside_down(operand, *clean):
            raise UpsideDown(place=place, operand=str(operand.label))
        self.is_timed |= operand.type in WHEN and _is_timed(operator, clean)
        return clean


def _is_upside_down(operand: Operand, first: Any, last: Any) -> bool:
    """Whether nothing ever can. Only spans of one sort keep their order: in 3 days is this month, until its end."""
    if operand.type not in WHEN:
        return bool(first > last)
    if _sort(first) != _sort(last):
        return False
    now = clock.now()
    begins = first.start(now)
    return bool(begins > last.start(now) and begins >= last.end(now))


def _sort(span: Span) -> tuple[type[Span], str]:
    match span:
        case Day():
            return Day, ""
        case Period():
            return Period, span.period
        case Distance():
            return Distance, span.unit


def _fades(operator: str) -> bool:
    """What fades is a number of every moment: it is compared, not found in a list."""
    return operator != "is any of" and operator != "is none of"


def _is_timed(operator: str, values: Sequence[Any]) -> bool:
    return "recur" in operator or any(bound.is_relative for bound in bounds(operator, values))


def _value(operand: Operand, takes: Takes, value: Any, place: Place) -> Any:
    try:
        if takes == Takes.LENGTH:
            return _of(Length, value, _("a length of time, such as 30 days"))
        if operand.type in WHEN:
            return _of((Day, Period, Distance), value, _("a day, such as 2026-11-30, or a time such as 30 days ago"))
        return _CLEAN[operand.type](operand, value)
    except ValueError as error:
        raise WrongValue(place=place, value=value, operand=str(operand.label), problem=error) from error


def _of(kinds: Any, value: Any, wanted: str) -> Any:
    if not isinstance(value, kinds):
        raise ValueError(_("it takes %(wanted)s") % {"wanted": wanted})
    return value


def _number(_operand: Operand, value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError(_("not a number"))
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(_("not a number")) from None
    if not number.is_finite() or abs(number) > 10**15:
        raise ValueError(_("not a number"))
    return int(number) if number == number.to_integral_value() else float(number)


def _text(_operand: Operand, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(_("not a text"))
    if not (text := str(value)).strip() or "\x00" in text:
        raise ValueError(_("it is empty"))
    return text


def _flag(_operand: Operand, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("yes", "no"):
        return bool(value == "yes")
    raise ValueError(_("neither yes nor no"))


def _choice(operand: Operand, value: Any) -> str:
    """One of the options where it has any; tags and the like are free. A text says `yes` of both kinds of yes."""
    text = ("yes" if value else "no") if isinstance(value, bool) else _text(operand, value)
    offered = [option.key for option in operand.options()] if operand.options else []
    if offered and text not in offered:
        raise ValueError(_("choose one of %(options)s") % {"options": ", ".join(offered[:20])})
    return text


_CLEAN = {
    Type.NUMBER: _number,
    Type.MONEY: _number,
    Type.TEXT: _text,
    Type.PLACE: _text,
    Type.FLAG: _flag,
    **dict.fromkeys(CHOSEN, _choice),
}
