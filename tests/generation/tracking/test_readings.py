"""Pages that were read are sums by day, which are at any time what the log says."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from tests.generation.tracking.visitors import FIREFOX, Browser, site, work
from trichter.facts.timeline.hits import partitions, readings
from trichter.facts.timeline.hits.models import Ground, ReadDay
from trichter.generation.tracking import bots, rejudging
from trichter.generation.tracking.digest import digest
from trichter.generation.tracking.recounting import recount
from trichter.kernel import clock

pytestmark = pytest.mark.django_db

AGENTS = (FIREFOX, f"{FIREFOX} One/1.0", f"{FIREFOX} Two/1.0")


@pytest.fixture(autouse=True)
def _bots_are_judged_as_they_are() -> Iterator[None]:
    yield
    bots._by_agent.cache_clear()


def sums() -> set[tuple[object, ...]]:
    return set(ReadDay.objects.filter(views__gt=0).values_list("day", "source_id", "path", "views", "readers"))


def learn(monkeypatch: pytest.MonkeyPatch, robots: set[str]) -> None:
    """From now on those agents, and no others, are robots; all is judged anew."""
    monkeypatch.setattr(bots, "reason", lambda agent, _purpose="": "crawler" if agent in robots else None)
    now = clock.now()
    rejudging.rejudge(now - timedelta(hours=2), now + timedelta(seconds=1))


@pytest.mark.parametrize("seed", range(6))
def test_sums_are_what_the_log_says_whatever_happened(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(seed)
    partitions.see_to()
    asked, assured = site(), site(Ground.ASSURED)
    browsers = [Browser(asked).agree() for _number in range(3)]
    browsers += [Browser(assured, id=f"user:{number}") for number in range(2)]
    for _step in range(60):
        browser = chance.choice(browsers)
        browser.client = browser.client._replace(agent=chance.choice(AGENTS))
        what = chance.random()
        at = clock.now() - timedelta(hours=chance.randrange(60))
        if what < 0.7:
            browser.see(chance.choice(("/", "/preise", "/a/b")), at=at)
        elif what < 0.8:
            digest(limit=chance.randrange(1, 6))
        elif what < 0.88:
            learn(monkeypatch, set(chance.sample(AGENTS[1:], chance.randrange(3))))
        elif what < 0.93 and browser.source.id == asked.id:
            work()
            browser.withdraw()
            browsers[browsers.index(browser)] = Browser(asked).agree()
        else:
            browser.do("track", name="Rechner", at=at)
    work()
    kept = sums()
    ReadDay.objects.filter(day__gte=min(partitions.months())).update(views=77, readers=77)
    assert kept != sums()
    recount()
    assert sums() == kept


def test_what_still_waits_is_counted_once_when_it_is_digested() -> None:
    partitions.see_to()
    browser = Browser(site()).agree()
    browser.see("/preise")
    recount()
    assert sums() == set()
    work()
    assert [row[3:] for row in sums()] == [(1, 1)]


def test_who_withdraws_stays_a_number_and_nothing_else() -> None:  # LAW 5.1
    browser = Browser(site()).agree()
    browser.see("/preise")
    work()
    browser.withdraw()
    work()
    assert [row[2:] for row in sums()] == [("/preise", 1, 1)]


def test_sums_of_a_month_that_has_left_the_log_stay() -> None:
    browser = Browser(site()).agree()
    browser.see("/preise", at=clock.now() - timedelta(days=370))
    work()
    partitions.see_to()
    kept = sums()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM hits_hit")
    recount()
    assert sums() == kept
    assert readings.recount() == 0
