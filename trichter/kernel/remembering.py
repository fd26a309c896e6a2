"""What nearly never changes and is asked with every request is remembered for a moment.

A change that this process makes shows at once if whoever makes it calls `forget()`; one made elsewhere, a second later.
Within a transaction nothing is remembered or believed: what is read there may never come to be.
"""

import time
from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Any, ClassVar, Generic, ParamSpec, TypeVar

from django.db import connection

SECONDS = 1.0
MOST = 256
"""Answers of one function; what visitors ask for must not fill the memory."""

P = ParamSpec("P")
T = TypeVar("T")


class Remembered(Generic[P, T]):
    """A function whose answers are remembered by its arguments, which have to be hashable. Errors are not."""

    _all: ClassVar[list["Remembered[..., Any]"]] = []

    def __init__(self, function: Callable[P, T]) -> None:
        self._function = function
        self._answers: dict[Hashable, tuple[float, T]] = {}
        update_wrapper(self, function)
        Remembered._all.append(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            return self._function(*args, **kwargs)
        asked, now = (args, *sorted(kwargs.items())), time.monotonic()
        known = self._answers.get(asked)
        if known and known[0] > now:
            return known[1]
        answer = self._function(*args, **kwargs)
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[asked] = now + SECONDS, answer
        return answer

    def forget(self) -> None:
        """Ask anew from now on."""
        self._answers.clear()


remembered = Remembered
"""The decorator."""


def forget_all() -> None:
    """Ask anew for everything, as after a change of the whole database."""
    for one in Remembered._all:
        one.forget()
