"""One comparison as SQL: what an operator means for a value of each type.

What an operator does for the unknown (null) is decided in one place, `compared`: it does not hold, and one that negates
another holds where that one does not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from math import log2
from typing import Any

from django.utils import timezone
from psycopg import sql

from trichter.kernel import clock
from trichter.qualification.rules.operands import Operand
from trichter.qualification.rules.operators import OPERATORS
from trichter.qualification.rules.spans import EARLIEST, LATEST, Edge, Length, Span, moved
from trichter.qualification.rules.tree import Value
from trichter.qualification.rules.types import CHOSEN, NUMERIC, WHEN, Type

_MOST_DAYS = 366


Key = tuple[object, ...]
"""By what two places of a statement are the same."""


@dataclass(slots=True)
class Given:
    """The parameters of a statement: what is known when it is written, and what only the time tells."""

    fixed: dict[str, Any] = field(default_factory=dict)
    edges: dict[Key, tuple[str, Callable[[datetime], Any]]] = field(default_factory=dict)
    told: tuple[datetime, dict[str, Any]] | None = None

    def name(self, key: Key, told: Callable[[datetime], Any]) -> str:
        """The place of something that the time tells; equal keys share one."""
        if key not in self.edges:
            self.edges[key] = f"t{len(self.edges)}", told
            self.told = None
        return f"%({self.edges[key][0]})s"

    def at(self, now: datetime) -> dict[str, Any]:
        """All parameters, as they are at that time. What the time tells is reckoned once for as long as the same time
        is asked for: whoever has to wait for something else can do it meanwhile."""
        known = self.told
        if known is None or known[0] is not now:
            known = self.told = now, {name: told(now) for name, told in self.edges.values()}
        return self.fixed | {"now": now} | known[1]


def literal(value: Any) -> str:
    """A value as it stands in a statement that has parameters besides."""
    return sql.Literal(value).as_string(None).replace("%", "%%")


def texts(values: Iterable[object]) -> str:
    """An array of texts."""
    return f"ARRAY[{', '.join(literal(str(value)) for value in values)}]::text[]"


def compared(operand: Operand, value: str, operator: str, values: Sequence[Value], given: Given) -> str:
    """Whether the operator holds for the value, an SQL expression; null counts as not holding."""
    declared = OPERATORS[operator]
    value = value if operand.type == Type.PLACE else f"({value})"
    held = _held(operand, value, declared.negates or operator, values, given)
    return f"({held}) IS NOT TRUE" if declared.negates else f"({held})"


def _held(operand: Operand, value: str, operator: str, values: Sequence[Any], given: Given) -> str:
    if operator in ("is known", "is unknown"):
        known = "true" if operand.half_life else f"{_some(operand.type, value)} IS NOT NULL"
        return known if operator == "is known" else f"NOT ({known})"
    if operand.half_life:
        return _faded(value, operator, values, operand.half_life, given)
    if operand.type in NUMERIC:
        return _number(value, operator, [_amount(operand.type, one) for one in values])
    if operand.type in WHEN:
        return _moment(value, operator, values, given, is_day=operand.type == Type.DATE)
    if operand.type in CHOSEN:
        return _choice(operand, value, operator, values)
    return _BY_TYPE[operand.type](value, operator, values)


def _some(kind: Type, value: str) -> str:
    """Of an address any part will do."""
    return f"NULLIF(concat({value}.country, {value}.postal_code, {value}.city), '')" if kind == Type.PLACE else value


_SIGNS = {"is": "=", "at least": ">=", "at most": "<=", "more than": ">", "less than": "<"}


def _amount(kind: Type, value: Any) -> str:
    return literal(Decimal(str(value)) * 100 if kind == Type.MONEY else Decimal(str(value)))


def _number(value: str, operator: str, values: Sequence[str]) -> str:
    if operator == "is any of":
        return f"{value} IN ({', '.join(values)})"
    if operator == "between":
        return f"{value} BETWEEN {values[0]} AND {values[1]}"
    return f"{value} {_SIGNS[operator]} {values[0]}"


def _text(value: str, operator: str, values: Sequence[Any]) -> str:
    """Case says nothing."""
    sought = [f"lower({literal(str(one))})" for one in values]
    found = f"lower({value})"
    match operator:
        case "contains":
            return f"strpos({found}, {sought[0]}) > 0"
        case "starts with":
            return f"starts_with({found}, {sought[0]})"
        case "ends with":
            return f"right({found}, length({sought[0]})) = {sought[0]}"
        case "matches":
            return f"{found} LIKE lower({literal(_pattern(str(values[0])))})"
        case _:
            return f"{found} IN ({', '.join(sought)})"


def _pattern(given: str) -> str:
    """`*` is anything, `?` one letter."""
    escaped = given.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return escaped.replace("*", "%").replace("?", "_")


def _flag(value: str, _operator: str, values: Sequence[Any]) -> str:
    return f"{value} = {'true' if values[0] else 'false'}"


def _choice(operand: Operand, value: str, operator: str, values: Sequence[Any]) -> str:
    match operator:
        case "has any of":
            return f"{value} && {texts(values)}"
        case "has all of":
            return f"{value} @> {texts(values)}"
        case "at least" | "at most" | "more than" | "less than":
            return f"{value} = ANY({texts(_ranked(operand, operator, str(values[0])))})"
        case _:
            return f"{value} = ANY({texts(values)})"


def _ranked(operand: Operand, operator: str, value: str) -> list[str]:
    """The options on that side of the value; what stands aside of the order is on neither."""
    ranks = {option.key: option.rank for option in (operand.options or tuple)()}
    here = ranks.get(value)
    fits: dict[str, Callable[[int, int], bool]] = {
        "at least": lambda one, other: one >= other,
        "at most": lambda one, other: one <= other,
        "more than": lambda one, other: one > other,
        "less than": lambda one, other: one < other,
    }
    if here is None:
        return []
    return [key for key, rank in ranks.items() if rank is not None and fits[operator](rank, here)]


def _place(value: str, _operator: str, values: Sequence[Any]) -> str:
    """`DE` is a country, `79` or `79000-79999` postal codes, `AT 80` both, and all else a town."""
    return " OR ".join(f"({_within(value, str(one).strip())})" for one in values)


def _within(address: str, said: str) -> str:
    country, _space, rest = said.partition(" ")
    if not (len(country) == 2 and country.isalpha() and country.isupper()):
        country, rest = "", said
    parts = [f"{address}.country = {literal(country)}"] if country else []
    if rest and rest.replace("-", "").isdigit():
        first, _dash, last = rest.partition("-")
        last = last or first
        code = f"{address}.postal_code"
        parts.append(
            f"left({code}, {len(first)}) >= {literal(first)} AND left({code}, {len(last)}) <= {literal(last)}"
            f" AND {code} <> ''"
        )
    elif rest:
        parts.append(f"lower({address}.city) = lower({literal(rest)})")
    return " AND ".join(parts)


_BY_TYPE = {Type.TEXT: _text, Type.FLAG: _flag, Type.PLACE: _place}


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of a comparison with time: `x` is compared by `sign` with what `edge` tells."""

    sign: str
    key: Key
    edge: Edge
    is_relative: bool


