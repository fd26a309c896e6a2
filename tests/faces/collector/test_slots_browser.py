"""Personal parts of a page, in a real browser under a strict policy with trusted types."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.faces.cli.installations import wait
from tests.faces.collector.human import AGREES, NOTHING, REFUSES, Human
from trichter.kernel.bulk import json

DEFAULT = '<div id="hero" data-trichter-slot="hero"><h3 class="big">Willkommen</h3><p>Für alle.</p></div>'
HERO = "#hero"


def variant(number: int, audience: str, title: str, **more: Any) -> dict[str, Any]:
    told = {"title": title, "text": "Erster Absatz.\n\nZweiter <b>Absatz</b>.", "label": "Weiter", "link": "/weiter"}
    return {"number": number, "name": title, "audience": audience, "said": {"de": told}} | more


RULE = """last_name is Reimers and not stage is any of (customer, promoter)
and (buying_phase is unknown or created after 30 days ago) and never did purchase.made in the last 365 days
and not any colleague (did page.viewed where path contains preise in the last 7 days)"""
"""Of each sort of condition one: all of them are asked past Django."""
KNOWN = variant(1, "people", "Schön, dass Sie wieder da sind", rule=RULE)
READERS = variant(2, "readers", "Vergleichen Sie", phase="evaluation")


@pytest.fixture
def visit(come: Callable[..., Human]) -> Callable[..., Human]:
    """Somebody comes to a site whose pages have a slot, which is filled by these variants."""

    def coming(*variants: dict[str, Any], **how: Any) -> Human:
        human = come(**how)
        ask = human.trichter.ask
        ask("UPDATE tracking_slot SET archived_at = '2026-11-01' WHERE archived_at IS NULL")
        ask("INSERT INTO tracking_pathrule (pattern, phase, topics) VALUES ('/preise*', 'evaluation', '{}')"
            " ON CONFLICT DO NOTHING")  # fmt: skip
        ((slot,),) = ask(
            "INSERT INTO tracking_slot (name, label, source_id, version, created_at)"
            " VALUES ('hero', '', %s, 1, '2026-11-01') RETURNING id", human.source,
        )  # fmt: skip
        ask(
            "INSERT INTO tracking_slotversion (slot_id, version, content, created_at)"
            " VALUES (%s, 1, %s::jsonb, '2026-11-01')", slot, json({"variants": variants}),
        )  # fmt: skip
        human.site.body = DEFAULT
        tag = human.site.head.partition("</script>")[0]
        human.site.head = tag.replace(".js", "/slots.js") + "</script>" + human.site.head
        key = tag.partition("/t/")[2].partition(".js")[0]
        known = {"s": ["hero"], "l": "de"}
        expected = b'{"hero"' if any(one["audience"] == "all" for one in variants) else b"{}"
        counted = "SELECT count(*) FROM tracking_slotday WHERE slot_id = %s"

        def is_there() -> bool:
            answer = human.trichter.send(f"/t/{key}/slots", known)
            return answer.body.startswith(expected) and human.trichter.number(counted, slot) > 0

        wait(is_there, "the collector knows the slot")
        human.slot = slot  # type: ignore[attr-defined]
        return human

    return coming


def heading(human: Human) -> str:
    return human.page.locator(HERO).locator("h1,h2,h3").inner_text()


def agree(human: Human) -> str:
    human.says(AGREES)
    wait(lambda: human.id and human.pages(), "they are known by an id")
    return human.id or ""


def test_who_has_read_of_a_phase_sees_what_is_for_it_and_what_is_shown_is_plain_text(
    visit: Callable[..., Human],
) -> None:
    human = visit(KNOWN, READERS)
    human.go("/start")
    agree(human)
    assert heading(human) == "Willkommen"
    human.go("/preise/liste")
    wait(lambda: "/preise/liste" in human.pages(), "the page is in the log")
    human.go("/start")
    wait(lambda: heading(human) == "Vergleichen Sie", "what is for readers of prices is shown")
    place = human.page.locator(HERO)
    assert place.locator("p").all_inner_texts() == ["Erster Absatz.", "Zweiter <b>Absatz</b>.", "Weiter"]
    assert place.locator("b").count() == 0
    assert place.locator("h3.big").count() == 1
    assert place.locator("a").get_attribute("href") == "/weiter"
    place.locator("a").click()
    clicked = "SELECT COALESCE(sum(clicked), 0) FROM tracking_slotday WHERE slot_id = %s AND variant = 2"
    wait(lambda: human.trichter.number(clicked, human.slot) == 1, "the click is counted")  # type: ignore[attr-defined]
    assert human.complaints == []


def test_a_known_person_sees_what_a_rule_says(visit: Callable[..., Human]) -> None:
    human = visit(KNOWN, READERS)
    human.go("/start")
    visitor = agree(human)
    _number, key = human.trichter.source(ground="assured", may_identify=True)
    told = {"anonymousId": visitor, "userId": "4711", "messageId": f"m-{visitor}"}
    traits = {"email": f"{visitor}@wellner.example", "firstName": "Anja", "lastName": "Reimers"}
    assert human.trichter.send("/v1/identify", told | {"traits": traits}, key=key).status == 200
    known = "SELECT count(*) FROM contacts_identifier WHERE kind = 'visitor' AND value = %s"
    wait(lambda: human.trichter.number(known, visitor) == 1, "the browser is somebody's")
    human.go("/start")
    wait(lambda: heading(human) == KNOWN["name"], "what is for her is shown")
    human.page.evaluate("trichter.consent('withdraw')")
    wait(lambda: heading(human) == "Willkommen", "after the withdrawal what stood there stands there")
    human.go("/start")
    human.page.wait_for_timeout(600)
    assert heading(human) == "Willkommen"
    assert human.complaints == []


@pytest.mark.parametrize("answer", ["none", "refused"])
def test_who_has_not_agreed_sees_only_what_is_for_everybody_and_nothing_is_stored(  # LAW 5.1
    visit: Callable[..., Human], answer: str
) -> None:
    human = visit(KNOWN, READERS, variant(3, "all", "Für jeden"))
    human.go("/preise/liste")
    if answer == "refused":
        human.says(REFUSES)
    human.go("/start")
    wait(lambda: heading(human) == "Für jeden", "what is for everybody is shown")
    assert human.keys == (NOTHING if answer == "none" else ["", "trichter", "", "", ""])
    assert human.context.cookies() == []
    assert human.trichter.ask("SELECT id FROM hits_visitor WHERE source_id = %s", human.source) == []


@pytest.mark.parametrize("how", ["away", "slow", "broken"])
def test_without_an_answer_the_default_stays(visit: Callable[..., Human], how: str) -> None:
    human = visit(variant(3, "all", "Für jeden"))
    if how == "away":
        human.page.route("**/slots", lambda route: route.abort())
    elif how == "slow":
        human.page.route("**/slots", lambda _route: None)
    else:
        human.page.route("**/slots", lambda route: route.fulfill(status=200, body="<html>"))
    human.go("/start")
    human.page.wait_for_timeout(2_000 if how == "slow" else 500)
    assert human.page.locator(HERO).inner_html() == '<h3 class="big">Willkommen</h3><p>Für alle.</p>'


def test_places_that_a_script_brings_later_are_filled_and_the_page_asks_once(visit: Callable[..., Human]) -> None:
    human = visit(variant(3, "all", "Für jeden"))
    asked: list[str] = []
    human.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/slots") else None)
    human.go("/start")
    wait(lambda: heading(human) == "Für jeden", "the first is filled")
    human.page.evaluate("""() => {
        const place = document.createElement("div");
        place.id = "later";
        place.dataset.trichterSlot = "hero";
        document.querySelector("main").append(place);
    }""")
    wait(lambda: human.page.locator("#later h2").count() == 1, "the later one is filled too")
    assert len(asked) == 1
    human.page.evaluate("""() => {
        history.pushState({}, "", "/zweite");
        const place = document.querySelector("#later").cloneNode(false);
        place.id = "after";
        document.querySelector("main").append(place);
    }""")
    wait(lambda: human.page.locator("#after h2").count() == 1, "the one of the next page is filled")
    assert len(asked) == 2
    assert human.complaints == []


def test_a_page_in_the_other_language_says_in_which_it_speaks(visit: Callable[..., Human]) -> None:
    human = visit(variant(3, "all", "Für jeden"), language="en")
    human.go("/start")
    wait(lambda: heading(human) == "Für jeden", "the other language is better than none")
    assert human.page.locator(f"{HERO} [lang=de]").count() == 5


def test_what_somebody_is_at_with_the_keyboard_is_not_taken_from_under_them(visit: Callable[..., Human]) -> None:
    human = visit(variant(3, "all", "Für jeden"))
    human.site.body = '<div id="hero" data-trichter-slot="hero"><a href="/mehr">Mehr</a></div>'

    def answer(route: Route) -> None:
        human.page.locator(f"{HERO} a").focus()
        route.continue_()

    human.page.route("**/slots", answer)
    human.go("/start")
    human.page.wait_for_timeout(600)
    assert human.page.evaluate("document.activeElement.textContent") == "Mehr"
    assert human.page.locator(f"{HERO} h2").count() == 0
