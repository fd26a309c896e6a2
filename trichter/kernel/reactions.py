"""The registry of reactions: what happens after a touchpoint is recorded, declared beside the feature that does it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

Handler = Callable[["Cause"], None]


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


_by_name: dict[str, Reaction] = {}
_by_kind: dict[str, list[str]] = defaultdict(list)


def reaction(name: str, *, on: tuple[str, ...]) -> Callable[[Handler], Handler]:
    """Declare the decorated function as the reaction `name` to touchpoints of the kinds `on`."""

    def declare(handle: Handler) -> Handler:
        forget(name)
        _by_name[name] = Reaction(name, frozenset(on), handle)
        for kind in on:
            _by_kind[kind].append(name)
        return handle

    return declare


def forget(name: str) -> None:
    """Take a declaration back."""
    known = _by_name.pop(name, None)
    for kind in known.kinds if known else ():
        _by_kind[kind].remove(name)


def named(name: str) -> Reaction | None:
    """The reaction of that name, or nothing if the feature is gone."""
    return _by_name.get(name)


def of_kind(kind: str) -> tuple[str, ...]:
    """The names of the reactions to a kind."""
    return tuple(_by_kind.get(kind, ()))


def known() -> tuple[Reaction, ...]:
    """All reactions."""
    return tuple(_by_name.values())
