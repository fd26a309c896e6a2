"""A segment built by keyboard alone: conditions, what they find while they are written, and the members afterwards."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.faces.looks import look_at
from tests.faces.web.reader import Reader
from trichter.qualification.rules.checking import read
from trichter.qualification.rules.printing import printed
from trichter.qualification.segments.models import Segment
from trichter.spine import segmenting

Says = Callable[[str, str], str]


@pytest.mark.usefixtures("crowd")
def test_a_segment_is_built_by_keyboard_alone(reader: Reader, says: Says) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go("/segmente/")
    reader.tab_to("a[href='/segmente/neu/']")
    keys.press("Enter")
    page.wait_for_url("**/segmente/neu/")
    reader.tab_to("#id_name")
    keys.type("Reif")

    reader.tab_to("#add-r")
    keys.press("Enter")
    expect(page.locator("#r-0-what")).to_be_focused()
    keys.type(says("Phase", "Stage"))
    expect(page.locator("#r-0-operator")).to_be_visible()
    expect(page.locator("#r-0-what")).to_be_focused()
    reader.tab_to("#r-0-text-0")
    keys.type("MQL")
    expect(page.locator("#counted .headline b")).to_have_text("3")
    expect(page.locator("#left-r-0 b")).to_have_text("3")

    reader.tab_to("#add-x")
    keys.press("Enter")
    expect(page.locator("#x-0-what")).to_be_focused()
    keys.type(says("Nachname", "Last name"))
    expect(page.locator("#x-0-operator")).to_be_visible()
    reader.tab_to("#x-0-text-0")
    keys.type("Beck")
    expect(page.locator("#counted .headline b")).to_have_text("2")
    expect(page.locator("#left-x-0 b")).to_have_text("2")
    expect(page.locator("#rule-said")).to_contain_text(says("Ohne die, für die gilt", "Not those of whom"))
    look_at(reader, "05-segment", in_both=True)

    reader.tab_to("button[form=rule-form][value=save]", within=200)
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/segmente/\d+/$"))
    page.wait_for_load_state("networkidle")
    assert printed(read(Segment.objects.get().rule)) == "stage is mql and not last_name is Beck"
    segmenting.gather_changed()
    reader.go("/segmente/")
    expect(page.locator("tbody .n")).to_have_text("2")
    assert reader.complaints == []
