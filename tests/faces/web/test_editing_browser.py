"""A field of a record turns into its form and back: Enter and leaving it save, Escape reverts, a clash waits."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.faces.web.reader import Reader
from tests.factories import known
from trichter.facts.staff.models import User
from trichter.spine.editing import edit

SitDown = Callable[..., Reader]


def test_a_field_is_edited_by_keyboard_where_it_stands(sit_down: SitDown, lea: User, bob: User, anja: int) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go(f"/kontakte/{anja}/")
    page, keys = reader.page, reader.page.keyboard
    field, opener = page.locator("#field-position"), page.locator("#field-position .inline-open")
    opened = field.locator("input[name=value]")

    opener.focus()
    keys.press("Enter")
    expect(opened).to_be_focused()
    keys.type("Werkleiterin")
    keys.press("Enter")
    expect(opener).to_be_focused()
    assert known(anja).position == "Werkleiterin"
    expect(page.locator("#record-who")).to_contain_text("Werkleiterin")
    expect(page.locator("#toasts")).to_contain_text("Position: gespeichert.")

    keys.press("Enter")
    expect(opened).to_be_focused()
    keys.type("Unsinn")
    keys.press("Escape")
    expect(opener).to_be_focused()
    assert known(anja).position == "Werkleiterin"

    keys.press("Enter")
    expect(opened).to_be_focused()
    edit(anja, "position", "Prokuristin", by=bob.pk)
    keys.type("Chefin")
    page.focus("#note_text")
    expect(field).to_contain_text("Inzwischen geändert von Bob Brandt")
    page.focus("#note_text")
    expect(opened).to_have_value("Chefin")
    field.locator("[type=submit]").click()
    expect(opened).to_have_count(0)
    assert known(anja).position == "Chefin"
    assert [said for said in reader.complaints if "409" not in said] == []


def test_whoever_goes_on_typing_elsewhere_is_not_called_back(sit_down: SitDown, lea: User, anja: int) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go(f"/kontakte/{anja}/")
    page, keys = reader.page, reader.page.keyboard
    page.focus("#field-position .inline-open")
    keys.press("Enter")
    expect(page.locator("#field-position input[name=value]")).to_be_focused()
    held: list[Route] = []
    page.route("**/feld/position/", lambda route: held.append(route))
    keys.type("Werkleiterin")
    with page.expect_request("**/feld/position/"):
        keys.press("Enter")
    page.focus("#note_text")
    keys.type("Halb")
    held.pop().continue_()
    expect(page.locator("#field-position .inline-open")).to_contain_text("Werkleiterin")
    keys.type(" geschrieben", delay=10)  # htmx settles what it brought a moment later
    expect(page.locator("#note_text")).to_have_value("Halb geschrieben")
    assert reader.complaints == []
