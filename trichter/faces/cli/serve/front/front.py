"""An ASGI application before a WSGI one: it waits for slow clients, threads do not.

Django's own ASGI handler starts a thread for each request, which opens a database connection; here the same threads
stay and keep theirs, which answers forms at twice the rate (`bench/forms.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import structlog
from django.db import close_old_connections

from trichter.faces.cli.serve.front.answers import Answer, Application, answer_of
from trichter.faces.cli.serve.front.bodies import Body, Limits, Patience, Reader, Receive
from trichter.faces.cli.serve.front.environ import Scope, environ_of
from trichter.faces.cli.serve.front.errors import Broken, ClientGone, Refused, TooLarge
from trichter.faces.cli.serve.front.sessions import is_signed_in

Send = Callable[[dict[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Beside = tuple[Callable[[str], bool], Asgi]
"""For which paths another application answers, which needs no thread."""
Result = TypeVar("Result")

LONGEST_PAUSE = 60.0
"""Seconds for which the reader of a long answer may take nothing of it."""

LIMITS, PATIENCE = Limits(), Patience()

log = structlog.get_logger(__name__)


class Front:
    """Hands whole requests to `threads` threads, and to the client whole answers, or pieces of long ones."""

    def __init__(
        self,
        application: Application,
        *,
        threads: int,
        limits: Limits = LIMITS,
        patience: Patience = PATIENCE,
        longest_pause: float = LONGEST_PAUSE,
        beside: Beside | None = None,
    ) -> None:
        self._application = application
        self._beside = beside
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._limits = limits
        self._patience = patience
        self._longest_pause = longest_pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if self._beside and self._beside[0](scope["path"]):
            await self._beside[1](scope, receive, send)
            return
        reader = Reader(receive, self._limits, self._patience, lambda: self._in_thread(partial(is_signed_in, scope)))
        try:
            body, size = await reader.read(scope["headers"])
            answer = await self._in_thread(partial(self._ask, environ_of(scope, body, size=size)))
        except ClientGone:
            return
        except Refused as refusal:
            if isinstance(refusal, TooLarge):
                await reader.pour_away()
            answer = _refusal(refusal)
        except Exception:
            # Django answers its own errors: this one is of what stands around it.
            log.exception("request failed")
            answer = _refusal(Broken())
        await self._send(answer, receive, send)

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _ask(self, environ: dict[str, Any]) -> Answer:
        body: Body = environ["wsgi.input"]
        with body:
            answer = answer_of(self._application, environ)
        if answer.rest is not None:
            # It is closed later and by another thread: this one's connection is given back now.
            close_old_connections()
        return answer

    async def _send(self, answer: Answer, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.rest is None:
            await send({"type": "http.response.body", "body": answer.start})
            return
        left = asyncio.ensure_future(_gone(receive))
        try:
            await self._stream(answer, send, has_left=left.done)
        except TimeoutError:
            log.info("answer not read any further")
        finally:
            left.cancel()
            await self._in_thread(answer.close)

    async def _stream(self, answer: Answer, send: Send, *, has_left: Callable[[], bool]) -> None:
        """Without its end, which tells granian to break the connection off, if its reader left or reads no more."""
        piece, is_end = answer.start, False
        while not has_left():
            async with asyncio.timeout(self._longest_pause):
                await send({"type": "http.response.body", "body": piece, "more_body": not is_end})
            if is_end:
                return
            piece, is_end = await self._in_thread(answer.next_piece)


async def _gone(receive: Receive) -> None:
    """Until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _refusal(refusal: Refused) -> Answer:
    """In both languages: whoever refuses so early has not asked which one the client reads."""
    words = f"{refusal.words.de}\n{refusal.words.en}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    return Answer(refusal.status, headers, words)
