"""A sign-up is confirmed by whoever has neither scripts nor a mouse."""

from collections.abc import Callable

import pytest

from tests.faces.public.consenting import signs_up
from tests.faces.web.reader import Reader
from tests.factories import kinds

SitDown = Callable[..., Reader]

pytestmark = pytest.mark.usefixtures("ahornwerk")


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
