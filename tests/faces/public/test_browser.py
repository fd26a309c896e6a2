"""The visitors' pages as people use them: in any colour, by keyboard, on paper, without scripts."""

from collections.abc import Callable

import pytest

from tests.faces.looks import looks
from tests.faces.web.reader import Reader
from trichter.facts.house import services

SitDown = Callable[..., Reader]


@pytest.mark.usefixtures("ahornwerk")
@pytest.mark.parametrize("accent", ["#5a1030", "#3a6b00", "#101010", "#d0006f"])
def test_any_colour_of_a_firm_can_be_read(sit_down: SitDown, accent: str) -> None:  # LAW 4.6
    services.change(accent=accent)
    reader = sit_down()
    reader.go("/datenschutz/")
    for look in looks(reader):
        reader.take_picture(f"public-accent-{accent[1:]}-{look.scheme}")
        assert reader.barriers(rule="color-contrast") == ""


@pytest.mark.usefixtures("ahornwerk")
def test_the_keyboard_alone_reaches_the_content_and_the_other_language_without_scripts(sit_down: SitDown) -> None:
    reader = sit_down(scripts=False)
    reader.go("/impressum/")
    keys = reader.page.keyboard
    keys.press("Tab")
    assert reader.focused() == "#content"
    while reader.focused() != "/impressum/?lang=en":
        keys.press("Tab")
    keys.press("Enter")
    reader.page.wait_for_url("**/impressum/?lang=en")
    assert reader.page.locator("h1").inner_text() == "Legal notice"


@pytest.mark.usefixtures("ahornwerk")
def test_a_page_can_be_printed_without_what_is_only_for_the_screen(sit_down: SitDown) -> None:
    reader = sit_down(scheme="dark")
    reader.go("/impressum/")
    reader.page.emulate_media(media="print")
    assert reader.page.locator(".languages").is_hidden()
    assert reader.page.locator(".site-foot nav").is_hidden()
    assert reader.page.locator("h1").evaluate("h1 => getComputedStyle(h1).color") != "rgb(255, 255, 255)"
    assert reader.page.locator("address").is_visible()
