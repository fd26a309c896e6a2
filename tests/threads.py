"""Many at the same instant: threads with connections of their own, which all start together."""

import threading
import time
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


def closing_connections(action: Callable[[], None]) -> Callable[[], None]:
    """For a thread of one's own: afterwards its connection is closed, for nobody else could."""

    def act() -> None:
        try:
            action()
        finally:
            connection.close()

    return act


def started(action: Callable[[], T]) -> Callable[[], T]:
    """Somebody else does it, and is waiting for a lock that the caller holds when this returns; the answer gives what
    they answer once the caller has let go."""
    pids: list[int] = []

    def act() -> T:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = '{PATIENCE}s'")
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
            return action()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    running = pool.submit(act)
    pool.shutdown(wait=False)
    deadline = time.monotonic() + PATIENCE
    while not (pids and _is_waiting(pids[0])):
        if running.done() or time.monotonic() > deadline:
            raise AssertionError(f"it does not wait: {running.exception() or running.result()}")
        time.sleep(0.01)
    return lambda: running.result(PATIENCE)


def _is_waiting(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE pid = %s AND NOT granted", [pid])
        return bool(cursor.fetchall())
