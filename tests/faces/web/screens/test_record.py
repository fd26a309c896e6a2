"""The record of a person by keyboard alone: called, judged, edited, led on, and what is next; and their firm."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.faces.looks import take_pictures
from tests.faces.web.reader import Reader
from tests.factories import known, stage
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.sales.tasks.models import Task

Says = Callable[[str, str], str]


def newest(contact: int, kind: str) -> EffectiveTouchpoint:
    return EffectiveTouchpoint.objects.filter(contact_id=contact, kind=kind).latest("id")


def test_a_call_is_noted_and_what_was_learned_in_it_by_keyboard_alone(
    reader: Reader, lea: User, anja: int, bernd: int, says: Says
) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go(f"/kontakte/{anja}/")
    take_pictures(reader, "03-kontakt")

    reader.tab_to(".reach a[href*='compose=note']")
    keys.press("Enter")
    page.wait_for_url("**compose=note*")
    reader.tab_to("#note_text")
    keys.type("Halb geschrieben")
    keys.press("Shift+Tab")
    keys.press("ArrowRight")  # the mail: whether it may leave is asked only now
    expect(page.locator("form[data-kind=mail]")).to_contain_text(
        says("Wartet auf die Bestätigung", "Waiting for the confirmation")
    )
    keys.press("ArrowRight")
    assert page.input_value("#note_text") == "Halb geschrieben"
    reader.tab_to("#call_outcome")
    keys.type(says("Nicht", "Not"))
    take_pictures(reader, "03-kontakt-anruf")
    reader.tab_to("form[data-kind=call] [type=submit]")
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text(says("Der Anruf ist notiert.", "The call is noted."))
    call = newest(anja, "call.made")
    assert (call.payload["outcome"], call.actor_id) == ("not_reached", lea.pk)

    reader.go(f"/kontakte/{anja}/?tab=details")
    reader.tab_to("#field-position .inline-open")
    keys.press("Enter")
    expect(page.locator("#field-position input[name=value]")).to_be_focused()
    keys.type("Werkleiterin")
    keys.press("Enter")
    expect(page.locator("#record-who")).to_contain_text("Werkleiterin")
    assert known(anja).position == "Werkleiterin"

    reader.tab_to("#criteria .crit summary")
    keys.press("Enter")
    keys.press("Tab")
    keys.type(says("Ja", "Yes"))
    keys.press("Tab")
    keys.type("180 Beschäftigte")
    take_pictures(reader, "03-kontakt-kriterium")
    reader.tab_to("#criteria .crit [type=submit]")
    keys.press("Enter")
    expect(page.locator("#criteria .crit").first).to_contain_text("180 Beschäftigte")
    judged = newest(anja, "criterion.judged")
    assert (judged.payload["answer"], judged.payload["evidence"]) == ("yes", "180 Beschäftigte")
    assert reader.complaints == []


def test_somebody_is_led_on_and_the_next_step_planned_by_keyboard_alone(
    reader: Reader, anja: int, bernd: int, says: Says
) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go(f"/kontakte/{bernd}/")
    reader.tab_to(".why-here summary")
    keys.press("Enter")
    reader.tab_to("#stage_stage")
    keys.type("SQL")
    keys.press("Tab")
    keys.type(says("Budget steht", "The budget is there"))
    take_pictures(reader, "03-kontakt-phase")
    reader.tab_to(".why-here [type=submit]")
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text(says("Die Phase ist gesetzt.", "The stage is set."))
    assert stage(bernd) == "sql"

    reader.tab_to(".next-step a")
    keys.press("Enter")
    page.wait_for_url("**compose=task*")
    reader.tab_to("#task_title")
    keys.type("Angebot senden")
    reader.tab_to("form[data-kind=task] [type=submit]")
    keys.press("Enter")
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Angebot senden")
    assert Task.objects.get().title == "Angebot senden"
    assert reader.complaints == []
