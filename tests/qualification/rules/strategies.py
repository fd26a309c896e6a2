"""Random rules: all that the tree can hold, whether or not there is such a thing to ask."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from trichter.qualification.rules.operators import OPERATORS, Operator, Takes
from trichter.qualification.rules.spans import Day, Distance, Length, Period, Unit
from trichter.qualification.rules.touching import AT
from trichter.qualification.rules.tree import Colleague, Compare, Did, Every, Node, Not, Rule, Some, Touches
from trichter.qualification.rules.types import NUMERIC, WHEN

_UNITS = st.sampled_from(Unit)
_CALENDAR = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)
_AMOUNTS = st.integers(0, 10_000)
_TRAPS = ["and", "not", "did", "last", "today", "yes", "12", "-1", "2026-11-30", "a,b", "a(b)", "#", "\\", '"', "'"]
_TEXTS = st.one_of(
    st.sampled_from(["Metall", "page.viewed", "/preise", "A & B", "in 7 days", "zwei\nZeilen", "ſum", "", *_TRAPS]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
names = st.one_of(st.sampled_from(["stage", "company.industry", "custom.first", "mql"]), _TEXTS)
numbers = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
lengths = st.builds(Length, length=_AMOUNTS, unit=_UNITS)
spans = st.one_of(
    st.builds(Day, day=st.dates(date(1, 1, 2), date(9999, 12, 30))),
    st.builds(Period, period=st.sampled_from(_CALENDAR), shift=st.integers(-1, 1)),
    st.builds(Distance, distance=_AMOUNTS, unit=_UNITS, is_ahead=st.booleans()),
)
values = st.one_of(st.booleans(), numbers, _TEXTS, spans)


def _given(operator: Operator, among: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    match operator.takes:
        case Takes.NOTHING:
            return st.just(())
        case Takes.ONE:
            return st.tuples(among)
        case Takes.TWO:
            return st.tuples(among, among)
        case Takes.LENGTH:
            return st.tuples(lengths)
        case _:
            return st.lists(among, min_size=1, max_size=3).map(tuple)


@st.composite
def compares(draw: st.DrawFn, operands: st.SearchStrategy[str] = names) -> Compare:
    """An operand of any name, with any operator and as many values as that takes."""
    operator = draw(st.sampled_from(list(OPERATORS.values())))
    return Compare(operand=draw(operands), operator=operator.key, values=draw(_given(operator, values)))


@st.composite
def windows(draw: st.DrawFn) -> Compare:
    """When something was done."""
    operator = draw(st.sampled_from([one for one in OPERATORS.values() if one.types & WHEN]))
    return Compare(operand=AT, operator=operator.key, values=draw(_given(operator, spans)))


@st.composite
def dids(draw: st.DrawFn) -> Did:
    """Touchpoints measured in any way."""
    touches = Touches(
        kinds=tuple(draw(st.lists(names, min_size=1, max_size=3))),
        where=tuple(draw(st.lists(compares(), max_size=2))),
        when=draw(st.none() | windows()),
    )
    measure = draw(st.sampled_from(["count", "sum", "first", "last"]))
    types, among = (NUMERIC, numbers) if measure in ("count", "sum") else (WHEN, spans)
    operator = draw(st.sampled_from([one for one in OPERATORS.values() if one.types & types]))
    return Did(
        did=touches,
        measure=measure,
        of=draw(names) if measure == "sum" else None,
        operator=operator.key,
        values=draw(_given(operator, st.sampled_from([0, 1]) | among)),
    )


def _above(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Every, all=several),
        st.builds(Some, any=several),
        st.builds(lambda node: Not(negated=node), below),
        st.builds(Colleague, colleague=below),
    )


nodes: st.SearchStrategy[Node] = st.recursive(compares() | dids(), _above, max_leaves=8)
rules: st.SearchStrategy[Rule] = st.builds(Rule, where=nodes)
