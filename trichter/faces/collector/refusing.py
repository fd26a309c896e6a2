"""What was refused is counted in memory and written once a second, however much it is: a flood is no load."""

import asyncio
import re
from collections import Counter

import psycopg
import structlog
from psycopg import AsyncRawCursor
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from trichter.faces.collector.knowing import day_of
from trichter.facts.timeline.hits.refusals import NOBODYS, OTHERS, STATEMENT
from trichter.generation.tracking.errors import ForeignSite, Refused, UnknownKey
from trichter.kernel import clock

EACH = 1.0
"""Seconds between two writes."""
MOST = 1_000
"""Hosts that are told apart meanwhile."""
_HOST = re.compile(r"[a-z0-9._-]{1,253}(:\d{1,5})?")

log = structlog.get_logger(__name__)


class Refusals:
    """Of this process."""

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool
        self._counted: Counter[tuple[int, str]] = Counter()
        self._flush: asyncio.Task[None] | None = None

    def note(self, error: Refused, host: str) -> None:
        """Somebody was refused who is on that site; counted is who has no key of ours, and whose site is foreign."""
        if not isinstance(error, (UnknownKey, ForeignSite)):
            return
        source = error.source if isinstance(error, ForeignSite) else NOBODYS
        told = (error.host if isinstance(error, ForeignSite) else "") or host
        key = (source, told if _HOST.fullmatch(told) else OTHERS)
        if key not in self._counted and len(self._counted) >= MOST:
            key = (source, OTHERS)
        self._counted[key] += 1
        if self._flush is None or self._flush.done():
            self._flush = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """While the database is away they wait in memory."""
        while self._counted:
            await asyncio.sleep(EACH)
            told, self._counted = self._counted, Counter()
            sources, hosts = zip(*told, strict=True)
            given = [day_of(clock.now()), list(sources), list(hosts), list(told.values())]
            try:
                async with self._pool.connection() as connection:
                    await AsyncRawCursor(connection).execute(STATEMENT, given)
            except (psycopg.Error, PoolTimeout):
                log.warning("refusals not written", exc_info=True)
                self._counted.update(told)