def bounds(operator: str, values: Sequence[Any]) -> tuple[Bound, ...]:
    """All of them have to hold; for an operator that negates another, those of the other."""
    operator = OPERATORS[operator].negates or operator
    match operator:
        case "on":
            return _start(">=", values[0]), _end("<", values[0])
        case "between":
            return _start(">=", values[0]), _end("<", values[1])
        case "before":
            return (_start("<", values[0]),)
        case "after":
            return (_end(">=", values[0]),)
        case "in the last":
            return _away(">=", values[0], -1), _NOW_AT_MOST
        case "in the next":
            return _NOW_AT_LEAST, _away("<=", values[0], 1)
        case _:
            return ()


def _start(sign: str, span: Span) -> Bound:
    return Bound(sign, ("start", span), span.start, span.is_relative)


def _end(sign: str, span: Span) -> Bound:
    return Bound(sign, ("end", span), span.end, span.is_relative)


def _away(sign: str, length: Length, direction: int) -> Bound:
    return Bound(
        sign,
        (f"away {direction}", length),
        lambda now: moved(now, direction * length.length, length.unit),
        is_relative=True,
    )


def _now(now: datetime) -> datetime:
    return now


_NOW_AT_MOST, _NOW_AT_LEAST = (Bound(sign, ("now", "now"), _now, is_relative=True) for sign in ("<=", ">="))


