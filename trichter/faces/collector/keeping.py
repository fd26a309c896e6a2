"""Group commit: what comes while one batch is written is the next batch, and nobody is answered before the commit.

If the database is away, or more waits than is good, the answer is 503 and nothing was promised.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import psycopg
import structlog
from psycopg import AsyncRawCursor
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from trichter.facts.timeline.hits.arrivals import STATEMENT, Arrival, values
from trichter.generation.tracking.errors import Busy, NotUnderstood
from trichter.kernel import clock

LANES = 3
"""Batches that are written at once: while one waits for the disk another is written and a third made ready."""
GATHER = 0.001
"""Seconds for which a batch gathers while another is on its way: to write a few more of them costs next to nothing."""
ENOUGH = 50
"""Events for which nothing is gained by gathering more."""
MOST = 200
"""Events of a batch, but for one parcel that brings more: while these are written the next are read."""
MOST_WAITING, MOST_BYTES = 20_000, 64 * 1024 * 1024
"""Events that wait in memory, and bytes by which they came; whoever comes then is told to come again."""

log = structlog.get_logger(__name__)


class _Parcel(NamedTuple):
    arrivals: Sequence[Arrival]
    bytes: int
    done: asyncio.Future[None]


class Keeper:
    """Writes what arrives in this process."""

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool
        self._waiting: deque[_Parcel] = deque()
        self._size = self._bytes = 0
        self._lanes: set[asyncio.Task[None]] = set()

    async def keep(self, arrivals: Sequence[Arrival], *, size: int) -> None:
        """Returns when they are committed; `size` is of how many bytes they were read.

        Raises `Busy`, and `NotUnderstood` if the database cannot hold them.
        """
        if not arrivals:
            return
        if self._size + len(arrivals) > MOST_WAITING or self._bytes + size > MOST_BYTES:
            raise Busy
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(_Parcel(arrivals, size, done))
        self._size += len(arrivals)
        self._bytes += size
        if len(self._lanes) < LANES:
            lane = asyncio.create_task(self._work())
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)
        await done

    async def _work(self) -> None:
        """Batch after batch, until nobody waits."""
        while self._waiting:
            if len(self._lanes) > 1 and self._size < ENOUGH:
                await asyncio.sleep(GATHER)
            if not self._waiting:
                return
            batch = self._next()
            try:
                await self._keep(batch)
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout):
                log.warning("database away", events=sum(len(one.arrivals) for one in batch))
                _answer(batch, Busy())
            except Exception as error:
                log.exception("not written")
                _answer(batch, error)

    def _next(self) -> list[_Parcel]:
        batch = [self._waiting.popleft()]
        size = len(batch[0].arrivals)
        while self._waiting and size + len(self._waiting[0].arrivals) <= MOST:
            size += len(self._waiting[0].arrivals)
            batch.append(self._waiting.popleft())
        self._size -= size
        self._bytes -= sum(one.bytes for one in batch)
        return batch

    async def _keep(self, batch: list[_Parcel]) -> None:
        try:
            await self._write([arrival for parcel in batch for arrival in parcel.arrivals])
        except psycopg.DataError:
            # Something the database cannot hold: the others shall not suffer for it.
            if len(batch) == 1:
                _answer(batch, NotUnderstood("text"))
                return
            half = len(batch) // 2
            await self._keep(batch[:half])
            await self._keep(batch[half:])
        else:
            _answer(batch, None)

    async def _write(self, arrivals: Sequence[Arrival]) -> None:
        given = values(arrivals, now=clock.now())
        async with self._pool.connection() as connection:
            await AsyncRawCursor(connection).execute(STATEMENT, given, prepare=True)


def _answer(batch: Sequence[_Parcel], error: BaseException | None) -> None:
    for parcel in batch:
        if parcel.done.done():
            continue  # who asked has left
        if error is None:
            parcel.done.set_result(None)
        else:
            parcel.done.set_exception(error)
