"""What the buttons of the builder do: `add:r-0`, `group:r`, `remove:r-0-1`, `drop:r-0:2`, `up:r-1`, `any:r`."""

from collections.abc import Callable
from dataclasses import replace

from trichter.faces.web.building.draft import CONDITION, JOINS, Draft, Part, changed, group

WAYS = {"up": -1, "down": 1}
Step = Callable[[Part, str], Part | None]


def step(draft: Draft, do: str) -> Draft:
    """The draft after a button was pressed; the same if the builder has no such button."""
    name, _colon, rest = do.partition(":")
    path, _colon, more = rest.partition(":")
    if name in JOINS:
        return changed(draft, path, lambda part: replace(part, what=name) if part.sort == "group" else part)
    if name in WAYS:
        return moved(draft, path, WAYS[name])
    if name not in _STEPS:
        return draft
    return changed(draft, path, lambda part: _STEPS[name](part, more))


def place_of(path: str) -> tuple[str, int]:
    """The path of the group, and the number of the part in it."""
    above, _dash, number = path.rpartition("-")
    return above, int(number) if number.isdecimal() else -1


def moved(draft: Draft, path: str, way: int) -> Draft:
    """With a part before the one above it, or behind the one below; the same if there is none."""
    above, number = place_of(path)
    return changed(draft, above, lambda part: replace(part, parts=_swapped(part.parts, number, number + way)))


def _swapped(parts: tuple[Part, ...], one: int, other: int) -> tuple[Part, ...]:
    if not (0 <= one < len(parts) and 0 <= other < len(parts)):
        return parts
    order = list(parts)
    order[one], order[other] = order[other], order[one]
    return tuple(order)


def _add(part: Part, _more: str) -> Part:
    return replace(part, parts=(*part.parts, CONDITION))


def _group(part: Part, _more: str) -> Part:
    other = "any" if part.what == "all" else "all"
    return replace(part, parts=(*part.parts, group(other, CONDITION)))


def _drop(part: Part, more: str) -> Part:
    kept = (slot for number, slot in enumerate(part.slots) if str(number) != more)
    return replace(part, slots=tuple(kept))


def _remove(_part: Part, _more: str) -> None:
    return None


_STEPS: dict[str, Step] = {"add": _add, "group": _group, "drop": _drop, "remove": _remove}
