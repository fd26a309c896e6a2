"""The text form of a rule, as it is read: what people type, the API takes, and tests say (docs/rules.md).

Names are not looked up here: whether there is such an operand or kind tells `checking`, and `place_in` leads from a
place in the tree to that in the text. `printing` writes what is read here.
"""

import json
import re
from contextlib import suppress
from datetime import date
from functools import cache
from math import isinf
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from lark import Lark, Token, Tree, UnexpectedInput
from lark.lexer import PatternRE, TerminalDef
from pydantic import BaseModel, ValidationError

from trichter.kernel.problems import problem
from trichter.qualification.rules.operators import OPERATORS, Operator, Takes
from trichter.qualification.rules.problems import EndsTooEarly, NotARule, Unexpected
from trichter.qualification.rules.spans import Day, Distance, Length, Period, Unit
from trichter.qualification.rules.touching import AT
from trichter.qualification.rules.tree import Colleague, Compare, Did, Every, Not, Place, Rule, Some, Touches
from trichter.qualification.rules.types import NUMERIC, WHEN

LONGEST = 100_000
"""Characters of a text."""
SPELLINGS = {
    "=": "is",
    "!=": "is not",
    ">=": "at least",
    "<=": "at most",
    ">": "more than",
    "<": "less than",
    "is not known": "is unknown",
    "is not unknown": "is known",
    "is not any of": "is none of",
    "exactly": "is",
    "not exactly": "is not",
}
"""Other ways to say operators; the last two only of how often something happened."""


def parse(text: str) -> Rule:
    """The rule that a text says. Raises `NotARule` with the position."""
    return _Reading(text).rule


def place_in(text: str, place: Place) -> tuple[int, int]:
    """From where to where in the text stands what has this place in its rule, or else what is next above it."""
    reading = _Reading(text)
    found: Any = reading.rule.where
    here = reading.spans[id(found)]
    for step in place[1:]:
        found = found[step] if isinstance(step, int) else getattr(found, "negated" if step == "not" else step)
        here = reading.spans.get(id(found), here)
    return here


class _Reading:
    """A text that has been read. `spans` tells by the identity of each node where it stands."""

    def __init__(self, text: str) -> None:
        self.spans: dict[int, tuple[int, int]] = {}
        self._built: dict[int, Any] = {}
        # From the leaves up and without recursion: parentheses may be nested as deep as anybody likes to type them.
        for tree in (parsed := _parsed(text)).iter_subtrees():
            self._built[id(tree)] = built = self._build(tree)
            if isinstance(built, BaseModel):
                self.spans[id(built)] = _span(tree)
            if isinstance(built, Did):
                self.spans[id(built.did)] = next(_span(below) for below in tree.find_data("touches"))
        self.rule = Rule(where=self._built[id(parsed)])

    def _build(self, tree: Tree[Token]) -> Any:
        children = [self._built[id(child)] if isinstance(child, Tree) else child for child in tree.children]
        try:
            return _BUILT[tree.data](*children)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise NotARule(at=tree.meta.start_pos, problem=problem(first)) from error
        except ValueError as error:
            raise NotARule(at=tree.meta.start_pos, problem=error) from error


def _span(tree: Tree[Token]) -> tuple[int, int]:
    return tree.meta.start_pos, tree.meta.end_pos


def _parsed(text: str) -> Tree[Token]:
    if len(text) > LONGEST:
        raise NotARule(at=LONGEST, problem=_("it is too long"))
    try:
        return _parser().parse(text)
    except UnexpectedInput as error:
        raise _refusal(text, error) from None


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text("utf-8")
    return Lark(
        grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False, edit_terminals=_with_operators
    )


def _with_operators(terminal: TerminalDef) -> None:
    said = [key for key, operator in OPERATORS.items() if _terminal(operator) == terminal.name]
    said += [other for other, key in SPELLINGS.items() if "exactly" not in other and key in said]
    if said:
        longest_first = sorted(said, key=len, reverse=True)
        terminal.pattern = PatternRE("|".join(_pattern(one) for one in longest_first), ("i",))


def _terminal(operator: Operator) -> str:
    """Those for numbers and times have terminals of their own: what is done is compared by how often and when."""
    if operator.takes != Takes.ONE:
        return str(operator.takes).upper()
    if operator.types & WHEN:
        return "AT"
    return "RANK" if operator.types & NUMERIC and operator.negates is None and operator.key != "is" else "ONE"


def _pattern(said: str) -> str:
    words = r"\s+".join(re.escape(word) for word in said.split())
    # “is in (79)” is a place, “is in 7 days” a day.
    ahead = r"(?!\s+[0-9]+\s+(minute|hour|day|week|month|year))" if said.endswith(" in") else ""
    return words + r"(?![\w.:-])" + ahead if said[-1].isalpha() else words


def _operator(token: str) -> str:
    said = " ".join(token.lower().split())
    return SPELLINGS.get(said, said)


def _compare(name: str, operator: str, *values: Any) -> Compare:
    return Compare(operand=name, operator=_operator(operator), values=values)


def _touches(kinds: str | tuple[str, ...], *where: Compare) -> Touches:
    return Touches(kinds=(kinds,) if isinstance(kinds, str) else kinds, where=where)


class _Times(tuple[Any, ...]):
    """An operator and its values: how often something was done."""


def _within(touches: Touches, window: Compare | None) -> Touches:
    return touches.model_copy(update={"when": window}) if window else touches


def _did(touches: Touches, *told: Compare | _Times) -> Did:
    window = next((one for one in told if isinstance(one, Compare)), None)
    for operator, *values in (one for one in told if isinstance(one, _Times)):
        return Did(did=_within(touches, window), operator=_operator(operator), values=tuple(values))
    return Did(did=_within(touches, window))


