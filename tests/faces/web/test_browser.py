"""The pages as people use them: in both languages, light and dark, wide and narrow, without mouse or scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error

from tests.faces.looks import LOOKS, look_at
from tests.faces.web.conftest import PASSWORD
from tests.faces.web.reader import Reader
from tests.factories import known
from trichter.facts.staff.models import User
from trichter.sales.handover import services as handover

SitDown = Callable[..., Reader]


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_whole_and_open_to_everybody(  # LAW 4.6
    sit_down: SitDown, lea: User, bob: User, anja: int, bernd: int, language: str
) -> None:
    reader = sit_down(language=language)
    pages = {"login": "/anmelden/", "overview": "/?days=30", "table": "/?view=table", "contacts": "/kontakte/"}
    pages |= {"contacts-narrowed": "/kontakte/?stage=lead&owner=none", "board": "/kontakte/?view=board"}
    pages |= {"moving": f"/kontakte/{anja}/verschieben/?to=sql", "firms": "/firmen/"}
    pages |= {f"contact-{tab}": f"/kontakte/{anja}/?tab={tab}" for tab in ("timeline", "details", "company")}
    pages |= {"firm": f"/firmen/{known(anja).company_id}/", "duplicates": "/kontakte/doppelte/"}
    pages |= {"merging": f"/kontakte/{anja}/zusammenfuehren/?with={bernd}"}
    handover.open(anja, to=lea.pk, reasons=["Zwölf Öfen"])
    pages |= {"leads": "/lead-eingang/?whose=all", "handovers": "/auswertung/uebergabe/"}
    pages |= {"win rates": "/auswertung/lead-score/?counted=1", "contents": "/auswertung/inhalte/"}
    for turn, (name, path) in enumerate(pages.items()):
        if name == "overview":
            reader.come_in(lea.email if language == "de" else bob.email)
        reader.go(path)
        look_at(reader, name, turn=turn)
        reader.see("light", "narrow")
        assert not reader.is_cut_off(), name
    assert reader.complaints == []


def test_the_keyboard_alone_leads_from_the_login_to_a_record_without_any_script(
    sit_down: SitDown, lea: User, anja: int
) -> None:
    reader = sit_down(scripts=False)
    reader.go("/")
    keys = reader.page.keyboard
    for _ in range(2):
        keys.press("Tab")
    keys.type(lea.email)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    reader.page.wait_for_url("**/")
    for way in ("/kontakte/", f"/kontakte/{anja}/"):
        for _ in range(60):
            keys.press("Tab")
            if reader.focused() == way:
                break
        keys.press("Enter")
        reader.page.wait_for_url(f"**{way}")
    assert "Anja Reimers" in reader.page.inner_text("h1")
    assert reader.complaints == []


def test_the_first_key_offers_to_skip_the_navigation(sit_down: SitDown, lea: User) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go("/")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_menus_work_without_any_script_and_their_choice_stands_in_the_address(
    sit_down: SitDown, lea: User, anja: int
) -> None:
    reader = sit_down(scripts=False)
    reader.come_in(lea.email)
    reader.go("/")
    reader.page.click("[popovertarget=period]")
    reader.page.click("#period a[href*='days=365']")
    assert reader.page.url.endswith("/?days=365")
    reader.page.click("[popovertarget=filter-channel]")
    reader.page.click("#filter-channel a[href*='channel=search']")
    assert reader.page.url.endswith("/?days=365&channel=search")
    reader.page.go_back()
    assert reader.page.url.endswith("/?days=365")


def test_a_menu_hangs_from_its_button_and_closes_with_escape(sit_down: SitDown, lea: User) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go("/")
    for button, menu in (("[popovertarget=period]", "#period"), (".sidebar [popovertarget=account]", "#account")):
        reader.page.click(button)
        box, hung = reader.page.locator(button).bounding_box(), reader.page.locator(menu).bounding_box()
        assert box
        assert hung
        assert min(abs(hung["y"] - (box["y"] + box["height"])), abs(hung["y"] + hung["height"] - box["y"])) < 12
        reader.page.keyboard.press("Escape")
        assert reader.page.locator(menu).is_hidden()


def test_language_and_colours_stay_with_the_account(sit_down: SitDown, lea: User) -> None:
    reader = sit_down()
    reader.sign_in(lea.email, PASSWORD)
    reader.page.click(".sidebar [popovertarget=account]")
    reader.page.click("#account [value=en]")
    reader.page.click(".sidebar [popovertarget=account]")
    reader.page.click("#account [value=dark]")
    elsewhere = sit_down()
    elsewhere.sign_in(lea.email, PASSWORD)
    html = elsewhere.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("data-theme")) == ("en", "dark")
    assert elsewhere.page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_the_login_page_speaks_the_language_that_is_chosen_there(sit_down: SitDown) -> None:
    reader = sit_down(language="de", scripts=False)
    reader.go("/anmelden/")
    assert reader.page.inner_text("h1") == "Anmelden"
    reader.page.click("footer [value=en]")
    assert reader.page.inner_text("h1") == "Sign in"


def test_a_wrong_password_is_told_beside_the_field_and_what_was_typed_is_kept(sit_down: SitDown, lea: User) -> None:
    reader = sit_down()
    reader.sign_in(lea.email, "falsch")
    password = reader.page.locator("[name=password]")
    assert password.get_attribute("aria-invalid") == "true"
    told = reader.page.locator(f"#{password.get_attribute('aria-describedby')}").inner_text()
    assert told == "Diese Adresse und dieses Passwort gehören nicht zusammen."
    assert reader.page.input_value("[name=login]") == lea.email
    assert reader.barriers() == ""


def test_a_value_shows_its_source_under_the_pointer_and_under_the_focus(
    sit_down: SitDown, lea: User, anja: int
) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go(f"/kontakte/{anja}/")
    row = reader.page.locator(".props > div").first
    source = row.locator(".source")
    assert source.is_hidden()
    row.hover()
    source.wait_for(state="visible")
    reader.page.mouse.move(0, 0)
    source.wait_for(state="hidden")
    row.locator("a, [tabindex]").first.focus()
    source.wait_for(state="visible")


def test_paper_gets_the_picture_and_its_numbers_and_no_navigation(sit_down: SitDown, lea: User, anja: int) -> None:
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go("/")
    reader.page.emulate_media(media="print")
    reader.page.set_viewport_size({"width": 700, "height": 990})  # A4 between its margins
    assert reader.page.locator(".shape").is_visible()
    assert reader.page.locator(".funnel-table").is_visible()
    assert reader.page.locator(".sidebar").is_hidden()
    assert not reader.is_cut_off()
    reader.take_picture("overview-print")
    reader.go(f"/kontakte/{anja}/")
    assert all(
        reader.page.locator(part).is_visible() for part in (".of-person", ".of-time", ".of-company", ".source >> nth=0")
    )


def test_a_script_that_is_not_ours_does_not_run(sit_down: SitDown) -> None:
    reader = sit_down()
    reader.go("/anmelden/")
    with pytest.raises(Error, match="Content Security Policy"):
        reader.page.add_script_tag(content="document.title = 'taken'")
    assert "taken" not in reader.page.title()
