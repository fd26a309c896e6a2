"""A rule as a tree: what is stored, with a version, and what its text is parsed to. Nothing here asks the database.

As JSON: `{"version": 1, "where": {"all": [{"operand": "company.industry", "operator": "is", "values": ["Metall"]},
{"did": {"kinds": ["page.viewed"], "where": […]}, "operator": "at least", "values": [2]}]}}`.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictBool, StrictFloat, StrictInt, StrictStr, Tag

from trichter.qualification.rules.spans import Day, Distance, Length, Period

LONGEST = 200
"""Values of one list, and parts of one group."""

Value = Annotated[StrictBool | StrictInt | StrictFloat | StrictStr | Day | Period | Distance | Length, Field()]
Values = Annotated[tuple[Value, ...], Field(max_length=LONGEST)]
Place = tuple[str | int, ...]
"""Where in the tree something stands, from the root: `("where", "all", 2, "not")`."""


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, str_max_length=1_000, allow_inf_nan=False
    )


class Compare(_Model):
    """An operand of the registry (`operands`) compared with values, as many as its operator takes."""

    operand: str
    operator: str
    values: Values = ()


class Touches(_Model):
    """Touchpoints of any of these kinds, narrowed by what they carry: all of `where` has to hold."""

    kinds: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]
    where: Annotated[tuple[Compare, ...], Field(max_length=20)] = ()
    when: Compare | None = None


class Did(_Model):
    """Touchpoints measured and the measure compared: how many, the sum of a field, when the first or the last was.

    Without an operator: at least one. `of` names the field that is summed.
    """

    did: Touches
    measure: Literal["count", "sum", "first", "last"] = "count"
    of: str | None = None
    operator: str = "at least"
    values: Values = (1,)


class Every(_Model):
    """All of these hold."""

    all: Annotated[tuple["Node", ...], Field(min_length=1, max_length=LONGEST)]


class Some(_Model):
    """At least one of these holds."""

    any: Annotated[tuple["Node", ...], Field(min_length=1, max_length=LONGEST)]


class Not(_Model):
    """This does not hold, for whatever reason: the unknown counts as not holding."""

    negated: Annotated["Node", Field(alias="not")]


class Colleague(_Model):
    """It holds for somebody else of the same company."""

    colleague: "Node"


_SIGNS = {"operand": "compare", "did": "did", "all": "all", "any": "any", "not": "not", "colleague": "colleague"}
_CLASSES: dict[type, str] = {}


def _sort(given: Any) -> str | None:
    if isinstance(given, BaseModel):
        return _CLASSES.get(type(given))
    return next((sort for sign, sort in _SIGNS.items() if isinstance(given, dict) and sign in given), None)


Node = Annotated[
    Annotated[Compare, Tag("compare")]
    | Annotated[Did, Tag("did")]
    | Annotated[Every, Tag("all")]
    | Annotated[Some, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Colleague, Tag("colleague")],
    Discriminator(_sort),
]
_CLASSES |= {Compare: "compare", Did: "did", Every: "all", Some: "any", Not: "not", Colleague: "colleague"}
for _model in (Every, Some, Not, Colleague):
    _model.model_rebuild()


class Rule(_Model):
    """A whole rule. Equal rules ask the same, and can be keys."""

    version: Literal[1] = 1
    where: Node

    def json_form(self) -> dict[str, Any]:
        """What is stored."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"version": self.version}


def parts(node: Node) -> Iterator[tuple[Place, Node]]:
    """The parts of a group, or what a node negates or says of colleagues, each with its place below the node."""
    match node:
        case Every():
            yield from ((("all", index), part) for index, part in enumerate(node.all))
        case Some():
            yield from ((("any", index), part) for index, part in enumerate(node.any))
        case Not():
            yield ("not",), node.negated
        case Colleague():
            yield ("colleague",), node.colleague
        case _:
            return


def walk(node: Node, place: Place = ("where",)) -> Iterator[tuple[Place, Node]]:
    """The node and all below it, each with its place, what is above first."""
    yield place, node
    for below, part in parts(node):
        yield from walk(part, (*place, *below))