def _never(touches: Touches, window: Compare | None = None) -> Did:
    return Did(did=_within(touches, window), operator="is", values=(0,))


def _measured(measure: tuple[Any, ...], touches: Touches, *told: Any) -> Did:
    window = told[0] if isinstance(told[0], Compare) else None
    operator, *values = told[1:] if window else told
    name, of = (*measure, None)[:2]
    return Did(did=_within(touches, window), measure=name, of=of, operator=_operator(operator), values=tuple(values))


def _measure(word: str, *of: str) -> tuple[str, ...]:
    return (word.lower(), *of)


_DIGITS = 400
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_SHIFTS = {"this": 0, "last": -1, "next": 1}


def _value(token: Token) -> Any:
    """A word, and what stands in quotation marks, is text."""
    match token.type:
        case "YES" | "NO":
            return token.type == "YES"
        case "NUMBER":
            return _number(token)
        case "DAY":
            return Day(day=_day(token))
        case "PERIOD":
            return _period(token.lower().split())
        case "AGO" | "AHEAD":
            distance, unit = _measured_in(token)
            return Distance(distance=distance, unit=unit, is_ahead=token.type == "AHEAD")
        case _:
            return _text(token)


def _number(token: str) -> int | float:
    """Raises `ValueError` for what no computer counts to."""
    if len(token) > _DIGITS or isinf(number := float(token)):
        raise ValueError(_("not a number"))
    return int(token) if token.lstrip("-").isdigit() else number


def _day(token: str) -> date:
    try:
        return date.fromisoformat(token)
    except ValueError:
        raise ValueError(_("there is no such day")) from None


def _text(token: Token) -> str:
    if token.type == "WORD":
        return str(token)
    if token[0] != '"':
        return token[1:-1]
    return str(json.loads(token, strict=False))


def _period(words: list[str]) -> Period:
    if len(words) == 1:
        return Period(period=Unit.DAY, shift=_DAYS[words[0]])
    return Period(period=Unit(words[1]), shift=_SHIFTS[words[0]])


def _length(token: Token) -> Length:
    length, unit = _measured_in(token) if token.type == "SPAN" else (1, Unit(token.lower()))
    return Length(length=length, unit=unit)


def _measured_in(token: str) -> tuple[int, Unit]:
    number, unit = [word for word in token.lower().split() if word not in ("in", "ago")]
    return int(number), Unit(unit.removesuffix("s"))


_BUILT: dict[str, Any] = {
    "either": lambda *parts: Some(any=parts),
    "both": lambda *parts: Every(all=parts),
    "any_of_one": lambda part: Some(any=(part,)),
    "all_of_one": lambda part: Every(all=(part,)),
    "negated": lambda part: Not(negated=part),
    "colleague": lambda part: Colleague(colleague=part),
    "flag": lambda token: Compare(operand=str(token), operator="is", values=(True,)),
    "compare": _compare,
    "did": _did,
    "never": _never,
    "measured": _measured,
    "measure": _measure,
    "touches": _touches,
    "several": lambda *kinds: kinds,
    "window": lambda *told: _compare(AT, *told),
    "times": lambda *told: _Times(told),
    "name": _text,
    "value": _value,
    "length": _length,
}
"""What each rule of the grammar makes of what stands below it."""


def _refusal(text: str, error: UnexpectedInput) -> NotARule:
    """Why a text cannot be read, at the place where it ceases to make sense."""
    stopped = _parser().parse_interactive(text)
    with suppress(UnexpectedInput):
        stopped.exhaust_lexer()
    expected = _expected(stopped.accepts())  # type: ignore[no-untyped-call]
    at = error.pos_in_stream if error.pos_in_stream is not None else len(text)
    rest = text[at:].strip()
    if getattr(getattr(error, "token", None), "type", "") == "$END" or not rest:
        return EndsTooEarly(at=len(text), expected=expected)
    if rest[0] in '"„“' and not getattr(error, "token", None):
        return NotARule(at=at, problem=_("a quotation mark is not closed"))
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return Unexpected(at=at, line=line, column=column, found=_FOUND.match(rest)[0], expected=expected)  # type: ignore[index]


_FOUND = re.compile(r'"[^"\n]{0,30}"?|[\w.:/@+-]{1,30}|.')
_SAID: tuple[tuple[set[str], Any], ...] = (
    ({"_DID"}, _("a condition such as “company.industry is Metall” or “did page.viewed”")),
    ({"_ANY_OF"}, _("a touchpoint kind such as “page.viewed”")),
    ({"NUMBER"}, _("a value: a word, a number, a day such as 2026-11-30, “30 days ago”, or text in quotation marks")),
    ({"SPAN"}, _("a length of time such as “30 days”")),
    ({"ONE", "_AND"}, _("a comparison such as “is” or “at least”, “and”, “or” or the end")),
    ({"ONE"}, _("a comparison such as “is” or “at least”")),
    ({"EXACTLY"}, _("how often (“at least 2 times”), when (“in the last 30 days”), “and”, “or” or the end")),
    ({"LENGTH", "_AND"}, _("when (“in the last 30 days”), “and”, “or” or the end")),
    ({"_TIMES"}, _("“times”")),
    ({"_OF"}, _("“of”")),
    ({"_OR", "RPAR"}, _("“and”, “or” or the closing parenthesis")),
    ({"$END"}, _("“and”, “or” or the end")),
    ({"COMMA"}, _("a comma or the closing parenthesis")),
    ({"_AND"}, _("“and” with a second value")),
    ({"LPAR"}, _("a list in parentheses")),
)


def _expected(terminals: set[str]) -> Any:
    return next((said for needed, said in _SAID if needed <= terminals), _("the name of a field"))
