"""What is believed of a sender: its no, its times within reason, and never its word that somebody agreed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.generation.tracking.visitors import CLIENT, Browser, site, work
from trichter.facts.timeline.hits import arrivals
from trichter.facts.timeline.hits.models import Ground, Hit, Visit
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking import segment
from trichter.generation.tracking.events import OLDEST, Today, arrival
from trichter.kernel import clock

pytestmark = pytest.mark.django_db

YES: Mapping[str, Any] = {"consent": {"categoryPreferences": {"Advertising": False, "Analytics": True}}}
NO: Mapping[str, Any] = {"consent": {"categoryPreferences": {"Advertising": False, "Analytics": False}}}


def _arrives(source: Listed, **told: Any) -> None:
    """A page that a system tells by Segment's API."""
    told = {"anonymousId": "a", "properties": {"url": "https://www.ahornwerk.example/preise"}} | told
    today = Today(clock.today().isoformat(), b"salt")
    found = segment.events("page", told, now=clock.now())
    arrivals.keep([arrival(event, source, CLIENT, today) for event, _context in found])
    work()


def test_who_has_a_public_key_cannot_say_that_somebody_agreed() -> None:  # LAW 5.1
    _arrives(site(Ground.ASKED), context=YES)
    assert not Hit.objects.exists()


def test_a_yes_holds_at_the_source_where_it_was_given_and_at_no_other() -> None:  # LAW 5.1
    here, elsewhere = site(), site()
    browser = Browser(here).agree()
    Browser(elsewhere, browser.id).see("/untergeschoben")
    Browser(elsewhere, browser.id)._answer("granted")
    Browser(elsewhere, browser.id).see("/untergeschoben")
    browser.see("/preise")
    work()
    assert [hit.title for hit in Hit.objects.all()] == ["/preise"]


@pytest.mark.parametrize("context", [{}, YES], ids=["of nothing said", "of a yes"])
def test_where_the_sender_keeps_consent_its_visitors_are_kept(context: Mapping[str, Any]) -> None:
    _arrives(site(Ground.ASSURED), context=context)
    assert Visit.objects.get().visitor == "a"


def test_a_no_that_the_sender_tells_is_a_no() -> None:  # LAW 5.1
    _arrives(site(Ground.ASSURED), context=NO)
    assert not Hit.objects.exists()


def test_what_is_older_than_the_log_is_kept_is_not_taken() -> None:
    source, now = site(Ground.ASSURED), clock.now()
    for ago in (OLDEST + timedelta(days=1), OLDEST - timedelta(days=1)):
        _arrives(source, timestamp=(now - ago).isoformat(), sentAt=now.isoformat())
    assert (now - Hit.objects.get().at).days in (OLDEST.days - 2, OLDEST.days - 1)


def test_campaign_values_that_a_system_tells_are_cut_as_those_of_links() -> None:
    _arrives(site(Ground.ASSURED), context={"campaign": {"name": "h" * 5_000, "source": "s\n\x00<b>" * 900}})
    visit = Visit.objects.get()
    assert (visit.campaign, len(visit.utm["utm_source"]) <= 200, "<" in visit.utm["utm_source"]) == (
        "h" * 200,
        True,
        False,
    )


@pytest.mark.parametrize("ground", list(Ground), ids=str)
def test_of_a_page_that_a_browser_fetched_unasked_it_is_only_counted_that_it_was(ground: Ground) -> None:
    ahead = Browser(site(ground), "a", client=CLIENT._replace(purpose="prefetch;prerender"))
    ahead.see("/preise")
    work()
    [line] = Hit.objects.all()  # LAW 5.2
    assert (line.bot, line.visitor, line.network, line.agent) == ("prefetch", None, "", "")
