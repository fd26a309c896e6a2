"""How somebody works a page: with a mouse, or with nothing but a keyboard."""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page, expect

_FARTHEST = 150
"""Stops of the tabulator: the longest page of ours, twice."""


class Hands(Protocol):
    """What one does on a page. Controls are named as CSS selectors."""

    def __init__(self, page: Page) -> None: ...

    def write(self, control: str, text: str) -> None:
        """In place of what stands there."""

    def tick(self, box: str) -> None:
        """Which was empty."""

    def choose_second(self, selection: str) -> None:
        """Of the entries of a list."""

    def bring(self, control: str, file: Path) -> None:
        """From one's own disk."""

    def press(self, control: str) -> None:
        """A button or a link."""


class Mouse:
    """Clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, control: str, text: str) -> None:
        self.page.fill(control, text)

    def tick(self, box: str) -> None:
        self.page.locator(box).locator("xpath=ancestor::label").click()
        expect(self.page.locator(box)).to_be_checked()

    def choose_second(self, selection: str) -> None:
        self.page.select_option(selection, index=1)

    def bring(self, control: str, file: Path) -> None:
        self.page.set_input_files(control, file)

    def press(self, control: str) -> None:
        self.page.click(control)


class Keyboard:
    """Goes from control to control as the tabulator does, and sees where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, control: str, text: str) -> None:
        self._go_to(control)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, box: str) -> None:
        self._go_to(box)
        self.page.keyboard.press("Space")
        expect(self.page.locator(box)).to_be_checked()

    def choose_second(self, selection: str) -> None:
        self._go_to(selection)
        self.page.keyboard.press("ArrowDown")

    def bring(self, control: str, file: Path) -> None:
        self._go_to(control)  # what opens then is a window of the system's
        self.page.set_input_files(control, file)

    def press(self, control: str) -> None:
        self._go_to(control)
        self.page.keyboard.press("Enter")

    def _go_to(self, control: str) -> None:
        wanted = self.page.wait_for_selector(control, state="attached")
        assert wanted
        for _stop in range(_FARTHEST):
            if wanted.evaluate("wanted => wanted === document.activeElement"):
                assert wanted.evaluate(_IS_MARKED), f"nothing shows that {control} has the focus"
                return
            for _tab in range(wanted.evaluate(_STOPS_BEFORE)):
                self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {control}")


_STOPS_BEFORE = """wanted => {
    const controls = "a[href], button, input, select, textarea, summary, iframe, [tabindex]";
    const stops = [...document.querySelectorAll(controls)].filter(one =>
        one === wanted || (one.tabIndex >= 0 && !one.disabled && one.type !== "radio" && one.checkVisibility()));
    return Math.max(1, stops.indexOf(wanted) - stops.indexOf(document.activeElement));
}"""
"""How many stops there are at least from where the focus is: so many need not be looked at one by one."""
_IS_MARKED = """wanted => [null, "::after"].some(part => {
    const style = getComputedStyle(wanted, part);
    if (style.boxShadow !== "none" || style.outlineStyle === "auto") return true;
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
})"""
"""WCAG 2.4.7. In a link that fills its row the line is drawn around that."""
