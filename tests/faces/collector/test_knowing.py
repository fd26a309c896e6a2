"""What a collector knows of a day goes with it, though nobody asks."""

import asyncio

import pytest
import time_machine

from tests.generation.tracking.visitors import CLIENT, SITE, site
from trichter.faces.collector import knowing
from trichter.faces.collector.application import Collector
from trichter.faces.collector.knowing import House
from trichter.faces.collector.lines import lines
from trichter.generation.tracking import events
from trichter.generation.tracking.events import Event, arrival
from trichter.kernel import clock

REMEMBERING = (events._page, events._network, events._said, events._passer)


@pytest.mark.django_db(transaction=True)
def test_when_the_day_is_over_its_salt_and_all_addresses_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    # LAW 5.2
    monkeypatch.setattr(knowing, "LOOK", 0.01)
    source = site()

    async def steps() -> None:
        with time_machine.travel("2026-11-23T23:59:30+01:00", tick=False) as moved:
            house = House(lines(1))
            await house.pool.open()
            watching = asyncio.create_task(house.watch())
            today = (await house.known()).today
            arrival(Event("m", "page", clock.now(), url=f"{SITE}/?utm_source=x"), source, CLIENT, today)
            await asyncio.sleep(0.05)
            assert house._known
            assert all(one.cache_info().currsize for one in REMEMBERING)
            moved.move_to("2026-11-24T00:00:10+01:00")
            await asyncio.sleep(0.05)
            assert house._known is None
            assert not any(one.cache_info().currsize for one in REMEMBERING)
            assert (await house.known()).today.salt != today.salt
            watching.cancel()
            await house.pool.close()

    asyncio.run(steps())


@pytest.mark.django_db(transaction=True)
def test_each_collector_sees_to_it() -> None:
    async def steps() -> None:
        collector = Collector(size=1)
        await collector._begin()
        assert not collector._watch.done()
        await collector._house.pool.close()

    asyncio.run(steps())
