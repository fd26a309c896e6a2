"""Reads what a request brings, without a thread: within a time, up to a size, the large ones on the disk."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any

from trichter.faces.cli.serve.front.errors import ClientGone, TooLarge, TooSlow

Receive = Callable[[], Awaitable[dict[str, Any]]]
Headers = Sequence[tuple[bytes, bytes]]
Body = SpooledTemporaryFile[bytes] | BytesIO

IN_MEMORY = 1024 * 1024
"""Bytes of one request that are kept in memory; more of them lie in a file that has no name."""
_LINGER = 3.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a body may take, in seconds: without a sign of life, and in all, longer for each byte that came."""

    pause: float = 20.0
    whole: float = 60.0
    bytes_a_second: int = 500_000

    def left(self, *, began: float, now: float, size: int) -> float:
        """Until which moment we wait for the next piece, as seconds from now."""
        return min(self.pause, began + self.whole + size / self.bytes_a_second - now)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes a request may have: from anybody, and from somebody who is signed in."""

    anybody: int = 256 * 1024
    colleagues: int = 64 * 1024 * 1024


class Reader:
    """The body of one request. `is_signed_in` is asked once, when it becomes larger than anybody's may be."""

    def __init__(
        self, receive: Receive, limits: Limits, patience: Patience, is_signed_in: Callable[[], Awaitable[bool]]
    ) -> None:
        self._receive = receive
        self._limits = limits
        self._patience = patience
        self._is_signed_in = is_signed_in
        self._most = limits.anybody

    async def read(self, headers: Headers) -> tuple[Body, int]:
        """All of it, and its size. Raises what `errors.py` has."""
        told = dict(headers)
        if b"content-length" not in told and b"transfer-encoding" not in told:
            return BytesIO(), 0
        size = _number(told.get(b"content-length", b""))
        await self._check(size)
        # Who asked closes it.
        body = BytesIO() if 0 < size <= IN_MEMORY else SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        try:
            size = await self._fill(body)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body, size

    async def _fill(self, body: Body) -> int:
        began, size, is_more = asyncio.get_running_loop().time(), 0, True
        while is_more:
            piece, is_more = await self._next(began, size)
            size += len(piece)
            await self._check(size)
            body.write(piece)
        return size

    async def _next(self, began: float, size: int) -> tuple[bytes, bool]:
        left = self._patience.left(began=began, now=asyncio.get_running_loop().time(), size=size)
        try:
            async with asyncio.timeout(left):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message.get("body", b""), message.get("more_body", False)

    async def _check(self, size: int) -> None:
        if size <= self._most:
            return
        if self._most == self._limits.anybody and await self._is_signed_in():
            self._most = self._limits.colleagues
        if size > self._most:
            raise TooLarge

    async def pour_away(self) -> None:
        """What is still coming, for a moment: a browser reads the answer only when it has sent all."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                while (message := await self._receive())["type"] == "http.request" and message.get("more_body"):
                    pass


def _number(told: bytes) -> int:
    return int(told) if told.isdigit() else 0
