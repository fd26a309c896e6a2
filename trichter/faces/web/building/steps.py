"""What the buttons of the builder do: `add:r-0`, `group:r`, `remove:r-0-1`, `drop:r-0:2`, `any:r`."""

from collections.abc import Callable
from dataclasses import replace

from trichter.faces.web.building.draft import CONDITION, JOINS, Draft, Part, changed, group

Step = Callable[[Part, str], Part | None]


def step(draft: Draft, do: str) -> Draft:
    """The draft after a button was pressed; the same if the builder has no such button."""
    name, _colon, rest = do.partition(":")
    path, _colon, more = rest.partition(":")
    if name in JOINS:
        return changed(draft, path, lambda part: replace(part, what=name) if part.sort == "group" else part)
    if name not in _STEPS:
        return draft
    return changed(draft, path, lambda part: _STEPS[name](part, more))


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
