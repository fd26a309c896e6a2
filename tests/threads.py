"""Many at the same instant: threads with connections of their own, which all start together."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
PATIENCE = 60
"""Seconds after which threads that wait for each other count as stuck."""


def at_once(*actions: Callable[[], T]) -> list[T]:
    """What each answers, in their order; an error of one is raised here."""
    start = threading.Barrier(len(actions))

    def act(action: Callable[[], T]) -> T:
        try:
            with connection.cursor() as cursor:  # connected before the start, not after
                cursor.execute(f"SET statement_timeout = '{PATIENCE}s'")
            start.wait(PATIENCE)
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        running: list[Future[T]] = [pool.submit(act, action) for action in actions]
        return [future.result(PATIENCE * 2) for future in running]


def meanwhile(action: Callable[[], T]) -> T:
    """Done by somebody else, on another connection, while the caller waits."""
    return at_once(action)[0]
