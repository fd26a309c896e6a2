"""The registry of reactions: what happens after a touchpoint is recorded, declared beside the feature that does it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Handler = Callable[["Cause"], None]
Condition = Callable[[Mapping[str, Any]], bool]
"""Whether a touchpoint with this payload concerns a reaction at all."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The recorded touchpoint a reaction answers; whatever the handler records names it as its cause."""

    contact_id: int
    touchpoint_id: int
    kind: str
    depth: int


@dataclass(frozen=True, slots=True)
class Reaction:
    """A named handler. It runs in one transaction with its outbox row: what it writes, it writes exactly once."""

    name: str
    kinds: frozenset[str]
    handle: Handler
    when: Condition


_by_name: dict[str, Reaction] = {}
_by_kind: dict[str, list[Reaction]] = defaultdict(list)


def _always(_payload: Mapping[str, Any]) -> bool:
    return True


def reaction(name: str, *, on: tuple[str, ...], when: Condition = _always) -> Callable[[Handler], Handler]:
    """Declare the decorated function as the reaction `name` to touchpoints of the kinds `on`.

    `when` spares the outbox rows of touchpoints whose payload says that nothing would be done about them.
    """

    def declare(handle: Handler) -> Handler:
        forget(name)
        _by_name[name] = declared = Reaction(name, frozenset(on), handle, when)
        for kind in on:
            _by_kind[kind].append(declared)
        return handle

    return declare


def forget(name: str) -> None:
    """Take a declaration back."""
    if known := _by_name.pop(name, None):
        for kind in known.kinds:
            _by_kind[kind].remove(known)


def named(name: str) -> Reaction | None:
    """The reaction of that name, or nothing if the feature is gone."""
    return _by_name.get(name)


def to(kind: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the reactions to a touchpoint of that kind which says this."""
    return tuple(one.name for one in _by_kind.get(kind, ()) if one.when(payload))


def known() -> tuple[Reaction, ...]:
    """All reactions."""
    return tuple(_by_name.values())
