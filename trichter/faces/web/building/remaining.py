"""Whom each condition of a builder leaves: the rule so far, condition by condition."""

from collections.abc import Iterator, Sequence

from trichter.faces.web.building.draft import WITHIN, WITHOUT, Part
from trichter.faces.web.building.saying import Saying
from trichter.qualification.rules.tree import Every, Node, Not


def remaining(saying: Saying) -> dict[str, Node]:
    """By path: those for whom all holds up to here. Parts that are alternatives are each asked after what stands before
    them."""
    return dict(_remaining(saying))


def _remaining(saying: Saying) -> Iterator[tuple[str, Node]]:
    before: list[Node] = []
    within = saying.draft.within
    for path, part in _parts(saying, within, WITHIN):
        node = saying.nodes[path]
        yield from _within(saying, part, path, before)
        yield path, _every([*before, node])
        if within.what == "all":
            before.append(node)
    if within.what != "all":
        before = [saying.within] if saying.within is not None else []
    for path, part in _parts(saying, saying.draft.without, WITHOUT):
        yield from _within(saying, part, path, before)
        before.append(Not(negated=saying.nodes[path]))
        yield path, _every(before)


def _within(saying: Saying, part: Part, path: str, before: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """The parts of a group, each alone among those who are left before it."""
    if part.sort != "group" or part.what == "colleague":
        return
    for below, one in _parts(saying, part, path):
        yield below, _every([*before, saying.nodes[below]])
        yield from _within(saying, one, below, before)


def _parts(saying: Saying, part: Part, path: str) -> Iterator[tuple[str, Part]]:
    """Those that can be asked already."""
    for number, one in enumerate(part.parts):
        if f"{path}-{number}" in saying.nodes:
            yield f"{path}-{number}", one


def _every(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Every(all=tuple(nodes))