def _moment(value: str, operator: str, values: Sequence[Any], given: Given, *, is_day: bool) -> str:
    if operator == "recurs in the next":
        place = given.name(("recurs", values[0]), lambda now: anniversaries(now, values[0]))
        return f"to_char({value if is_day else local_day(value)}, 'MM-DD') = ANY({place}::text[])"
    return " AND ".join(
        f"{value} {bound.sign} {edge(bound, given, is_day=is_day)}" for bound in bounds(operator, values)
    )


def edge(bound: Bound, given: Given, *, is_day: bool) -> str:
    """The place of a bound: a moment, or for days the day it lies on."""
    if is_day:
        return given.name(("day", *bound.key), day_of(bound)) + "::date"
    return given.name(bound.key, bound.edge) + "::timestamptz"


def day_of(bound: Bound) -> Callable[[datetime], date]:
    """The day with which a bound is compared."""
    return lambda now: clock.today(bound.edge(now))


def local_day(value: str) -> str:
    """The day on which a moment lies, in the house's zone."""
    return f"({value} AT TIME ZONE {literal(timezone.get_default_timezone_name())})::date"


def anniversaries(now: datetime, length: Length) -> list[str]:
    """The days of the year from today on, as `MM-DD`. In other years 29 February is kept on the day before."""
    first = clock.today(now)
    last = clock.today(moved(now, length.length, length.unit))
    days = [first + timedelta(days=n) for n in range(min((last - first).days, _MOST_DAYS) + 1)]
    named = {day.strftime("%m-%d") for day in days}
    if any((day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1 for day in days):
        named.add("02-29")
    return sorted(named)


def _faded(falls_at: str, operator: str, values: Sequence[Any], half_life: float, given: Given) -> str:
    """Of what fades its instants are compared: the value is at least v as long as it falls to one point later than
    so many half-lives from now (DESIGN §4)."""
    amounts = [float(value) for value in values]
    match operator:
        case "at least":
            return faded_above(falls_at, amounts[0], half_life, given)
        case "less than":
            return f"({faded_above(falls_at, amounts[0], half_life, given)}) IS NOT TRUE"
        case "more than":
            return faded_above(falls_at, amounts[0], half_life, given, sign=">")
        case "at most":
            return f"({faded_above(falls_at, amounts[0], half_life, given, sign='>')}) IS NOT TRUE"
        case "between":
            above = faded_above(falls_at, amounts[0], half_life, given)
            beyond = faded_above(falls_at, amounts[1], half_life, given, sign=">")
            return f"({above}) AND ({beyond}) IS NOT TRUE"
        case _:
            wholes = [_faded(falls_at, "between", (one, one + 0.999_999), half_life, given) for one in amounts]
            return " OR ".join(f"({whole})" for whole in wholes)


def faded_above(falls_at: str, points: float, half_life: float, given: Given, *, sign: str = ">=") -> str:
    """Whether what fades is worth so many points now."""
    if points <= 0:
        return "true" if sign == ">=" or points < 0 else f"{falls_at} IS NOT NULL"
    away = timedelta(seconds=half_life * log2(points))
    place = given.name(("faded", away), partial(_later, away))
    return f"{falls_at} {sign} {place}::timestamptz"


def faded_bounds(values: Sequence[Any], half_life: float) -> tuple[Bound, ...]:
    """When the answers about what fades change."""
    away = [timedelta(seconds=half_life * log2(float(value))) for value in values if float(value) > 0]
    return tuple(Bound(">=", ("faded", far), partial(_later, far), is_relative=True) for far in away)


def _later(far: timedelta, now: datetime) -> datetime:
    try:
        return now + far
    except OverflowError:
        return LATEST if far > timedelta() else EARLIEST
