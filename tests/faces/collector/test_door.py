"""Answers to the banner: bounded, whoever sends them, and a withdrawal finds its way whatever else comes."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import psycopg
import pytest

from tests.faces.cli.installations import wait
from tests.faces.collector.tracked import Tracked
from trichter.faces.collector import door
from trichter.faces.collector.door import Limit
from trichter.generation.tracking.errors import TooMany

ANSWERS = "SELECT count(*) FROM hits_decision"


@pytest.fixture(scope="module")
def key(trichter: Tracked) -> str:
    return trichter.source("www.ahornwerk.example")[1]


def _id(number: int) -> str:
    return f"{number:032x}"


def _answer(key: str, state: str, number: int | None = None) -> dict[str, Any]:
    return {"k": key, "s": state, "l": "de", **({"v": _id(number)} if number is not None else {})}


def _run(steps: Coroutine[Any, Any, None]) -> None:
    asyncio.run(steps)


def test_a_network_is_counted_for_a_stretch_and_then_forgotten() -> None:  # LAW 5.2
    async def steps() -> None:
        limit = Limit(2, seconds=1)
        for network in ("a", "a", "b"):
            limit.count(network)
        with pytest.raises(TooMany) as refused:
            limit.count("a")
        assert refused.value.seconds == 1
        limit.count("b")
        while limit._counted:
            await asyncio.sleep(0.05)
        limit.count("a")

    _run(steps())


def test_who_tells_the_same_again_adds_nothing(trichter: Tracked, key: str) -> None:
    before = trichter.number(ANSWERS)
    for state in ("granted", "granted", "withdrawn", "withdrawn"):
        assert trichter.send("/t/d", _answer(key, state, 1)).status == 204
    assert trichter.number(ANSWERS) == before + 2


def test_a_page_that_hides_where_it_is_stands_on_no_site_of_ours(trichter: Tracked, key: str) -> None:
    for path, told in (("/t/d", _answer(key, "granted", 2)), ("/t/e", {"k": key, "e": []})):
        refused = trichter.send(path, told, Origin="null")
        assert (refused.status, refused.code) == (403, "foreign_site")


def test_while_the_database_is_away_an_answer_is_to_be_told_again(trichter: Tracked, key: str) -> None:
    socket = next(trichter.where.sockets.glob(".s.PGSQL.*[0-9]"))
    hidden = socket.with_name("hidden")
    with psycopg.connect(host=str(trichter.where.sockets), user="trichter", dbname="trichter") as database:
        socket.rename(hidden)
        try:
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            away = trichter.send("/t/d", _answer(key, "granted", 100))
        finally:
            hidden.rename(socket)
    assert (away.status, away.code, away.headers["retry-after"]) == (503, "busy", "2")
    wait(lambda: trichter.send("/t/d", _answer(key, "granted", 100)).status == 204, "it is back")


def test_made_up_answers_come_to_an_end_and_a_withdrawal_is_heard_still(trichter: Tracked, key: str) -> None:
    wait(lambda: trichter.send("/t/d", _answer(key, "granted", 3)).status == 204, "somebody agreed")
    before, number = trichter.number(ANSWERS), 1_000
    while (answered := trichter.send("/t/d", _answer(key, "granted", number))).status == 204:
        number += 1
    assert (answered.status, answered.code) == (429, "too_many")
    assert 1 <= int(answered.headers["retry-after"]) <= door.MINUTE
    assert trichter.number(ANSWERS) - before <= 2 * door.MOST_A_MINUTE
    assert trichter.send("/t/d", _answer(key, "refused")).status == 429
    assert trichter.send("/t/d", _answer(key, "withdrawn", 3)).status == 204  # LAW 5.1
