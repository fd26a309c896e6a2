"""What waits to be written is bounded, and what the database cannot hold costs the others nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from tests.generation.tracking.visitors import CLIENT, SITE, Browser, site
from trichter.faces.collector import keeping
from trichter.faces.collector.keeping import Keeper
from trichter.faces.collector.lines import lines
from trichter.facts.timeline.hits.arrivals import Arrival
from trichter.facts.timeline.hits.models import Hit
from trichter.generation.tracking.errors import Busy, NotUnderstood
from trichter.generation.tracking.events import Event, Today, arrival
from trichter.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event() -> Callable[[str], Arrival]:
    """A page of somebody who agreed, by its title."""
    browser = Browser(site()).agree()
    today = Today(clock.today().isoformat(), b"salt")

    def made(title: str) -> Arrival:
        said = Event(f"m {title!r}", "page", clock.now(), visitor=browser.id, url=f"{SITE}/", title=title)
        return arrival(said, browser.source, CLIENT, today)

    return made


def kept(steps: Callable[[Keeper, AsyncConnectionPool], Awaitable[Any]]) -> Any:
    async def all_of_it() -> Any:
        pool = lines(2)
        await pool.open()
        try:
            return await asyncio.wait_for(steps(Keeper(pool), pool), timeout=60)
        finally:
            await pool.close()

    return asyncio.run(all_of_it())


@pytest.mark.parametrize("bound", ["MOST_WAITING", "MOST_BYTES"])
def test_who_comes_when_too_much_waits_comes_again(
    bound: str, event: Callable[[str], Arrival], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, bound, 4)

    async def steps(keeper: Keeper, _pool: AsyncConnectionPool) -> None:
        first = [asyncio.create_task(keeper.keep([event(str(number))], size=1)) for number in range(4)]
        late = asyncio.create_task(keeper.keep([event("late")], size=1))
        with pytest.raises(Busy):
            await late
        await asyncio.gather(*first)
        await keeper.keep([event("again")], size=1)

    kept(steps)
    assert sorted(hit.title for hit in Hit.objects.all()) == ["0", "1", "2", "3", "again"]


def test_what_cannot_be_held_costs_the_others_nothing(event: Callable[[str], Arrival]) -> None:
    async def steps(keeper: Keeper, _pool: AsyncConnectionPool) -> list[BaseException | None]:
        titles = ["eins", "zwei", "dr\x00ei", "vier", "fünf"]
        return await asyncio.gather(*(keeper.keep([event(one)], size=1) for one in titles), return_exceptions=True)

    answers = kept(steps)
    assert [isinstance(one, NotUnderstood) for one in answers] == [False, False, True, False, False]
    assert sorted(hit.title for hit in Hit.objects.all()) == ["eins", "fünf", "vier", "zwei"]
