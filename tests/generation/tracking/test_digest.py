"""From hits to visits and touchpoints: who is known, since when, and exactly once."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits.models import Decision, Ground, Hit, Visit
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.tracking import contents, digest
from trichter.generation.tracking.errors import Objects
from trichter.kernel import clock
from trichter.spine import reactions, rights
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def _submit(browser: Browser, email: str, *, at: datetime | None = None) -> int:
    touch = Touch("form.submitted", {"title": "Anfrage"}, email=email, visitor=browser.id, occurred_at=at)
    [recorded] = record([touch])
    return recorded.contact_id


def _timeline(contact: int, kind: str = "page.viewed") -> list[tuple[str, datetime]]:
    rows = Touchpoint.objects.filter(contact_id=contact, kind=kind).order_by("occurred_at")
    return [(row.payload["title"], row.occurred_at) for row in rows]


def test_what_was_read_before_the_form_stands_in_the_timeline_with_its_times() -> None:
    browser = Browser(site()).agree()
    browser.see("/blog", at=_minutes(-90))
    browser.see("/preise", at=_minutes(-5))
    work()
    assert not Touchpoint.objects.filter(kind="page.viewed").exists()
    anna = _submit(browser, "anna@firma.example", at=NOON)
    work()
    assert _timeline(anna) == [("/blog", _minutes(-90)), ("/preise", _minutes(-5))]


def test_the_channel_of_the_first_touch_is_theirs() -> None:
    browser = Browser(site()).agree()
    browser.do(
        "page", url="https://www.ahornwerk.example/?utm_source=google&utm_medium=cpc&utm_campaign=Herbst", at=NOON
    )
    anna = _submit(browser, "anna@firma.example", at=_minutes(60 * 24))
    work()
    first = Touchpoint.objects.filter(contact_id=anna).order_by("occurred_at")[0]
    assert (first.kind, first.channel, first.campaign_id is not None) == ("page.viewed", "paid_search", True)


def test_what_a_known_visitor_reads_is_recorded_at_once_and_once() -> None:
    browser = Browser(site()).agree()
    anna = _submit(browser, "anna@firma.example", at=NOON)
    work()
    browser.see("/preise", at=_minutes(1), message="once")
    browser.see("/preise", at=_minutes(1), message="once")
    assert digest.digest() == 1
    assert digest.digest() == 0
    assert _timeline(anna) == [("/preise", _minutes(1))]


def test_without_consent_nothing_is_kept_but_counts() -> None:  # LAW 5.1, 5.2
    browser = Browser(site())
    browser.see("/preise")
    browser.id = "f" * 32  # one that nobody was asked for
    browser.see("/preise")
    work()
    assert not Visit.objects.exists()
    anna = _submit(browser, "anna@firma.example")
    work()
    assert _timeline(anna) == []


def test_a_withdrawal_stops_at_once_and_takes_the_id_away() -> None:
    browser = Browser(site()).agree()
    anna = _submit(browser, "anna@firma.example", at=NOON)
    browser.see("/preise", at=_minutes(1))
    browser.withdraw()
    browser.see("/geheim", at=_minutes(2))
    work()
    assert _timeline(anna) == []
    kinds = set(Touchpoint.objects.filter(contact_id=anna).values_list("kind", flat=True))
    assert {"consent.withdrawn"} <= kinds
    assert not Visit.objects.filter(visitor=browser.id).exists()


def test_the_answer_to_the_banner_is_in_the_ledger_of_whom_the_visitor_turned_out_to_be() -> None:
    with clock.at(_minutes(-90)):
        browser = Browser(site()).agree()
    with clock.at(NOON):
        anna = _submit(browser, "anna@firma.example")
    work()
    [granted] = Touchpoint.objects.filter(contact_id=anna, kind="consent.granted")
    assert granted.occurred_at == _minutes(-90)
    assert str(browser.id) not in str(granted.payload)


def test_a_shared_browser_leaves_the_earlier_pages_with_whom_they_were() -> None:  # DESIGN §3
    browser = Browser(site()).agree()
    browser.see("/anna", at=_minutes(0))
    anna = _submit(browser, "anna@firma.example", at=_minutes(1))
    work()
    browser.see("/anna-later", at=_minutes(2))
    bernd = _submit(browser, "bernd@firma.example", at=_minutes(3))
    browser.see("/bernd", at=_minutes(4))
    work()
    assert [title for title, _at in _timeline(anna)] == ["/anna", "/anna-later"]
    assert [title for title, _at in _timeline(bernd)] == ["/bernd"]


def test_a_visit_ends_with_a_pause_or_another_campaign_and_not_at_midnight() -> None:
    browser = Browser(site()).agree()
    late = datetime(2026, 11, 20, 22, 50, tzinfo=UTC)  # ten to midnight in Berlin
    for path, after in (
        ("/", 0),
        ("/a", 20),
        ("/b", 45),
        ("/c?utm_source=x&utm_campaign=neu", 50),
        ("/d", 60),
        ("/e", 95),
    ):
        browser.see(path, at=late + timedelta(minutes=after))
    work()
    found = Visit.objects.order_by("began_at").values_list("landing", "last_page", "pages")
    assert list(found) == [("/", "/b", 3), ("/c", "/d", 2), ("/e", "/e", 1)]


def test_what_arrives_late_is_added_to_its_visit() -> None:
    browser = Browser(site()).agree()
    browser.see("/b", at=_minutes(10))
    work()
    browser.see("/a", at=_minutes(0))
    work()
    [visit] = Visit.objects.all()
    assert (visit.began_at, visit.pages, visit.last_page) == (_minutes(0), 2, "/b")


def test_a_page_carries_the_phase_and_topics_of_its_path() -> None:
    contents.publish([*contents.written("evaluation", "/preise* Preise"), *contents.written("need", "/* Energie")])
    browser = Browser(site()).agree()
    anna = _submit(browser, "anna@firma.example", at=NOON)
    browser.see("/preise/messkopf", at=_minutes(1))
    work()
    payload = Touchpoint.objects.get(contact_id=anna, kind="page.viewed").payload
    assert (payload["phase"], payload["topics"]) == ("evaluation", ["Preise", "Energie"])


def test_a_system_that_may_says_who_a_visitor_is() -> None:
    source = site(Ground.ASSURED, may_identify=True)
    browser = Browser(source, id="anonymous-1")
    browser.see("/preise", at=_minutes(0))
    work()
    browser.do(
        "identify", person="4711", at=_minutes(1), properties={"email": "anna@firma.example", "name": "Anna Beck"}
    )
    work()
    identified = Touchpoint.objects.get(kind="visitor.identified")
    assert identified.learned["last_name"] == "Beck"
    assert _timeline(identified.contact_id) == [("/preise", _minutes(0))]


def test_a_system_that_may_not_identifies_nobody() -> None:
    browser = Browser(site(Ground.ASSURED), id="anonymous-1")
    browser.do("identify", person="4711", properties={"email": "anna@firma.example"})
    work()
    assert not Touchpoint.objects.exists()


def test_what_robots_leave_is_no_visit() -> None:
    source = site(Ground.ASSURED)
    browser = Browser(source, id="anonymous-1")
    browser.client = browser.client._replace(agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
    browser.see("/preise")
    work()
    assert not Visit.objects.exists()


def test_somebody_erased_meanwhile_costs_the_others_nothing() -> None:
    source = site()
    one, other = Browser(source).agree(), Browser(source).agree()
    anna, bernd = _submit(one, "anna@firma.example", at=NOON), _submit(other, "bernd@firma.example", at=NOON)
    work()
    one.see("/a", at=_minutes(1))
    other.see("/b", at=_minutes(1))
    rights.erase(anna)
    work()
    assert [title for title, _at in _timeline(bernd)] == ["/b"]
    assert not Visit.objects.filter(visitor=one.id).exists()


def test_a_browser_that_objects_is_not_watched_whatever_a_script_says() -> None:  # LAW 5.3
    browser = Browser(site()).agree()
    browser.client = browser.client._replace(objects=True)
    browser.see("/preise")
    with pytest.raises(Objects):
        browser.agree()
    work()
    assert not Visit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_digested_while_its_visitor_becomes_known_is_not_lost() -> None:
    browser = Browser(site()).agree()
    browser.see("/preise", at=NOON)
    told = connection.get_connection_params()
    with psycopg.connect(host=told["host"], user=told["user"], dbname=told["dbname"]) as digesting:
        digesting.execute("DELETE FROM hits_waiting")  # by one that has looked already, and found nobody
        anna = _submit(browser, "anna@firma.example", at=_minutes(1))
        reactions.drain()
    work()
    assert _timeline(anna) == [("/preise", NOON)]


def test_a_withdrawal_leaves_nothing_that_was_told_of_somebody() -> None:
    source = site(Ground.ASKED, may_identify=True)
    browser = Browser(source).agree()
    browser.do("identify", person="4711", properties={"email": "anna@firma.example"})
    browser.withdraw()
    assert "anna@" not in str(list(Hit.objects.values()))


def test_of_a_refusal_nothing_is_kept_but_that_it_was_said() -> None:  # LAW 5.1
    Browser(site()).refuse()
    [refused] = Decision.objects.all()
    assert (refused.browser, refused.network, refused.agent) == (None, "", "")


def test_of_a_robot_that_nobody_agreed_for_no_properties_are_kept() -> None:
    browser = Browser(site())
    browser.client = browser.client._replace(agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
    browser.do("identify", person="4711", properties={"email": "anna@firma.example"})
    [line] = Hit.objects.all()
    assert (line.visitor, line.person, line.properties) == (None, None, None)
