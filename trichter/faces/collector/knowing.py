"""What a collector knows of the house: its sources, by key and number, and the day with its salt."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from trichter.facts.consent.wordings import LATEST
from trichter.facts.timeline.hits.counting import SALT
from trichter.facts.timeline.hits.sources import OPEN_SOURCES, Listed, listed
from trichter.facts.timeline.origins.versions import IN_FORCE, of_rows
from trichter.generation.tracking import events
from trichter.generation.tracking.events import Today
from trichter.kernel import clock
from trichter.spine.browsers import CHANNEL, PURPOSE

FRESH = 2.0
"""Seconds for which what is known is believed."""
LOOK = 15.0
"""Seconds after midnight by which the day is forgotten."""


@dataclass(frozen=True, slots=True)
class Known:
    """As it stood a moment ago."""

    by_key: Mapping[str, Listed]
    by_number: Mapping[int, Listed]
    today: Today
    wordings: Mapping[str, tuple[int, str]]
    """By language, the number and the text of the words by which visitors are asked."""


@dataclass(slots=True)
class House:
    """Of this process. While the database is away what was known last is good enough, until the day is another."""

    pool: AsyncConnectionPool
    _known: Known | None = None
    _until: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def known(self) -> Known:
        """Raises what the database raises."""
        if self._known is None or time.monotonic() >= self._until:
            async with self._lock:
                if self._known is None or time.monotonic() >= self._until:
                    self._known = await self._look_or_trust()
                    self._until = time.monotonic() + min(FRESH, _left_of(self._known.today.day))
        return self._known

    async def watch(self) -> None:
        """Forget the day when it is over, though nobody asks: its salt, and all addresses (LAW 5.2)."""
        while True:
            await asyncio.sleep(LOOK)
            if self._known and self._known.today.day != day_of(clock.now()):
                self._known = None
                events.forget()

    async def _look_or_trust(self) -> Known:
        try:
            return await self._look()
        except (psycopg.OperationalError, PoolTimeout):
            if self._known is None or self._known.today.day != day_of(clock.now()):
                raise
            return self._known

    async def _look(self) -> Known:
        day = day_of(clock.now())
        async with self.pool.connection() as connection:
            sources = listed(await _ask(connection, OPEN_SOURCES))
            ((salt,),) = await _ask(connection, SALT, [day, secrets.token_bytes(16)])
            told = await _ask(connection, LATEST, [PURPOSE, CHANNEL])
            rules = of_rows(await _ask(connection, IN_FORCE))
        by_key, by_number = {one.key: one for one in sources}, {one.id: one for one in sources}
        wordings = {language: (number, text) for language, number, text in told}
        return Known(by_key, by_number, Today(day, bytes(salt), rules), wordings)


async def _ask(connection: AsyncConnection, statement: str, given: list[Any] | None = None) -> list[tuple[Any, ...]]:
    cursor = AsyncRawCursor(connection)
    await cursor.execute(statement, given or [])
    return await cursor.fetchall()


def _left_of(day: str) -> float:
    """Seconds until the day is over."""
    midnight = datetime.combine(date.fromisoformat(day) + timedelta(days=1), datetime.min.time(), _zone)
    return (midnight - clock.now()).total_seconds()


def day_of(now: datetime) -> str:
    """The day of the house, as it is counted."""
    return now.astimezone(_zone).date().isoformat()


_zone = ZoneInfo(settings.TIME_ZONE)
