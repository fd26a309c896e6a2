"""Whether events of a source arrive is said of what came, and of nothing else."""

from datetime import timedelta

import pytest

from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits import counting
from trichter.generation.tracking.events import Client
from trichter.insight.reaching import Reached, reached
from trichter.kernel import clock

pytestmark = pytest.mark.django_db
NOTHING = Reached(None, 0, 0, 0, {}, (), None)


def test_of_a_source_that_nobody_reaches_nothing_is_said() -> None:
    Browser(site()).agree().see("/preise")
    assert reached(site().id) == NOTHING


def test_events_of_those_who_agreed_are_told_from_those_only_counted() -> None:  # LAW 5.2
    source = site()
    Browser(source).agree().see("/preise")
    Browser(source).see("/start")
    Browser(source).see("/preise")
    found = reached(source.id)
    assert (found.kept, found.views, found.hosts) == (1, 2, (("www.ahornwerk.example", 1),))
    assert found.last_at is not None
    counting.fold()
    assert (reached(source.id).views, reached(source.id).passers) == (2, 1)


def test_robots_are_told_by_their_reason_and_never_counted() -> None:
    source = site()
    Browser(source, client=Client("203.0.113.9", "Googlebot/2.1 (+http://www.google.com/bot.html)")).see("/")
    found = reached(source.id)
    assert (found.robots, found.of_robots, found.kept, found.views) == ({"crawler": 1}, 1, 0, 0)
    assert found.has_come


def test_it_is_said_when_nobody_works_through_what_came(monkeypatch: pytest.MonkeyPatch) -> None:
    source = site()
    came = clock.now()
    Browser(source).agree().see("/preise")
    assert reached(source.id).waits_since is None
    monkeypatch.setattr(clock, "now", lambda: came + timedelta(minutes=3))
    assert reached(source.id).waits_since is not None
    work()
    assert reached(source.id).waits_since is None
