"""The visitors' pages as people use them: in both languages, light and dark, wide and narrow, without scripts."""

from collections.abc import Callable
from typing import Literal

import pytest

from tests.faces.looks import LOOKS
from tests.faces.web.reader import Reader
from trichter.facts.house import services

SitDown = Callable[..., Reader]
PAGES = {
    "imprint": "/impressum/",
    "privacy": "/datenschutz/",
    "accessibility": "/barrierefreiheit/",
    "rights": "/rechte/",
    "not-found": "/o/gibt-es-nicht/",
}


@pytest.mark.usefixtures("ahornwerk")
@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_every_page_is_whole_and_open_to_everybody(  # LAW 4.6, 5.1
    sit_down: SitDown, language: str, scheme: Literal["light", "dark"], width: str
) -> None:
    reader = sit_down(language=language, scheme=scheme, width=width)
    for name, path in PAGES.items():
        reader.go(path)
        reader.take_picture(f"public-{name}-{language}-{scheme}-{width}")
        assert reader.page.locator("html").get_attribute("lang") == language
        assert not reader.is_cut_off(), name
        assert reader.barriers() == "", name
    # The browser itself tells of the page that is not there.
    assert [said for said in reader.complaints if "404" not in said] == []
    assert reader.context.cookies() == []
    assert reader.page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.usefixtures("ahornwerk")
@pytest.mark.parametrize("accent", ["#5a1030", "#3a6b00", "#101010", "#d0006f"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_colour_of_a_firm_can_be_read(  # LAW 4.6
    sit_down: SitDown, accent: str, scheme: Literal["light", "dark"]
) -> None:
    services.change(accent=accent)
    reader = sit_down(scheme=scheme)
    reader.go("/datenschutz/")
    reader.take_picture(f"public-accent-{accent[1:]}-{scheme}")
    assert reader.barriers() == ""


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
