"""The kinds of long work, each declared beside the feature that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from trichter.kernel.words import Words
from trichter.spine.models import Work

JSON = Any


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did: how many more are done, and where the next begins (`task.position`); None if it was the last.

    `total` and `report` replace what stands, where they are given.
    """

    done: int
    at: JSON | None = None
    total: int | None = None
    report: Mapping[str, JSON] | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What work that keeps its own transactions is given: whom to tell how far it is, and whether to stop."""

    task: Work
    tell: Callable[[int, int | None], None]
    is_cancelled: Callable[[], bool]


Steps = Callable[[Work], Step]
AtOnce = Callable[[Course], Mapping[str, JSON]]
S = TypeVar("S", bound=Steps)
A = TypeVar("A", bound=AtOnce)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: what people call it, how it is done, and the kind of work that takes it back, if any does."""

    name: str
    label: Words
    undo: str | None = None
    step: Steps | None = None
    at_once: AtOnce | None = None


_kinds: dict[str, Kind] = {}


def work(name: str, *, label: Words, undo: str | None = None) -> Callable[[S], S]:
    """Declare the decorated function as one step of the work `name`: called again and again, in a transaction each.

    `task.position` is None at the first step. Whoever takes a work back finds it in `task.undoes`.
    """

    def declare(step: S) -> S:
        _kinds[name] = Kind(name, label, undo, step=step)
        return step

    return declare


def work_at_once(name: str, *, label: Words, undo: str | None = None) -> Callable[[A], A]:
    """Declare a function that does all of the work `name` and keeps its own transactions; it answers the report.

    After a crash it is called again and has to find out itself what is done. It should ask `is_cancelled` often, and
    end early if so.
    """

    def declare(at_once: A) -> A:
        _kinds[name] = Kind(name, label, undo, at_once=at_once)
        return at_once

    return declare


def forget(name: str) -> None:
    """Take a declaration back."""
    _kinds.pop(name, None)


def kind_named(name: str) -> Kind | None:
    """The kind of that name, or nothing if the feature is gone."""
    return _kinds.get(name)
