"""The script on a site of somebody else's, in a real browser: before consent, after it, without it, and after all."""

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.faces.cli.installations import wait
from tests.faces.collector.human import AGREES, NOTHING, REFUSES, Human
from trichter.generation.tracking.founding import WORDS


def test_before_consent_nothing_is_stored_and_nobody_else_is_asked(come: Callable[..., Human]) -> None:
    # LAW 5.1
    human = come()
    human.go("/preise?utm_source=google&gclid=secret")
    human.page.get_by_role("dialog").wait_for()
    assert human.keys == NOTHING
    assert human.context.cookies() == []
    assert human.asked <= {human.site.host, f"127.0.0.1:{human.trichter.port}"}
    human.go("/zweite")
    wait(lambda: human.counted() >= 1, "the page is counted")
    assert human.keys == NOTHING
    assert human.id is None
    assert human.trichter.ask("SELECT kind, visitor, bot, agent FROM hits_hit WHERE source_id = %s", human.source) == []
    assert human.complaints == []


def test_whoever_agrees_is_known_by_an_id_from_the_first_page_on(come: Callable[..., Human]) -> None:
    human = come()
    human.go("/landung?utm_source=google&utm_medium=cpc")
    human.says(AGREES)
    wait(lambda: human.id and human.pages() == ["/landung"], "the first page is in the log")
    human.go("/preise")
    wait(lambda: human.pages() == ["/landung", "/preise"], "the second is")
    assert human.keys == ["", "trichter", "", "", ""]
    ((state, wording),) = human.trichter.ask(
        "SELECT d.state, w.text FROM hits_decision d JOIN consent_wording w ON w.id = d.wording_id"
        " WHERE browser = sha256(%s::bytea)", human.id
    )  # fmt: skip
    assert (state, wording) == ("granted", WORDS["de"])
    wait(
        lambda: human.trichter.ask("SELECT channel FROM hits_visit WHERE visitor = %s", human.id) == [("paid_search",)],
        "the visit has its channel",
    )
    assert human.complaints == []


def test_refusing_takes_as_many_clicks_and_is_remembered(come: Callable[..., Human]) -> None:
    # LAW 5.1
    human = come()
    human.go("/")
    sizes = [human.page.get_by_role("button", name=name).bounding_box() for name in (AGREES, REFUSES)]
    assert sizes[0]
    assert sizes[1]
    assert (sizes[0]["width"], sizes[0]["height"]) == (sizes[1]["width"], sizes[1]["height"])
    human.says(REFUSES)
    assert human.id is None
    human.go("/zweite")
    assert human.page.get_by_role("dialog").count() == 0
    assert human.page.evaluate("localStorage.getItem('trichter')") == "no"
    wait(lambda: human.counted() >= 2, "both pages are counted")
    assert human.complaints == []


def test_a_withdrawal_stops_at_once_and_deletes_the_id(come: Callable[..., Human]) -> None:
    human = come()
    human.go("/")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    gone = human.id
    wait(lambda: human.pages(), "the page is in the log")
    human.page.evaluate("trichter.consent('withdraw')")
    assert human.id is None
    human.go("/danach")
    count = "SELECT count(*) FROM hits_hit WHERE visitor = %s"
    wait(lambda: human.trichter.number(count, gone) == 0, "nothing carries the id any more")
    assert human.trichter.number("SELECT count(*) FROM hits_visitor WHERE id = %s", gone) == 0


@pytest.mark.parametrize("signal", ["Navigator.prototype, 'globalPrivacyControl'", "Navigator.prototype, 'doNotTrack'"])
def test_a_browser_that_objects_is_not_asked(come: Callable[..., Human], signal: str) -> None:
    # LAW 5.3
    value = "'1'" if "doNotTrack" in signal else "true"
    human = come(init=f"Object.defineProperty({signal}, {{get: () => {value}}})")
    human.go("/")
    human.page.evaluate("trichter.consent(true)")
    human.go("/zweite")
    assert human.page.get_by_role("dialog").count() == 0
    assert human.keys == NOTHING
    wait(lambda: human.counted() >= 2, "both pages are counted")


