"""The reports on visits: now, by page, and who agreed to be measured."""

import pytest
from django.test import Client

from tests.generation.tracking.visitors import Browser, site, work
from trichter.facts.timeline.hits import counting
from trichter.kernel import clock
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db
LIVE = "/auswertung/live/"
PAGES = "/auswertung/seiten/"
ANSWERS = "/auswertung/einwilligungen/"


def test_the_live_page_names_whom_we_know_and_counts_the_others(client_of_lea: Client) -> None:
    source = site()
    browser = Browser(source).agree()
    learned = {"first_name": "Anna", "last_name": "Feld"}
    record([Touch("form.submitted", {"title": "x"}, email="anna@x.example", visitor=browser.id, learned=learned)])
    browser.see("/preise")
    Browser(source).see("/blog")
    work()
    counting.fold()
    page = client_of_lea.get(LIVE).content.decode()
    assert "Anna Feld" in page
    assert "/preise" in page
    assert "/blog" not in page


def test_the_live_page_tells_by_the_pill_what_went_on(client_of_lea: Client) -> None:
    since = int(clock.now().timestamp() * 1000)
    assert "event: news" not in client_of_lea.get(f"{LIVE}neues/?since={since}").content.decode()
    Browser(site()).agree().see("/preise")
    work()
    assert "event: news" in client_of_lea.get(f"{LIVE}neues/?since={since}").content.decode()
    assert "event: news" not in client_of_lea.get(f"{LIVE}neues/?since={10**30}").content.decode()


@pytest.mark.parametrize("query", ["", "?minutes=5", "?minutes=x"])
def test_where_nobody_is_the_live_page_says_so(client_of_lea: Client, query: str) -> None:
    assert 'class="empty"' in client_of_lea.get(f"{LIVE}{query}").content.decode()


def test_the_report_on_pages_shows_both_kinds_of_views_apart(client_of_lea: Client) -> None:
    source = site()
    Browser(source).see("/preise")
    Browser(source).agree().see("/preise")
    work()
    counting.fold()
    found = client_of_lea.get(PAGES).context["found"]
    assert [(one.path, one.counted, one.views) for one in found.rows] == [("/preise", 1, 1)]


def test_the_report_on_pages_says_what_was_counted_together(
    client_of_lea: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_PATHS", 1)
    source = site()
    for path in ("/preise", "/preise", "/erfunden-1", "/erfunden-2"):
        Browser(source).see(path)
    counting.fold()
    page = client_of_lea.get(PAGES)
    assert [(one.path, one.counted, one.is_rest) for one in page.context["found"].rows] == [
        ("", 2, True),
        ("/preise", 2, False),
    ]
    assert page.content.decode().count("Weitere Seiten") == 2


def test_the_report_on_pages_is_narrowed_by_words_and_source(client_of_lea: Client) -> None:
    source = site()
    Browser(source).agree().see("/preise")
    work()
    assert client_of_lea.get(PAGES, {"q": "blog"}).context["found"].rows == ()
    assert client_of_lea.get(PAGES, {"source": source.id + 1}).context["found"].rows == ()
    assert "/preise" in client_of_lea.get(PAGES, {"q": "PREI", "source": str(source.id), "days": "7"}).content.decode()


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=99999999999999", "?source=x", "?source=99999999999", "?days=x&until=x"]
)
def test_what_makes_no_sense_in_the_address_does_no_harm(client_of_lea: Client, query: str) -> None:
    assert client_of_lea.get(f"{PAGES}{query}").status_code == 200


def test_the_report_on_consent_says_how_many_agreed_and_in_which_words(client_of_lea: Client) -> None:
    assert 'class="empty"' in client_of_lea.get(ANSWERS).content.decode()
    source = site()
    Browser(source).agree()
    Browser(source).refuse()
    found = client_of_lea.get(ANSWERS).context["found"]
    assert (found.total.granted, found.total.refused, found.sources[0].name) == (1, 1, "Website")
    assert client_of_lea.get(ANSWERS, {"days": "all"}).status_code == 200
    assert "<svg" in client_of_lea.get(ANSWERS, {"days": "7"}).content.decode()


def test_the_record_shows_a_visit_as_one_line_that_opens_without_a_script(client_of_lea: Client) -> None:
    browser = Browser(site()).agree()
    browser.see("/blog")
    browser.see("/preise")
    [recorded] = record([Touch("form.submitted", {"title": "x"}, email="anna@x.example", visitor=browser.id)])
    work()
    page = client_of_lea.get(f"/kontakte/{recorded.contact_id}/").content.decode()
    inside = " ".join(page.partition('<details class="what"')[2].partition("</details>")[0].split())
    assert inside.count("data-team=") == 2
    assert "/blog" in inside
    assert "/preise" in inside


def test_the_overview_tells_visitors_who_agreed_from_those_only_counted(client_of_lea: Client) -> None:  # LAW 5.2
    asked = {"visitors": "1"}
    assert client_of_lea.get("/", asked).context["visitors"] is None
    source = site()
    Browser(source).see("/preise")
    Browser(source).agree().see("/preise")
    work()
    counting.fold()
    part = client_of_lea.get("/", asked, headers={"HX-Request": "true"})
    for found in (client_of_lea.get("/", asked).context["visitors"], part.context["visitors"]):
        assert (found.counted, found.agreed) == (1, 1)
    assert "<html" not in part.content.decode()
