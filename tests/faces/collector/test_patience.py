"""A body that does not come is not waited for; what comes in time is read, however many wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from trichter.faces.collector import asking
from trichter.faces.collector.asking import Receive, Request, TooSlow

ASKED = Request("POST", "/t/e", "", {}, "203.0.113.9")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.2)
    monkeypatch.setattr(asking, "LOOK", 0.02)


def watched(steps: Callable[[], Awaitable[Any]]) -> Any:
    async def all_of_it() -> Any:
        watching = asyncio.create_task(asking.watch())
        try:
            return await asyncio.wait_for(steps(), timeout=30)
        finally:
            watching.cancel()

    return asyncio.run(all_of_it())


def sending(*parts: bytes, ends: bool) -> Receive:
    """A body in parts; the end of some never comes."""
    left = list(parts)

    async def receive() -> dict[str, Any]:
        if left:
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left) or not ends}
        await asyncio.Event().wait()
        raise AssertionError

    return receive


def read(receive: Receive) -> Any:
    return asyncio.create_task(asking.body(ASKED, receive, most=100))


def test_who_never_sends_the_end_is_told_so_and_others_are_read_meanwhile() -> None:
    async def steps() -> None:
        dribbling, silent = read(sending(b"{", ends=False)), read(sending(ends=False))
        assert await read(sending(b"{", b"}", ends=True)) == b"{}"
        for one in (dribbling, silent):
            with pytest.raises(TooSlow):
                await one
            assert not one.cancelling()
        assert not asking._waiting

    watched(steps)


def test_who_leaves_is_no_longer_waited_for() -> None:
    async def steps() -> None:
        leaving = read(sending(ends=False))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert not asking._waiting

    watched(steps)
