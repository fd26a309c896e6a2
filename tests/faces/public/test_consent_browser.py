"""The pages about consent and rights as people use them: both languages, light and dark, wide and narrow, without
scripts or a mouse."""

from collections.abc import Callable
from typing import Literal

import pytest

from tests.faces.looks import LOOKS
from tests.faces.public.consenting import ANNA, asked, signs_up
from tests.faces.web.reader import Reader
from tests.factories import day, kinds, learns
from trichter.kernel import clock
from trichter.spine import optin, preferences, rights
from trichter.spine.models import RightsRequest
from trichter.spine.optin import Browser
from trichter.spine.outreach import links

SitDown = Callable[..., Reader]

pytestmark = pytest.mark.usefixtures("ahornwerk")


def pages() -> dict[str, str]:
    """Every page and state, by name."""
    asked("webinars")
    with clock.at(day(1)):
        _late, expired = signs_up("late@example.org")
    contact, confirmed = signs_up(ANNA, asked(), asked("webinars"))
    optin.confirm(confirmed, Browser())
    learns(contact, first_name="Anna", last_name="Weiß", phone="+49 40 123456", company={"name": "Weiß GmbH"})
    _bernd, opened = signs_up("bernd@example.org")
    _charlie, refused = signs_up("charlie@example.org")
    optin.refuse(refused, Browser())
    rights.ask(ANNA, kind="access", language="de")
    mine = links.sign("rights", request=RightsRequest.objects.latest("id").pk)
    unsubscribe = links.sign("unsubscribe", message=1, contact=contact, purpose="newsletter")
    return {
        "open": f"/c/{opened}/",
        "confirmed": f"/c/{confirmed}/",
        "refused": f"/c/{refused}/",
        "expired": f"/c/{expired}/",
        "gone": "/c/nothing/",
        "unsubscribe": f"/u/{unsubscribe}/",
        "preferences": f"{preferences.link(contact)}?gespeichert=1",
        "ask": "/rechte/",
        "asked": "/rechte/?erledigt=1",
        "rights": f"/rechte/{mine}/",
    }


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_every_page_is_whole_and_open_to_everybody(  # LAW 4.6, 5.1
    sit_down: SitDown, language: str, scheme: Literal["light", "dark"], width: str
) -> None:
    reader = sit_down(language=language, scheme=scheme, width=width)
    for name, path in pages().items():
        reader.go(path)
        reader.take_picture(f"consent-{name}-{language}-{scheme}-{width}")
        assert reader.page.locator("html").get_attribute("lang") == language
        assert not reader.is_cut_off(), name
        assert reader.barriers() == "", name
    assert reader.context.cookies() == []
    assert [one for one in reader.complaints if "the server responded with a status of 4" not in one] == []


def test_the_keyboard_alone_confirms_without_any_script(sit_down: SitDown) -> None:
    # LAW 1.3, 4.6
    contact, token = signs_up()
    reader = sit_down(language="en", scripts=False)
    reader.go(f"/c/{token}/")
    assert "consent.granted" not in kinds(contact)
    for _ in range(20):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement.value") == "yes":
            break
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("text=Your sign-up is confirmed")
    assert kinds(contact).count("consent.granted") == 1
