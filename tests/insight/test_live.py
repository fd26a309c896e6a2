"""Who is on the site now: by name only with consent, and those who did not agree as a number."""

from datetime import timedelta
from typing import Any

import pytest

from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits import counting
from trichter.facts.timeline.hits.models import Ground
from trichter.insight.live import live, moved
from trichter.kernel import clock
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


def _known(browser: Browser) -> int:
    touch = Touch("form.submitted", {"title": "Anfrage"}, email="anna@firma.example", visitor=browser.id)
    [recorded] = record([touch])
    return recorded.contact_id


def test_a_known_visitor_stands_there_by_name_with_the_page_they_read() -> None:
    browser = Browser(site()).agree()
    browser.see("/blog")
    anna = _known(browser)
    browser.see("/preise")
    work()
    (visit,) = live(5).visits
    assert (visit.page, visit.pages, visit.person and visit.person.id) == ("/preise", 2, anna)


def test_who_agreed_and_is_not_known_stands_there_without_a_name() -> None:
    Browser(site()).agree().see("/preise")
    work()
    found = live(5)
    assert (found.many, found.known, found.visits[0].person) == (1, 0, None)


def test_whom_a_system_knows_by_its_own_number_alone_stands_there_by_name() -> None:
    portal = Browser(site(Ground.ASSURED, may_identify=True))
    told: dict[str, Any] = {"visitor": None, "person": "4711"}
    portal.do("identify", properties={"email": "anna@firma.example", "name": "Anna Amsel"}, **told)
    portal.do("page", url="https://www.ahornwerk.example/preise", **told)
    work()
    assert [one.person and one.person.name for one in live(5).visits] == ["Anna Amsel"]


def test_who_did_not_agree_is_a_number_and_no_line() -> None:  # LAW 5.1, 5.2
    Browser(site()).see("/preise")
    work()
    counting.fold()
    found = live(5)
    assert (found.visits, found.events, found.passers) == ((), 1, 1)


def test_who_withdraws_is_there_no_more() -> None:  # LAW 5.1
    browser = Browser(site()).agree()
    browser.see("/preise")
    _known(browser)
    work()
    browser.withdraw()
    assert live(30).visits == ()


def test_who_has_left_for_more_minutes_than_asked_is_not_there() -> None:
    Browser(site()).agree().see("/preise", at=clock.now() - timedelta(minutes=10))
    work()
    assert (live(5).many, live(30).many) == (0, 1)


def test_what_went_on_since_is_told_as_a_number() -> None:
    browser = Browser(site()).agree()
    browser.see("/blog")
    work()
    since = clock.now()
    assert moved(since) == 0
    browser.see("/preise")
    work()
    assert moved(since) == 1
