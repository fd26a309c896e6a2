"""The script where things go oddly: answers that cross, windows side by side, lost requests, forms of any making."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.faces.cli.installations import wait
from tests.faces.collector.human import AGREES, REFUSES, Human


def test_whoever_refuses_while_an_agreement_is_on_its_way_is_believed(come: Callable[..., Human]) -> None:
    # LAW 5.1
    human = come()
    human.go("/")
    human.page.evaluate("trichter.consent(true); trichter.consent(true); trichter.consent(false)")
    states = "SELECT state FROM hits_decision WHERE source_id = %s ORDER BY id"
    said = {("granted",), ("refused",), ("withdrawn",)}
    wait(lambda: set(human.trichter.ask(states, human.source)) == said, "all of it is noted")
    assert human.trichter.ask(states, human.source).count(("granted",)) == 1
    assert human.id is None
    assert human.page.evaluate("localStorage.getItem('trichter')") == "no"
    assert human.trichter.number("SELECT count(*) FROM hits_visitor WHERE source_id = %s", human.source) == 0


def test_a_withdrawal_that_nobody_heard_is_told_on_the_next_page(come: Callable[..., Human]) -> None:
    # LAW 5.1, 5.3
    human = come()
    human.go("/")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    gone = human.id
    human.page.route("**/t/d", lambda route: route.abort())
    human.page.evaluate("trichter.consent('withdraw')")
    assert human.id is None
    assert human.page.evaluate("localStorage.getItem('trichter')") == f"no{gone}"
    known = "SELECT count(*) FROM hits_visitor WHERE id = %s"
    assert human.trichter.number(known, gone) == 1
    human.page.unroute("**/t/d")
    human.go("/danach")
    wait(lambda: human.trichter.number(known, gone) == 0, "it was heard")
    wait(lambda: human.page.evaluate("localStorage.getItem('trichter')") == "no", "the id has gone from the device")
    assert human.id is None
    assert human.page.get_by_role("dialog").count() == 0


def test_whoever_agrees_anew_has_withdrawn_the_earlier_id_before(come: Callable[..., Human]) -> None:
    # LAW 5.1
    human = come()
    human.go("/")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    gone = human.id
    human.page.route("**/t/d", lambda route: route.abort())
    human.page.evaluate("trichter.consent('withdraw')")
    human.page.unroute("**/t/d")
    human.page.evaluate("trichter.consent(true)")
    wait(lambda: human.id, "they are known again")
    assert human.id != gone
    ids = "SELECT id FROM hits_visitor WHERE source_id = %s"
    assert human.trichter.ask(ids, human.source) == [(human.id,)]


@pytest.mark.parametrize("status", [429, 503])
def test_an_answer_that_comes_in_a_rush_is_told_again(come: Callable[..., Human], status: int) -> None:
    human = come()
    human.go("/")
    told: list[int] = []

    def rush(route: Route) -> None:
        told.append(1)
        if len(told) == 1:
            route.fulfill(status=status, headers={"Retry-After": "1"})
        else:
            route.continue_()

    human.page.route("**/t/d", rush)
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    wait(lambda: human.pages() == ["/"], "the page is in the log")
    assert len(told) == 2


def test_an_answer_in_one_window_holds_in_the_other(come: Callable[..., Human]) -> None:
    human = come()
    human.go("/")
    other = human.context.new_page()
    other.goto(f"http://{human.site.host}/zweite", wait_until="load")
    other.get_by_role("dialog").wait_for()
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    wait(lambda: other.evaluate("trichter.visitor()") == human.id, "the other window knows")
    assert other.get_by_role("dialog").count() == 0
    other.evaluate("trichter.consent('withdraw')")
    wait(lambda: human.id is None, "the first one knows")


def test_a_script_that_stands_twice_tells_everything_once(come: Callable[..., Human]) -> None:
    human = come()
    human.site.head += human.site.head.partition('<script defer src="/site.js"')[0]
    human.go("/")
    assert human.page.get_by_role("dialog").count() == 1
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    human.go("/zweite")
    wait(lambda: len(human.pages()) > 1, "both are in the log")
    assert human.pages() == ["/", "/zweite"]
    assert human.complaints == []


def test_a_form_is_known_by_its_name_whatever_its_fields_are_called(come: Callable[..., Human]) -> None:
    human = come()
    human.site.body = '<form name="suche"><label>Nummer <input name="id" class="n"></label></form>'
    human.go("/")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    human.page.fill(".n", "4711")
    told = "SELECT name FROM hits_hit WHERE visitor = %s AND kind = 'form_started'"
    wait(lambda: human.trichter.ask(told, human.id) == [("suche",)], "it is told")


def test_a_form_left_within_a_single_page_app_is_told_with_its_page(come: Callable[..., Human]) -> None:
    human = come()
    human.site.body = '<button id="spa">weiter</button>'
    human.go("/erste")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    human.page.fill("#anfrage input", "Geheimnis")
    human.page.click("#spa")
    left = "SELECT name, url FROM hits_hit WHERE visitor = %s AND kind = 'form_abandoned'"
    where = f"http://{human.site.host}/erste"
    wait(lambda: human.trichter.ask(left, human.id) == [("anfrage", where)], "it is told")


def test_what_could_not_be_sent_is_sent_later_and_counts_once(come: Callable[..., Human]) -> None:
    human = come()
    human.go("/")
    human.says(AGREES)
    wait(lambda: human.id and human.pages() == ["/"], "the page is in the log")
    failed: list[str] = []

    def fail(route: Route) -> None:
        failed.append(route.request.url)
        if len(failed) == 1:
            route.abort()
        elif len(failed) == 2:
            route.fulfill(status=503)
        else:
            route.continue_()

    human.page.route("**/t/e", fail)
    human.page.evaluate("trichter.track('Rechner benutzt')")
    told = "SELECT count(*) FROM hits_hit WHERE visitor = %s AND kind = 'track'"
    wait(lambda: human.trichter.number(told, human.id) == 1, "it has arrived")
    assert len(failed) == 3


def test_a_file_that_is_taken_is_told_by_its_address_without_parameters(come: Callable[..., Human]) -> None:
    human = come()
    human.site.body = '<a id="file" href="/katalog.pdf?token=geheim" download>Katalog</a>'
    human.go("/")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    human.page.click("#file")
    told = "SELECT name FROM hits_hit WHERE visitor = %s AND kind = 'download'"
    wait(lambda: human.trichter.ask(told, human.id) == [(f"{human.site.host}/katalog.pdf",)], "it is told")


def test_what_is_called_before_the_script_is_there_is_not_lost(come: Callable[..., Human]) -> None:
    human = come(init="window.trichter = {q: [['track', 'Früh'], ['consent', true]]};")
    human.go("/")
    wait(lambda: human.id, "they are known")
    told = "SELECT name FROM hits_hit WHERE visitor = %s AND kind = 'track'"
    wait(lambda: human.trichter.ask(told, human.id) == [("Früh",)], "it is told")


@pytest.mark.parametrize("consent", ["tcf", "google"])
def test_a_no_to_another_consent_tool_is_a_no_to_us(come: Callable[..., Human], consent: str) -> None:
    # LAW 5.1
    tcf = """window.said = []; window.__tcfapi = (name, version, heard) => window.said.push(purposes => heard(
        {eventStatus: "useractioncomplete", purpose: {consents: purposes}}, true));"""
    tell = {
        "tcf": "yes => said.forEach(say => say({1: true, 8: yes}))",
        "google": "yes => dataLayer.push(['consent', 'update', {analytics_storage: yes ? 'granted' : 'denied'}])",
    }[consent]
    human = come(consent=consent, init=tcf)
    human.go("/")
    human.page.evaluate(tell, False)
    assert human.id is None
    human.page.evaluate(tell, True)
    wait(lambda: human.id, "they changed their mind")
    gone = human.id
    human.page.evaluate(tell, False)
    assert human.id is None
    count = "SELECT count(*) FROM hits_visitor WHERE id = %s"
    wait(lambda: human.trichter.number(count, gone) == 0, "the id is gone")


def test_enlarged_four_times_the_banner_still_fits(come: Callable[..., Human]) -> None:  # LAW 4.6 (WCAG 1.4.10)
    human = come(viewport={"width": 320, "height": 256})
    human.go("/")
    box = human.page.get_by_role("dialog").bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    human.says(REFUSES)
    assert human.page.get_by_role("dialog").count() == 0
