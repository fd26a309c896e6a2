"""A request as the collector reads it: bounded, unpacked, and by whom it was sent."""

import asyncio
import json
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic_core import from_json, to_json

from trichter.generation.tracking.errors import NotUnderstood, Refused, TooLarge
from trichter.generation.tracking.events import Client
from trichter.kernel.environment import environment
from trichter.kernel.networks import visitors_address
from trichter.kernel.text import storable

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]

PATIENCE = 20.0
"""Seconds within which a body has to be there."""
LOOK = 1.0
"""Seconds between two looks at who waits for one."""


class TooSlow(Refused):
    """The body does not come."""

    status = 408
    code = "timeout"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. `headers` by name in lower case; of one that stands twice, the last."""

    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    peer: str

    def header(self, name: bytes) -> str:
        """Empty if there is none."""
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def client(self) -> Client:
        """Who sends, behind our own proxies."""
        purpose = self.header(b"sec-purpose") or self.header(b"purpose") or self.header(b"x-moz")
        objects = b"1" in (self.headers.get(b"sec-gpc"), self.headers.get(b"dnt"))
        told = self.header(b"x-forwarded-for")
        address = visitors_address(self.peer, told, proxies=environment().proxies)
        return Client(address, self.header(b"user-agent"), purpose, objects)

    @property
    def host(self) -> str:
        """The host, with its port, of the page that sends, as the browser says; empty for what is no browser."""
        origin = self.header(b"origin") or self.header(b"referer")
        if origin == "null":
            return origin  # a page that hides where it is stands on no site of ours
        return origin.partition("://")[2].partition("/")[0].lower()


def request(scope: Scope) -> Request:
    """From what the server says."""
    peer = scope.get("client") or ("", 0)
    return Request(
        scope["method"], scope["path"], scope["query_string"].decode("latin-1"), dict(scope["headers"]), peer[0]
    )


async def body(asked: Request, receive: Receive, *, most: int) -> bytes:
    """All of it, unpacked. Raises `TooLarge`, `TooSlow` and `NotUnderstood`."""
    told = asked.headers.get(b"content-length", b"")
    if told.isdigit() and int(told) > most:
        raise TooLarge
    task = cast("asyncio.Task[Any]", asyncio.current_task())
    _waiting[task] = time.monotonic()
    try:
        whole = await _whole(receive, most)
    except asyncio.CancelledError:
        if task in _waiting:
            raise
        task.uncancel()
        raise TooSlow from None
    finally:
        _waiting.pop(task, None)
    if len(whole) > most:
        raise TooLarge
    return _unpacked(whole, most) if asked.headers.get(b"content-encoding") == b"gzip" else whole


async def watch() -> None:
    """Let nobody wait too long for a body: one look at all of them now and then, where a timer for each would cost more
    than all the rest of reading one."""
    while True:
        await asyncio.sleep(LOOK)
        begun_by = time.monotonic() - PATIENCE
        for task in [task for task, began in _waiting.items() if began <= begun_by]:
            del _waiting[task]
            task.cancel()


_waiting: dict[asyncio.Task[Any], float] = {}
"""Who waits for a body, since when."""


def read(text: bytes) -> Any:
    """JSON, without what the database cannot hold. Raises `NotUnderstood`."""
    try:
        value = from_json(text)
    except ValueError as error:
        if b"\\ud" not in text.lower():
            raise NotUnderstood("JSON") from error
        return _of_halves(text)
    return storable(value) if b"\\u0000" in text else value


def _of_halves(text: bytes) -> Any:
    """Scripts cut texts between the halves of a letter, and write JSON of it: the half is left out, the rest kept."""
    try:
        value = storable(json.loads(text))
        to_json(value)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("JSON") from error
    return value


async def _whole(receive: Receive, most: int) -> bytes:
    first = await _next(receive)
    if not first.get("more_body"):
        return bytes(first.get("body", b""))
    parts, size, is_more = [first["body"]], len(first["body"]), True
    while is_more:
        message = await _next(receive)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise TooLarge
        is_more = bool(message.get("more_body"))
    return b"".join(parts)


async def _next(receive: Receive) -> dict[str, Any]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise asyncio.CancelledError
    return message


def _unpacked(packed: bytes, most: int) -> bytes:
    """Never more than may come unpacked: a small parcel can hold very much."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        whole = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise NotUnderstood("gzip") from error
    if len(whole) > most or unpacker.unconsumed_tail:
        raise TooLarge
    if not unpacker.eof or unpacker.unused_data:
        raise NotUnderstood("gzip")
    return whole
