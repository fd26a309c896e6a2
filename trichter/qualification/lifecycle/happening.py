"""What a rule asks of a touchpoint alone: `did form.submitted`, `did call.made where direction is in`.

Such a rule is decided with the touchpoint that it means, without asking the database, and only by that: what was known
before it decides nothing anew.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trichter.facts.timeline.registry import UnknownKind, kind_named
from trichter.qualification.rules.touching import parts
from trichter.qualification.rules.tree import Compare, Did, Node, Some
from trichter.qualification.rules.types import Type


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number, or more."""

    number: Any


@dataclass(frozen=True, slots=True)
class Happening:
    """A touchpoint of this kind whose payload holds these values."""

    kind: str
    where: Mapping[str, Any]

    def is_meant(self, kind: str, payload: Mapping[str, Any]) -> bool:
        """Whether this touchpoint is one; of texts case says nothing, as in rules."""
        return kind == self.kind and all(_holds(payload.get(name), said) for name, said in self.where.items())


def of(node: Node) -> tuple[Happening, ...]:
    """What such a rule waits for; nothing if it asks more than one touchpoint can tell."""
    nodes = node.any if isinstance(node, Some) else (node,)
    found = [_told(one) for one in nodes]
    return tuple(happening for one in found for happening in one) if all(found) else ()


def _told(node: Node) -> tuple[Happening, ...]:
    if not isinstance(node, Did) or (node.measure, node.operator, node.values) != ("count", "at least", (1,)):
        return ()
    if node.did.when is not None:
        return ()
    try:
        where = dict(_said(node.did.kinds, node.did.where))
    except (UnknownKind, KeyError):
        return ()
    return tuple(Happening(kind, where) for kind in node.did.kinds)


def _said(kinds: tuple[str, ...], compares: tuple[Compare, ...]) -> Iterator[tuple[str, Any]]:
    """Raises `KeyError` for what no payload of these kinds says by itself."""
    known = parts(kinds)
    for one in compares:
        is_carried = all(one.operand in kind_named(kind).payload.model_fields for kind in kinds)
        said = _SAID.get((one.operator, known[one.operand].type)) if is_carried else None
        if said is None:
            raise KeyError(one.operand)
        yield one.operand, said(one.values[0])


def _holds(given: Any, said: Any) -> bool:
    if isinstance(said, AtLeast):
        return isinstance(given, (int, float)) and given >= said.number
    return bool(_plain(given) == _plain(said))


def _plain(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _itself(value: Any) -> Any:
    return value


_SAID: Mapping[tuple[str, Type], Callable[[Any], Any]] = {
    **{("is", type_): _itself for type_ in (Type.CHOICE, Type.TEXT, Type.FLAG)},
    ("at least", Type.NUMBER): AtLeast,
}
"""What a payload is compared with, by operator and type."""
