"""Which pages are read, by whom, and which led to leads."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits import counting
from trichter.facts.timeline.hits.models import Ground
from trichter.facts.timeline.hits.sources import Listed
from trichter.insight.pages import PAGE, Asked, Read, pages
from trichter.kernel import clock
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db
UTC = ZoneInfo("UTC")


def asked(**more: object) -> Asked:
    today = clock.today()
    return Asked(**{"zone": UTC, "until": today, "since": today - timedelta(days=60)} | more)  # type: ignore[arg-type]


def row(path: str, **more: object) -> Read:
    (found,) = [one for one in pages(asked(**more)).rows if one.path == path]
    return found


@pytest.fixture
def website() -> Listed:
    return site()


def _send(browser: Browser, *, days: float = 0) -> None:
    at = clock.now() - timedelta(days=days)
    record([Touch("form.submitted", {"title": "x"}, email="anna@firma.example", visitor=browser.id, occurred_at=at)])


def _seen(browser: Browser, path: str, *, days: float = 0) -> None:
    browser.see(path, at=clock.now() - timedelta(days=days))


def test_views_without_consent_never_mix_with_those_of_readers(website: Listed) -> None:  # LAW 5.2
    for _time in range(3):
        Browser(website).see("/preise")
    Browser(website).agree().see("/preise")
    work()
    counting.fold()
    found = row("/preise")
    assert (found.counted, found.views, found.readers, found.known) == (3, 1, 1, 0)
    assert (pages(asked()).counted, pages(asked()).views) == (3, 1)


def test_a_reader_of_many_views_is_one_reader(website: Listed) -> None:
    browser = Browser(website).agree()
    browser.see("/preise")
    browser.see("/preise")
    Browser(website).agree().see("/preise")
    work()
    assert (row("/preise").views, row("/preise").readers) == (3, 2)


@pytest.mark.parametrize(("days", "leads"), [(29, 1), (31, 0)])
def test_a_form_sent_within_thirty_days_makes_a_lead_of_the_page(website: Listed, days: int, leads: int) -> None:
    browser = Browser(website).agree()
    _seen(browser, "/preise", days=days)
    _send(browser)
    work()
    assert (row("/preise").known, row("/preise").leads) == (1, leads)


def test_a_form_sent_before_reading_makes_no_lead_of_the_page(website: Listed) -> None:
    browser = Browser(website).agree()
    _send(browser, days=2)
    _seen(browser, "/preise", days=1)
    work()
    assert (row("/preise").known, row("/preise").leads) == (1, 0)


def test_a_reader_who_comes_on_two_days_is_a_reader_of_each(website: Listed) -> None:
    browser = Browser(website).agree()
    for days in (0, 1, 1):
        _seen(browser, "/preise", days=days)
    work()
    assert (row("/preise").views, row("/preise").readers) == (3, 2)


def test_paths_are_found_by_a_part_of_them_in_any_letters(website: Listed) -> None:
    for path in ("/Preise/100%", "/blog"):
        Browser(website).agree().see(path)
    work()
    assert [one.path for one in pages(asked(words="preise/100%")).rows] == ["/Preise/100%"]


def test_what_was_read_outside_the_days_does_not_count(website: Listed) -> None:
    _seen(Browser(website).agree(), "/preise", days=9)
    work()
    since = clock.today() - timedelta(days=8)
    assert pages(asked(since=since)).rows == ()


def test_of_one_source_others_do_not_count(website: Listed) -> None:
    other = site()
    Browser(website).agree().see("/preise")
    Browser(other).agree().see("/preise")
    work()
    assert row("/preise", source=other.id).views == 1


def test_more_paths_than_a_page_holds_are_on_the_next(website: Listed) -> None:
    browser = Browser(website).agree()
    for number in range(PAGE + 1):
        browser.see(f"/seite-{number:02}")
    work()
    first, second = pages(asked()), pages(asked(page=2))
    assert (first.paths, len(first.rows), [one.path for one in second.rows]) == (PAGE + 1, PAGE, [f"/seite-{PAGE}"])


def test_whom_a_system_knows_by_its_own_number_alone_is_a_known_reader() -> None:
    portal = Browser(site(Ground.ASSURED, may_identify=True))
    told: dict[str, Any] = {"visitor": None, "person": "4711"}
    portal.do("identify", properties={"email": "anna@firma.example", "name": "Anna Amsel"}, **told)
    portal.do("page", url="https://www.ahornwerk.example/preise", **told)
    work()
    found = row("/preise")
    assert (found.readers, found.known, found.leads) == (1, 1, 0)
