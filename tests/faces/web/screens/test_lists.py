"""The list of contacts by keyboard alone: searched, narrowed, kept as a view, worked on in bulk, and as a board."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.faces.looks import look_at, take_pictures
from tests.faces.web.reader import Reader
from tests.factories import known, stage
from trichter.facts.contacts.models import SavedView
from trichter.facts.staff.models import User
from trichter.spine import longwork

Says = Callable[[str, str], str]


def test_people_are_found_narrowed_kept_and_changed_by_keyboard_alone(
    reader: Reader, lea: User, crowd: list[int], anja: int, says: Says
) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go("/aufgaben/")
    keys.press("g")
    keys.press("k")
    page.wait_for_url("**/kontakte/")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(9)
    expect(page.locator("#count")).to_have_text("9")
    take_pictures(reader, "02-kontakte")

    keys.press("/")
    keys.type("giesstechnik")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Dr. Anja Reimers")
    keys.press("Control+a")
    keys.press("Delete")
    expect(rows).to_have_count(9)

    reader.tab_to("[popovertarget=filters]")
    keys.press("Enter")
    reader.tab_to("#filters details:has([name=stage]) summary")
    keys.press("Enter")
    reader.tab_to("#filters [name=stage][value=mql]")
    keys.press("Space")
    take_pictures(reader, "02-kontakte-filter")
    reader.tab_to("#filters [type=submit]")
    keys.press("Enter")
    page.wait_for_url("**stage=mql*")
    expect(page.locator(".chip[data-chosen]")).to_contain_text(says("Phase", "Stage"))
    expect(rows).to_have_count(3)

    reader.tab_to("[popovertarget=keep-view]")
    keys.press("Enter")
    reader.tab_to("#view-name")
    keys.type("Meine MQL")
    keys.press("Enter")
    expect(page.locator(".list-views [aria-current]")).to_have_text("Meine MQL")
    view = SavedView.objects.get()
    assert (view.name, view.query, view.colleague) == ("Meine MQL", "stage=mql", lea)

    reader.tab_to("#list tbody a[href^='/kontakte/']")
    keys.press("x")
    expect(page.locator(".selection output")).to_have_text("1")
    take_pictures(reader, "02-kontakte-auswahl")
    reader.tab_to(".selection button[formaction*='/tag/']")
    keys.press("Enter")
    page.wait_for_selector("[name=tag]")
    reader.tab_to("[name=tag]")
    keys.type("messe")
    keys.press("Enter")
    page.wait_for_selector("[name=start]")
    look_at(reader, "bulk-preview", turn=0)
    reader.tab_to("[name=start]")
    keys.press("Enter")
    page.wait_for_selector("progress")
    while longwork.advance():
        pass
    page.wait_for_selector("#report")  # it looks by itself
    look_at(reader, "work-done", turn=1)
    assert known(crowd[3]).tags == ["messe"]
    assert reader.complaints == []


def test_a_card_is_led_to_another_stage_by_keyboard_alone(reader: Reader, crowd: list[int], says: Says) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go("/kontakte/?view=board&lane=mql")
    expect(page.locator("#tally-mql")).to_have_text("3")
    take_pictures(reader, "02-kontakte-tafel")
    reader.tab_to("#lane-mql [data-move]")
    keys.press("Enter")
    expect(page.locator("dialog select")).to_be_focused()
    keys.type("SQL")
    keys.press("Tab")
    keys.type(says("Budget steht", "The budget is there"))
    take_pictures(reader, "02-kontakte-phase")
    reader.tab_to("dialog [type=submit]")
    keys.press("Enter")
    expect(page.locator("#lane-sql")).to_contain_text("Tobias Rehm")
    expect(page.locator(".toast")).to_contain_text("SQL")
    assert stage(crowd[3]) == "sql"
    reader.tab_to(".toast button")
    keys.press("Enter")
    expect(page.locator("#lane-mql")).to_contain_text("Tobias Rehm")
    assert stage(crowd[3]) == "mql"
    assert reader.complaints == []
