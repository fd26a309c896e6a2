"""Visitors take their place in the funnel: those who agreed and those only counted are told apart."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits import counting
from trichter.insight.overview import Scope
from trichter.insight.visiting import Visitors, visitors
from trichter.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope() -> Scope:
    """The last seven days, one of which somebody came without and one with consent."""
    source = site()
    Browser(source).see("/preise")
    browser = Browser(source).agree()
    browser.see("/preise", referrer="https://www.google.com/")
    browser.see("/blog", at=clock.now() - timedelta(hours=2))
    work()
    counting.fold()
    today = clock.today()
    return Scope(ZoneInfo("UTC"), since=today - timedelta(days=6), until=today)


def test_who_agreed_is_one_however_often_they_came_and_others_are_only_counted(scope: Scope) -> None:  # LAW 5.2
    assert visitors(scope) == Visitors(counted=1, agreed=1)
    assert visitors(replace(scope, since=None, until=None)) == Visitors(counted=1, agreed=1)


def test_of_a_channel_only_those_who_came_by_it(scope: Scope) -> None:
    assert visitors(replace(scope, channel="search")) == Visitors(counted=0, agreed=1)


def test_of_a_campaign_or_a_team_nothing_is_said_of_visitors(scope: Scope) -> None:
    assert visitors(replace(scope, campaign="herbst")) is None
    assert visitors(replace(scope, team=1)) is None


def test_days_outside_do_not_count(scope: Scope) -> None:
    assert scope.since
    earlier = replace(scope, since=scope.since - timedelta(days=90), until=scope.since - timedelta(days=1))
    assert visitors(earlier) == Visitors(counted=0, agreed=0)
