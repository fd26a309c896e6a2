"""Asking a process and its threads to stop, so that whoever of them waits for something does so no longer."""

import os
import select
import weakref
from typing import Protocol

from django.db import connection


class _Readable(Protocol):
    def fileno(self) -> int: ...


class Stop:
    """A request that stays, told by a pipe which nobody reads: each of those who wait for it wakes up."""

    def __init__(self) -> None:
        self.is_asked = False
        self._reader, self._writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        for end in (self._reader, self._writer):
            weakref.finalize(self, os.close, end)

    def ask(self) -> None:
        """From a signal handler or another thread."""
        self.is_asked = True
        os.write(self._writer, b".")

    def wait(self, seconds: float, *others: _Readable) -> None:
        """Until it is asked for or one of the others has something to read, but not for long."""
        lines: list[int | _Readable] = [self._reader, *others]
        select.select(lines, [], [], seconds)

    def wait_for_news(self, channel: str, *, seconds: float) -> None:
        """Until a transaction that tells something on the channel commits; else as `wait`."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {channel}")
        # Django does not know of this wait: what the driver says of a database that goes away it has to hear from us.
        with connection.wrap_database_errors:
            line = connection.connection
            if not list(line.notifies(timeout=0)):  # else they came with the answer to something else
                self.wait(seconds, line)
                list(line.notifies(timeout=0))
