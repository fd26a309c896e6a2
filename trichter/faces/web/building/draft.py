"""A rule while somebody builds it: what its inputs hold, complete or not. It is what a page posts and shows again.

Each part has a path, by which its inputs and buttons are named: `r` those who belong to it, `x` those who do not,
`r-0` the first condition, `r-0-1` the second part of a group or what narrows a touchpoint down, `r-0-at` when it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import QueryDict

DEEPEST = 8
WITHIN, WITHOUT, AT = "r", "x", "at"
DID = "did:"
"""Before the kind of a touchpoint, where it is chosen among the operands."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A value: what was typed or chosen, and of a time or a length of time how it is to be read."""

    text: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A condition or a group. `what` is the operand, `did:` with a kind, how the parts of a group are joined, or the
    text of what only a text can say."""

    sort: str
    what: str = ""
    operator: str = ""
    slots: tuple[Slot, ...] = ()
    parts: tuple["Part", ...] = ()
    when: "Part | None" = None

    @property
    def kind(self) -> str:
        """Of touchpoints."""
        return self.what.removeprefix(DID) if self.what.startswith(DID) else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Those who belong to it, and those who do not whatever else is true of them."""

    within: Part
    without: Part

    def json_form(self) -> dict[str, Any]:
        """As a page keeps it."""
        return asdict(self)


def group(join: str, *parts: Part) -> Part:
    """Parts of which `all`, `any` or `none` have to hold, or all of some `colleague`."""
    return Part("group", join, parts=parts)


EMPTY = Draft(group("all"), group("any"))
CONDITION = Part("condition")
JOINS = ("all", "any", "none", "colleague")


def of_json(given: dict[str, Any]) -> Draft:
    """What `json_form` gave."""
    return Draft(_part(given["within"]), _part(given["without"]))


def _part(given: dict[str, Any]) -> Part:
    return Part(
        given["sort"],
        given["what"],
        given["operator"],
        tuple(Slot(**slot) for slot in given["slots"]),
        tuple(map(_part, given["parts"])),
        _part(given["when"]) if given["when"] else None,
    )


def posted(data: QueryDict) -> Draft:
    """What the inputs of a page hold."""
    return Draft(_posted(data, WITHIN, "group"), _posted(data, WITHOUT, "group"))


def _posted(data: QueryDict, path: str, sort: str = "") -> Part:
    parts: list[Part] = []
    while path.count("-") < DEEPEST and f"{path}-{len(parts)}.sort" in data:
        parts.append(_posted(data, f"{path}-{len(parts)}"))
    how = data.getlist(f"{path}.how")
    texts = [text.strip() for text in data.getlist(f"{path}.text")]
    slots = [Slot(text, how[place] if place < len(how) else "") for place, text in enumerate(texts)]
    part = Part(
        sort or data.get(f"{path}.sort", ""),
        data.get(f"{path}.what", "") or ("all" if sort else ""),
        data.get(f"{path}.operator", ""),
        tuple(slots),
        tuple(parts),
        _posted(data, f"{path}-{AT}") if f"{path}-{AT}.sort" in data else None,
    )
    return _renewed(part) if part.what != data.get(f"{path}.was", part.what) else part


def _renewed(part: Part) -> Part:
    """Something else was chosen: what stood behind it said something of the former."""
    if part.sort == "group":
        return part
    return replace(CONDITION, what=part.what)


def at(draft: Draft, path: str) -> Part | None:
    """The part at a path."""
    part: Part | None = draft.within if path[:1] == WITHIN else draft.without if path[:1] == WITHOUT else None
    for step in path.split("-")[1:]:
        if part is None:
            return None
        part = part.when if step == AT else _nth(part, step)
    return part


def _nth(part: Part, step: str) -> Part | None:
    return part.parts[int(step)] if step.isdecimal() and int(step) < len(part.parts) else None


def changed(draft: Draft, path: str, change: Callable[[Part], Part | None]) -> Draft:
    """With another part at the path, or without it if the change answers None; unchanged if there is none."""
    if at(draft, path) is None:
        return draft
    first, *steps = path.split("-")
    side = "within" if first == WITHIN else "without"
    part = _changed(getattr(draft, side), steps, change)
    return replace(draft, **{side: part if part is not None else group("all" if side == "within" else "any")})


def _changed(part: Part, steps: list[str], change: Callable[[Part], Part | None]) -> Part | None:
    if not steps:
        return change(part)
    step, *rest = steps
    if step == AT:
        return replace(part, when=_changed(part.when, rest, change) if part.when else None)
    number = int(step)
    changed = _changed(part.parts[number], rest, change)
    kept = () if changed is None else (changed,)
    return replace(part, parts=(*part.parts[:number], *kept, *part.parts[number + 1 :]))


def walk(draft: Draft) -> Iterator[tuple[str, Part]]:
    """All parts with their paths, what is above first."""
    yield from _walk(draft.within, WITHIN)
    yield from _walk(draft.without, WITHOUT)


def _walk(part: Part, path: str) -> Iterator[tuple[str, Part]]:
    yield path, part
    for number, one in enumerate(part.parts):
        yield from _walk(one, f"{path}-{number}")
    if part.when is not None:
        yield from _walk(part.when, f"{path}-{AT}")
