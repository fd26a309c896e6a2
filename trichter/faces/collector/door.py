"""Visitors' answers go the one way through `record()`, a few at once; and no network gives more than its people can.

Counted are masked networks, in the memory of this process alone, and none is remembered for longer than its stretch.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connections

from trichter.generation.tracking import decisions
from trichter.generation.tracking.errors import Busy, TooMany
from trichter.generation.tracking.events import Client
from trichter.generation.tracking.snippet import Answer
from trichter.kernel.networks import masked

AT_ONCE = 4
"""Threads, each with a connection to the database."""
MOST_WAITING = 200
"""Answers that wait for one of them; whoever comes then is told to come again."""
MINUTE, HOUR = 60, 3_600
MOST_A_MINUTE, MOST_AN_HOUR = 120, 1_000
"""Answers of a network: a large firm's whole office may come by one."""
MOST_NETWORKS = 100_000
"""That are counted at once."""


class Limit:
    """So many of each network in a stretch of so many seconds, which begins with the first of anybody's."""

    def __init__(self, most: int, *, seconds: int) -> None:
        self._most, self._seconds = most, seconds
        self._counted: Counter[str] = Counter()
        self._until = 0.0

    def count(self, network: str) -> None:
        """One more. Raises `TooMany`."""
        loop = asyncio.get_running_loop()
        if not self._counted:
            self._until = loop.time() + self._seconds
            loop.call_later(self._seconds, self._counted.clear)
        if self._counted[network] >= self._most or len(self._counted) > MOST_NETWORKS:
            raise TooMany(max(1, round(self._until - loop.time())))
        self._counted[network] += 1


class Door:
    """Of one process. A withdrawal is counted by itself: nobody's yes, however often it is said, keeps one away."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answers")
        self._inside = 0
        self._limits = {is_withdrawal: _limits() for is_withdrawal in (False, True)}

    async def take(self, answer: Answer, *, source: int, client: Client) -> None:
        """Returns when it is written down. Raises `Busy`, `TooMany` and `Objects`."""
        if self._inside >= AT_ONCE + MOST_WAITING:
            raise Busy
        for limit in self._limits[answer.s == "withdrawn"]:
            limit.count(masked(client.address))
        self._inside += 1
        try:
            await self._in_thread(partial(decisions.take, answer, source=source, client=client))
        finally:
            self._inside -= 1

    async def _in_thread(self, work: Callable[[], None]) -> None:
        """Its connection is given back."""

        def done() -> None:
            try:
                work()
            finally:
                connections.close_all()

        await asyncio.get_running_loop().run_in_executor(self._threads, done)


def _limits() -> tuple[Limit, ...]:
    return Limit(MOST_A_MINUTE, seconds=MINUTE), Limit(MOST_AN_HOUR, seconds=HOUR)
