"""Somebody is written down at a fair, two records of one person are merged, and a firm's page is put right."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.faces.looks import look_at, take_pictures
from tests.faces.web.reader import Reader
from tests.factories import kinds, known, newsletter
from trichter.facts.consent import services as consent
from trichter.facts.contacts.models import Company, Contact, DuplicateSuggestion
from trichter.kernel import clock

Says = Callable[[str, str], str]


@pytest.fixture
def suspected(anja: int, bernd: int) -> DuplicateSuggestion:
    """Anja and Bernd may be one."""
    return DuplicateSuggestion.objects.create(
        contact_id=anja, other_id=bernd, reason="phone", touchpoint_id=1, suggested_at=clock.now()
    )


def test_somebody_is_written_down_by_keyboard_and_nobody_twice(reader: Reader, anja: int, says: Says) -> None:
    newsletter()
    consent.publish_wording("newsletter", channel="email", language="en", text="Yes, please.")
    page, keys = reader.page, reader.page.keyboard
    reader.go("/aufgaben/")
    keys.press("c")
    page.wait_for_url("**/kontakte/neu/")
    expect(page.locator("[name=first_name]")).to_be_focused()
    keys.type("Anja")
    keys.press("Tab")
    keys.type("Reimers")
    keys.press("Tab")
    keys.type("Wellner Gießtechnik GmbH")
    reader.tab_to("[name=phone]")
    keys.type("02331 555014")
    expect(page.locator(".alike")).to_contain_text("Anja Reimers")
    look_at(reader, "13-kontakt-anlegen", turn=0, in_both=True)
    page.focus("[name=phone]")
    reader.tab_to("[name=same]")
    keys.press("Space")
    keys.press("Enter")
    page.wait_for_url(f"**/kontakte/{anja}/")
    expect(page.locator("#toasts")).to_contain_text(
        says("Bei Dr. Anja Reimers eingetragen", "It is noted at Dr. Anja Reimers")
    )
    assert Contact.objects.filter(last_name="Reimers").count() == 1
    assert kinds(anja)[-1] == "contact.captured"
    assert reader.complaints == []


def test_two_records_of_one_person_are_merged_and_parted_again(
    reader: Reader, anja: int, bernd: int, suspected: DuplicateSuggestion, says: Says
) -> None:
    page, keys = reader.page, reader.page.keyboard
    reader.go("/kontakte/doppelte/")
    take_pictures(reader, "16-dubletten")
    reader.tab_to("a[href*='/zusammenfuehren/']")
    keys.press("Enter")
    page.wait_for_url("**/zusammenfuehren/**")
    expect(page.locator("[name=of-last_name]:checked")).to_have_count(1)
    page.check("[name=of-last_name][value=loser]")
    take_pictures(reader, "16-zusammenfuehren")
    reader.tab_to("main form [type=submit]")
    keys.press("Enter")
    page.wait_for_url("**/kontakte/*/")
    expect(page.locator(".toast")).to_be_visible()
    [left] = Contact.objects.filter(pk__in=(anja, bernd), merged_into=None)
    assert left.last_name == "Kaltenbach"
    reader.tab_to(".toast button")
    keys.press("Enter")
    expect(page.locator("#toasts")).to_contain_text(says("Rückgängig", "Undone"))
    assert (known(anja).last_name, known(bernd).last_name) == ("Reimers", "Kaltenbach")
    assert reader.complaints == []


def test_what_is_wrong_of_a_firm_is_put_right_where_it_stands(reader: Reader, anja: int) -> None:
    page, keys = reader.page, reader.page.keyboard
    firm = known(anja).company_id
    assert firm
    reader.go(f"/firmen/{firm}/?tab=details")
    expect(page.locator("main")).to_contain_text("Wellner Gießtechnik GmbH")
    take_pictures(reader, "17-firma")
    reader.tab_to("#field-name .inline-open")
    keys.press("Enter")
    expect(page.locator("#field-name input[name=value]")).to_be_focused()
    keys.type("Wellner Guss GmbH")
    keys.press("Enter")
    expect(page.locator("#field-name")).to_contain_text("Wellner Guss GmbH")
    expect(page.locator("#toasts")).to_contain_text("Wellner Guss GmbH")
    assert Company.objects.get(pk=firm).name == "Wellner Guss GmbH"
    assert reader.complaints == []
