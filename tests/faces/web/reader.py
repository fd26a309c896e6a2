"""A person at a browser, who notices when something on a page is wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

SCREENS = Path(__file__).parents[3] / "artefacts" / "screens"
_AXE = Axe()
_EXAMINED = """async options => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return axe.run(document, options);
}"""
"""Once the colours are there that the page was last told to have."""
WIDTHS: Mapping[str, tuple[int, int]] = {"wide": (1440, 1080), "narrow": (1100, 860), "phone": (390, 844)}


class Reader:
    """Opens pages of the house; `complaints` are errors, violated policies and requests that left the house."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        scheme: Literal["light", "dark"] = "light",
        width: str = "wide",
        language: str = "de",
        scripts: bool = True,
        browser_name: str | None = None,
    ) -> None:
        across, down = WIDTHS[width]
        self.address, self.language = address, language
        self.complaints: list[str] = []
        self.context = browser.new_context(
            color_scheme=scheme,
            viewport={"width": across, "height": down},
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            user_agent=browser_name,
        )
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._watch)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _watch(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.complaints.append(f"left the house: {request.url}")

    def go(self, path: str) -> None:
        """Open a page and wait until everything on it is there."""
        self.page.goto(self.address + path, wait_until="load")

    def see(self, scheme: Literal["light", "dark"], width: str) -> None:
        """In other colours, or in a window of another width, where one stands."""
        across, down = WIDTHS[width]
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": across, "height": down})

    def sign_in(self, email: str, password: str) -> None:
        """Through the login page."""
        self.go("/anmelden/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.page.click("main [type=submit]")
        self.page.wait_for_load_state("load")

    def come_in(self, email: str) -> None:
        """Signed in already, where the login page is not what is looked at."""
        client = Client()
        client.force_login(get_user_model().objects.get(email=email))
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])

    def take_picture(self, name: str) -> None:
        """For the eye: `artefacts/screens/`."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png", animations="disabled")

    def barriers(self, *, rule: str = "") -> str:
        """What axe finds, by all of its rules or by one; empty when nobody is shut out."""
        # Without fetching the style sheets a second time, which our policy rightly refuses to a script; and without
        # all that is in order, which takes longer to tell than to find.
        options: dict[str, object] = {"preload": False, "resultTypes": ["violations"]}
        if rule:
            options["runOnly"] = [rule]
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(_AXE.axe_script)
        found = AxeResults(self.page.evaluate(_EXAMINED, options))
        return str(found.generate_report()) if found.violations_count else ""

    def is_cut_off(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(self.page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth"))

    def tab_to(self, selector: str, *, within: int = 90) -> None:
        """With the Tab key alone, from where the focus is, to something that answers to it."""
        for _ in range(within):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
                return
        raise AssertionError(f"The Tab key does not come to {selector}")

    def focused(self) -> str:
        """The address of the link that has the focus, or nothing."""
        return self.page.locator(":focus").get_attribute("href") or "" if self.page.locator(":focus").count() else ""

    def leave(self) -> None:
        """Close the window."""
        self.context.close()
