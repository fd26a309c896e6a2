"""From a stranger to somebody known, in a real browser: what was read before the form stands on the timeline."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from tests.faces.cli.installations import wait
from tests.faces.collector.site import Site
from tests.faces.collector.tracked import CHROME, Tracked

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def offer(trichter: Tracked, site: Site) -> str:
    """The path of an offer whose form the site may show."""
    given = trichter.environment() | {
        "DJANGO_SETTINGS_MODULE": "trichter.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "tests.faces.collector.offering", f"http://{site.host}"]
    done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(user_agent=CHROME, locale="de")
    yield context
    context.close()


def _timeline(trichter: Tracked, email: str) -> list[tuple[Any, ...]]:
    return trichter.ask(
        "SELECT t.kind, regexp_replace(t.payload->>'url', '^[a-z]+://[^/]*', '') FROM timeline_touchpoint t"
        " JOIN contacts_identifier i ON i.contact_id = t.contact_id AND i.kind = 'email' AND i.value = %s"
        " WHERE t.kind IN ('page.viewed', 'form.submitted', 'consent.granted') ORDER BY t.occurred_at, t.id",
        email,
    )


def _send(form: Page | Frame, email: str) -> None:
    form.fill("input[type=email]", email)
    form.click("form button")


def test_on_our_own_pages_the_pages_before_the_form_become_the_persons(
    trichter: Tracked, offer: str, window: BrowserContext
) -> None:
    page = window.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"http://127.0.0.1:{trichter.port}{offer}?utm_source=google&utm_medium=cpc")
    page.get_by_role("button", name="Zulassen").click()
    wait(lambda: page.evaluate("trichter.visitor()"), "they are known")
    page.reload()
    wait(lambda: page.evaluate("document.querySelector('[name=visitor]').value"), "the form knows who they are")
    _send(page, "anna@walzwerk.example")
    page.wait_for_url("**/danke/**")
    wanted = {"consent.granted", "page.viewed", "form.submitted"}
    wait(lambda: {kind for kind, _url in _timeline(trichter, "anna@walzwerk.example")} == wanted, "all is there")
    told = _timeline(trichter, "anna@walzwerk.example")
    assert told.index(("page.viewed", offer)) < [kind for kind, _url in told].index("form.submitted")
    ((channel,),) = trichter.ask(
        "SELECT first_channel FROM lifecycle_journey JOIN contacts_identifier i USING (contact_id) WHERE i.value = %s",
        "anna@walzwerk.example",
    )
    assert channel == "paid_search"
    assert complaints == []


def test_a_form_in_a_frame_knows_the_visitor_of_the_page_around_it(
    trichter: Tracked, offer: str, site: Site, window: BrowserContext
) -> None:
    here = f"http://127.0.0.1:{trichter.port}"
    _number, key = trichter.source(site.host)
    site.policy = f"default-src 'self'; script-src {here}; connect-src {here}; frame-src {here}; img-src data:"
    site.head = f'<script defer src="{here}/t/{key}.js"></script>'
    page = window.new_page()
    page.goto(f"http://{site.host}/blog/zuerst")
    page.get_by_role("button", name="Zulassen").click()
    wait(lambda: page.evaluate("trichter.visitor()"), "they are known")
    site.body = f'<iframe src="{here}{offer}embed/?lang=de" width="600" height="900" title="Formular"></iframe>'
    page.goto(f"http://{site.host}/anfrage")
    frame = next(one for one in page.frames if one != page.main_frame)
    wait(lambda: frame.evaluate("document.querySelector('[name=visitor]')?.value"), "the frame knows who they are")
    _send(frame, "bernd@walzwerk.example")
    wanted = {"/blog/zuerst", "/anfrage"}
    wait(
        lambda: wanted <= {url for _kind, url in _timeline(trichter, "bernd@walzwerk.example")}, "both pages are there"
    )


def test_whoever_does_not_agree_sends_the_form_as_a_stranger(
    trichter: Tracked, offer: str, window: BrowserContext
) -> None:
    page = window.new_page()
    page.goto(f"http://127.0.0.1:{trichter.port}{offer}")
    page.get_by_role("button", name="Ablehnen").click()
    _send(page, "carla@walzwerk.example")
    page.wait_for_url("**/danke/**")
    wait(lambda: _timeline(trichter, "carla@walzwerk.example"), "the form is there")
    assert [kind for kind, _url in _timeline(trichter, "carla@walzwerk.example")] == ["form.submitted"]
    assert trichter.number(
        "SELECT count(*) FROM contacts_identifier v JOIN contacts_identifier i USING (contact_id)"
        " WHERE v.kind = 'visitor' AND i.value = %s", "carla@walzwerk.example"
    ) == 0  # fmt: skip


NOTHING_KEPT = "document.cookie === '' && localStorage.length + sessionStorage.length === 0"


def test_a_form_that_comes_back_with_an_error_is_one_page_view(
    trichter: Tracked, offer: str, window: BrowserContext
) -> None:
    page = window.new_page()
    page.goto(f"http://127.0.0.1:{trichter.port}{offer}")
    page.get_by_role("button", name="Ablehnen").click()
    page.evaluate("document.querySelector('main form').noValidate = true")
    with page.expect_navigation() as sent:
        _send(page, "no address")
    assert sent.value.status == 422
    page.goto(f"http://127.0.0.1:{trichter.port}/barrierefreiheit/")
    views = "SELECT coalesce(sum(views), 0) FROM hits_pageday WHERE path = %s"
    wait(lambda: trichter.ask(views, "/barrierefreiheit/")[0][0] >= 1, "the page after it is counted")
    assert trichter.ask(views, offer) == [(1,)]


@pytest.mark.parametrize(("language", "agrees", "refuses", "foot"), [
    ("de", "Zulassen", "Ablehnen", "Besuche auf dieser Website"), ("en", "Allow", "Refuse", "Visits to this website")
])  # fmt: skip
def test_at_the_foot_of_our_own_pages_everybody_can_change_their_mind(
    trichter: Tracked, offer: str, window: BrowserContext, language: str, agrees: str, refuses: str, foot: str
) -> None:
    # LAW 5.1
    page = window.new_page()
    asked: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    here = f"http://127.0.0.1:{trichter.port}"
    page.goto(f"{here}{offer}?lang={language}")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate(NOTHING_KEPT)
    assert window.cookies() == []
    page.get_by_role("button", name=agrees).click()
    wait(lambda: page.evaluate("trichter.visitor()"), "they are known")
    known = page.evaluate("trichter.visitor()")
    page.goto(f"{here}/datenschutz/?lang={language}")
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("button", name=foot).focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.hasAttribute('data-visits')")
    assert page.evaluate("trichter.visitor()") == known
    page.keyboard.press("Enter")
    page.get_by_role("button", name=refuses).click()
    assert page.evaluate("trichter.visitor()") is None
    count = "SELECT count(*) FROM hits_visitor WHERE id = %s"
    wait(lambda: trichter.number(count, known) == 0, "the id is gone")
    assert asked == {f"127.0.0.1:{trichter.port}"}
    assert complaints == []


def test_a_browser_that_objects_finds_no_question_on_our_own_pages(
    trichter: Tracked, offer: str, window: BrowserContext
) -> None:
    # LAW 5.3
    window.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})")
    page = window.new_page()
    page.goto(f"http://127.0.0.1:{trichter.port}{offer}")
    page.wait_for_load_state("load")
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("[data-visits]").is_hidden()
    assert page.evaluate(NOTHING_KEPT)


IS_COVERED = """() => {
    const {x, y, width, height} = document.activeElement.getBoundingClientRect();
    const above = document.elementFromPoint(x + width / 2, y + height / 2);
    return Boolean(above?.shadowRoot) && above !== document.activeElement;
}"""


def test_nothing_that_the_keyboard_reaches_lies_below_the_banner(
    trichter: Tracked, offer: str, window: BrowserContext
) -> None:
    # LAW 4.6 (WCAG 2.4.11)
    page = window.new_page()
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"http://127.0.0.1:{trichter.port}{offer}")
    page.get_by_role("dialog").wait_for()
    reached: list[str] = []
    while "/barrierefreiheit/" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
        assert not page.evaluate(IS_COVERED), reached
        assert len(reached) < 60
    page.get_by_role("button", name="Ablehnen").click()
    assert page.evaluate("document.documentElement.getAttribute('style') || ''") == ""


def test_two_who_share_a_browser_keep_what_each_has_read(trichter: Tracked, offer: str, window: BrowserContext) -> None:
    # DESIGN §3
    page = window.new_page()
    here = f"http://127.0.0.1:{trichter.port}"
    page.goto(f"{here}{offer}?lang=de")
    page.get_by_role("button", name="Zulassen").click()
    wait(lambda: page.evaluate("trichter.visitor()"), "they are known")
    dora, emil = "dora@walzwerk.example", "emil@walzwerk.example"
    for email in (dora, emil):
        page.goto(f"{here}{offer}?lang=de")
        wait(lambda: page.evaluate("document.querySelector('[name=visitor]').value"), "the form knows the browser")
        _send(page, email)
        page.wait_for_url("**/danke/**")
        wait(partial(_views, trichter, email), "pages are theirs")
        page.goto(f"{here}{offer}?lang=de&seen-by={email.partition('@')[0]}")
    shared = "SELECT count(*) FROM contacts_shareddevice"
    wait(lambda: trichter.number(shared) >= 2, "both show that they share a device")
    before = len(_views(trichter, dora))
    page.goto(f"{here}{offer}?lang=de&later=1")
    theirs = len(_views(trichter, emil))
    wait(lambda: len(_views(trichter, emil)) > theirs or theirs >= 3, "what is read now is the second's")
    assert len(_views(trichter, dora)) == before


def _views(trichter: Tracked, email: str) -> list[tuple[Any, ...]]:
    return [told for told in _timeline(trichter, email) if told[0] == "page.viewed"]
