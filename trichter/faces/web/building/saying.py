"""From a rule to what the inputs of the builder hold, and back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.numbers import NumberFormatError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trichter.faces.web.building import draft as drafts
from trichter.faces.web.building.draft import DID, WITHIN, WITHOUT, Draft, Part, Slot, group
from trichter.kernel.decimals import parsed
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.operands import Level, Operand, Vocabulary
from trichter.qualification.rules.operators import OPERATORS, Takes
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.spans import Day, Distance, Length, Period, Unit
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.touching import AT, parts
from trichter.qualification.rules.tree import Colleague, Compare, Did, Every, Node, Not, Rule, Some, Touches
from trichter.qualification.rules.types import NUMERIC, WHEN, Type


def drafted(rule: Rule | None, vocabulary: Vocabulary) -> Draft:
    """What the inputs hold of a rule."""
    if rule is None:
        return drafts.EMPTY
    nodes = rule.where.all if isinstance(rule.where, Every) else (rule.where,)
    within = [one for one in nodes if not isinstance(one, Not)]
    without = [_part(one.negated, vocabulary) for one in nodes if isinstance(one, Not)]
    if len(within) == 1 and isinstance(within[0], Some):
        first = group("any", *(_part(one, vocabulary) for one in within[0].any))
    else:
        first = group("all", *(_part(one, vocabulary) for one in within))
    return Draft(first, group("any", *without))


def _part(node: Node, vocabulary: Vocabulary) -> Part:
    match node:
        case Every():
            return group("all", *(_part(one, vocabulary) for one in node.all))
        case Some():
            return group("any", *(_part(one, vocabulary) for one in node.any))
        case Not():
            among = node.negated.any if isinstance(node.negated, Some) else (node.negated,)
            return group("none", *(_part(one, vocabulary) for one in among))
        case Colleague():
            among = node.colleague.all if isinstance(node.colleague, Every) else (node.colleague,)
            return group("colleague", *(_part(one, vocabulary) for one in among))
        case Did():
            return _did(node)
        case _:
            known = vocabulary.find(node.operand)
            return _compare(node) if known else _as_text(node)


def _did(node: Did) -> Part:
    if node.measure != "count" or len(node.did.kinds) != 1:
        return _as_text(node)
    return Part(
        "condition",
        f"{DID}{node.did.kinds[0]}",
        node.operator,
        tuple(map(slot_of, node.values)),
        tuple(map(_compare, node.did.where)),
        _compare(node.did.when) if node.did.when else None,
    )


def _as_text(node: Node) -> Part:
    return Part("text", slots=(Slot(printed(Rule(where=node))),))


def _compare(node: Compare) -> Part:
    return Part("condition", node.operand, node.operator, tuple(map(slot_of, node.values)))


def slot_of(value: Any) -> Slot:
    """What the inputs of a value hold."""
    match value:
        case bool():
            return Slot("yes" if value else "no")
        case Day():
            return Slot(value.day.isoformat(), "day")
        case Period():
            return Slot("", f"{value.period.value} {value.shift}")
        case Distance():
            return Slot(str(value.distance), f"{value.unit.value} {'ahead' if value.is_ahead else 'ago'}")
        case Length():
            return Slot(str(value.length), value.unit.value)
        case _:
            return Slot(str(value))


class Incomplete(ValueError):
    """Something is not said yet."""


@dataclass
class Saying:
    """The rule of a draft. `nodes` are its conditions and groups by path, `problems` what is wrong, by path; what is
    wrong or not complete yet is left out of the rule."""

    draft: Draft
    vocabulary: Vocabulary
    level: Level = Level.SEGMENT
    nodes: dict[str, Node] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    strict: bool = False
    is_complete: bool = True

    def __post_init__(self) -> None:
        self.within = self._group(self.draft.within, WITHIN)
        self.without = [
            node
            for number, part in enumerate(self.draft.without.parts)
            if (node := self._node(part, f"{WITHOUT}-{number}")) is not None
        ]

    @property
    def rule(self) -> Rule | None:
        """What can be asked of it already."""
        nodes = [*(self._of_within()), *(Not(negated=one) for one in self.without)]
        if not nodes:
            return None
        return Rule(where=nodes[0] if len(nodes) == 1 else Every(all=tuple(nodes)))

    def _of_within(self) -> Sequence[Node]:
        if self.within is None:
            return ()
        if isinstance(self.within, Every):
            return self.within.all
        return (self.within,)

    def _node(self, part: Part, path: str) -> Node | None:
        try:
            node = self._group(part, path) if part.sort == "group" else self._checked(part, path)
        except Incomplete as problem:
            self._missing(path, str(problem))
            return None
        except (BadRule, ValueError) as problem:
            self.problems[path] = str(problem)
            return None
        if node is not None:
            self.nodes[path] = node
        return node

    def _missing(self, path: str, problem: str) -> None:
        """Is said when somebody wants to save it, not while it is being written."""
        self.is_complete = False
        if self.strict:
            self.problems[path] = problem

    def _group(self, part: Part, path: str) -> Node | None:
        found = (self._node(one, f"{path}-{number}") for number, one in enumerate(part.parts))
        nodes = tuple(node for node in found if node is not None)
        if not nodes:
            return None
        match part.what:
            case "all" | "any" if len(nodes) == 1:
                return nodes[0]
            case "any":
                return Some(any=nodes)
            case "none":
                return Not(negated=nodes[0] if len(nodes) == 1 else Some(any=nodes))
            case "colleague":
                return Colleague(colleague=nodes[0] if len(nodes) == 1 else Every(all=nodes))
            case _:
                return Every(all=nodes)

    def _checked(self, part: Part, path: str) -> Node:
        """The node of a condition. Raises `BadRule` and `ValueError`."""
        if part.sort == "text":
            node = parse(part.slots[0].text if part.slots else "").where
        elif not part.what:
            raise Incomplete(_("Choose what is asked."))
        elif part.kind:
            node = self._did(part, path)
        else:
            node = self._compare(part, self.vocabulary.find(part.what))
        return check(Rule(where=node), level=self.level, vocabulary=self.vocabulary).rule.where

    def _did(self, part: Part, path: str) -> Did:
        known = parts([part.kind])
        where = []
        for number, one in enumerate(part.parts):
            if one.what:
                where.append(self._compare(one, known.get(one.what)))
            else:
                self._missing(f"{path}-{number}", _("Choose what is asked."))
        when = self._compare(part.when, known[AT]) if part.when and part.when.operator else None
        touches = Touches(kinds=(part.kind,), where=tuple(where), when=when)
        if not part.operator:
            return Did(did=touches)
        takes = OPERATORS[part.operator].takes if part.operator in OPERATORS else Takes.ONE
        values = tuple(value_of(slot, Type.NUMBER, takes) for slot in part.slots if slot.text)
        return Did(did=touches, operator=part.operator, values=values)

    def _compare(self, part: Part, operand: Operand | None) -> Compare:
        if operand is None:
            return Compare(operand=part.what, operator=part.operator or "is known")
        offered = [one for one in OPERATORS.values() if operand.type in one.types]
        operator = next((one for one in offered if one.key == part.operator), offered[0])
        slots = [slot for slot in part.slots if slot.text or " " in slot.how]
        if operand.type == Type.FLAG and not slots:
            slots = [Slot("yes")]
        if operator.takes == Takes.NOTHING:
            slots = []
        elif not slots:
            raise Incomplete(_("Say with what it is compared."))
        values = tuple(value_of(slot, operand.type, operator.takes) for slot in slots)
        return Compare(operand=part.what, operator=operator.key, values=values)


def value_of(slot: Slot, kind: Type, takes: Takes) -> Any:
    """A value of a rule. Raises `ValueError` with a sentence."""
    if takes == Takes.LENGTH:
        return _spanned(lambda: Length(length=int(slot.text), unit=Unit(slot.how or "day")))
    if kind in WHEN:
        return _spanned(lambda: _span(slot))
    if kind in NUMERIC:
        return _number(slot.text)
    if kind == Type.FLAG:
        return slot.text == "yes"
    return slot.text


def _spanned(make: Any) -> Any:
    try:
        return make()
    except ValueError:
        raise ValueError(_("This is no day and no length of time.")) from None


def _span(slot: Slot) -> Day | Period | Distance:
    unit, _space, more = slot.how.partition(" ")
    if more in ("ago", "ahead"):
        return Distance(distance=int(slot.text), unit=Unit(unit), is_ahead=more == "ahead")
    if more:
        return Period.model_validate({"period": unit, "shift": int(more)})
    return Day(day=date.fromisoformat(slot.text))


def _number(text: str) -> int | float:
    try:
        number = parsed(text, get_language() or "en")
    except (NumberFormatError, ArithmeticError):
        raise ValueError(_("This is no number.")) from None
    return int(number) if number == number.to_integral_value() else float(number)