def test_a_page_that_is_changed_by_its_script_is_another_page(come: Callable[..., Human]) -> None:
    human = come()
    human.site.body = '<button id="spa">weiter</button>'
    human.go("/erste")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    human.page.click("#spa")
    wait(lambda: human.pages() == ["/erste", "/zweite"], "both are in the log")
    title = "SELECT title, referrer FROM hits_hit WHERE visitor = %s AND url LIKE '%%/zweite' AND kind = 'page'"
    assert human.trichter.ask(title, human.id) == [("Zweite", f"http://{human.site.host}/erste")]


def test_what_is_done_is_told_and_never_what_is_typed(come: Callable[..., Human]) -> None:
    human = come()
    human.go("/")
    human.says(AGREES)
    wait(lambda: human.id, "they are known")
    human.page.evaluate("trichter.track('Rechner benutzt', {ergebnis: 42})")
    human.page.fill("#anfrage input", "Geheimnis")
    human.page.evaluate("document.querySelector('#out').addEventListener('click', event => event.preventDefault())")
    human.page.click("#out")
    human.go("/weg")
    wanted = {"page", "track", "form_started", "form_abandoned", "outbound", "left"}
    wait(lambda: wanted <= set(human.kinds()), "all is told")
    told = human.trichter.ask("SELECT row_to_json(h)::text FROM hits_hit h WHERE visitor = %s", human.id)
    everything = json.dumps(told)
    assert "Geheimnis" not in everything
    assert "Rechner benutzt" in everything
    assert human.complaints == []


def test_the_answer_of_another_consent_tool_is_heard(come: Callable[..., Human]) -> None:
    tcf = """window.__tcfapi = (name, version, heard) => heard(
        {eventStatus: "useractioncomplete", purpose: {consents: {1: true, 8: true}}}, true);"""
    google = 'window.dataLayer = [["consent", "default", {analytics_storage: "denied"}]];'
    for consent, init in (("tcf", tcf), ("google", google), ("callback", "")):
        human = come(consent=consent, init=init)
        human.go("/")
        assert human.page.get_by_role("dialog").count() == 0
        if consent == "google":
            assert human.id is None
            human.page.evaluate('dataLayer.push(["consent", "update", {analytics_storage: "granted"}])')
        if consent == "callback":
            human.page.evaluate("trichter.consent(true)")
        wait(human.pages, f"{consent} is heard")


def test_the_banner_is_answered_by_keyboard_and_can_be_put_off(come: Callable[..., Human]) -> None:
    # LAW 4.6
    human = come(language="en")
    human.go("/")
    human.page.get_by_role("dialog").wait_for()
    human.page.keyboard.press("Tab")
    human.page.keyboard.press("Escape")
    assert human.page.get_by_role("dialog").count() == 0
    assert human.keys == NOTHING
    human.page.evaluate("trichter.banner()")
    for _key in range(8):
        human.page.keyboard.press("Tab")
        if human.page.evaluate("document.activeElement.shadowRoot?.activeElement?.textContent") == "Allow":
            break
    human.page.keyboard.press("Enter")
    wait(lambda: human.id, "they agreed")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_banner_can_be_read_everywhere(come: Callable[..., Human], scheme: str, width: int, language: str) -> None:
    human = come(language=language, color_scheme=scheme, viewport={"width": width, "height": 800})
    human.go("/")
    human.page.get_by_role("dialog").wait_for()
    assert human.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    human.page.screenshot(path=f"artefacts/screens/banner-{language}-{scheme}-{width}.png")
    human.context.new_cdp_session(human.page).send("Page.setBypassCSP", {"enabled": True})
    human.page.reload()
    human.page.get_by_role("dialog").wait_for()
    found = Axe().run(human.page)
    assert [violation["id"] for violation in found.response["violations"]] == []
