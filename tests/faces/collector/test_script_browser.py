"""The script on a site of somebody else's, in a real browser: before consent, after it, without it, and after all."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from tests.faces.cli.installations import wait
from tests.faces.collector.conftest import Site
from tests.faces.collector.tracked import CHROME, Tracked
from trichter.generation.tracking.founding import WORDS

KEYS = """async () => [
    document.cookie, Object.keys(localStorage).join(), Object.keys(sessionStorage).join(),
    (await indexedDB.databases()).map(one => one.name).join(), (await caches.keys()).join(),
]"""
NOTHING = ["", "", "", "", ""]
AGREES, REFUSES = "Zulassen", "Ablehnen"


class Human:
    """Somebody at a browser with a fresh profile, who notices what is stored and where requests go."""

    def __init__(self, context: BrowserContext, trichter: Tracked, site: Site, source: int) -> None:
        self.context, self.trichter, self.site, self.source = context, trichter, site, source
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url.split("/")[2]))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def go(self, path: str) -> None:
        self.page.goto(f"http://{self.site.host}{path}", wait_until="load")

    def says(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    @property
    def keys(self) -> list[str]:
        """All that is kept on the device, by where."""
        return list(self.page.evaluate(KEYS))

    @property
    def id(self) -> str | None:
        found: str | None = self.page.evaluate("trichter.visitor()")
        return found

    def pages(self) -> list[str]:
        """The pages that the log has of them, in their order."""
        rows = self.trichter.ask(
            "SELECT url FROM hits_hit WHERE visitor = %s AND kind = 'page' ORDER BY at, id", self.id
        )
        return [url.partition(self.site.host)[2] for (url,) in rows]

    def kinds(self) -> list[str]:
        return [kind for (kind,) in self.trichter.ask("SELECT kind FROM hits_hit WHERE visitor = %s", self.id)]

    def counted(self) -> int:
        """Pages that were only counted."""
        folded = self.trichter.number(
            "SELECT COALESCE(sum(views), 0) FROM hits_pageday WHERE source_id = %s", self.source
        )
        return folded + self.trichter.number("SELECT count(*) FROM hits_tally WHERE source_id = %s", self.source)


@pytest.fixture
def come(browser: Browser, trichter: Tracked, site: Site) -> Iterator[Callable[..., Human]]:
    """Somebody comes to the site, which loads the script under a strict policy of its own."""
    here = f"http://127.0.0.1:{trichter.port}"
    number, key = trichter.source(site.host)
    site.policy = (
        f"default-src 'none'; script-src 'self' {here}; connect-src {here}; style-src 'none'; img-src data:; "
        "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
    )
    open_contexts: list[BrowserContext] = []

    def coming(*, consent: str = "", init: str = "", language: str = "de", **how: Any) -> Human:
        site.language = language
        said = f' data-consent="{consent}"' if consent else ""
        site.head = f'<script defer src="{here}/t/{key}.js"{said}></script><script defer src="/site.js"></script>'
        context = browser.new_context(user_agent=CHROME, locale=language, **how)
        open_contexts.append(context)
        if init:
            context.add_init_script(init)
        return Human(context, trichter, site, number)

    yield coming
    for context in open_contexts:
        context.close()


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
