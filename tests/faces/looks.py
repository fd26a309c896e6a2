"""How a page may look: each language meets each colour scheme and each width."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.faces.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Look:
    """Colours and width of a window."""

    scheme: Literal["light", "dark"]
    width: str

    @property
    def differs(self) -> str:
        """The one rule of axe that can find something by night which was not there by day; none, if by day."""
        return "color-contrast" if self.scheme == "dark" else ""


LOOKS: dict[str, tuple[Look, ...]] = {
    "de": (Look("light", "wide"), Look("dark", "phone")),
    "en": (Look("light", "phone"), Look("dark", "wide")),
}
"""Four of the eight: a fault of one choice shows in two of them, and one of two choices together in one."""


def looks(reader: Reader) -> Iterator[Look]:
    """Those of the reader's language, one after the other, at the page where they stand."""
    first, *others = LOOKS[reader.language]
    for look in (first, *others):
        reader.see(look.scheme, look.width)
        yield look
    reader.see(first.scheme, first.width)


def take_pictures(reader: Reader, name: str) -> None:
    """One in each look, to stand beside the design's; nothing of it is cut off."""
    for look in looks(reader):
        assert not reader.is_cut_off(), f"{name} on a {look.width} screen"
        reader.take_picture(f"{name}-{reader.language}-{look.scheme}-{look.width}")


def look_at(reader: Reader, name: str, *, turn: int | None = None, in_both: bool = False) -> None:
    """In each look all of the page is there and open to everybody; and a picture for the eye.

    Of a page that is looked at in both languages it is said at which `turn`: barriers are no matter of language, so
    one of the languages searches it by day and takes the pictures, the other searches it by night, and at the next
    page it is the other way round. With `in_both`, both take pictures.
    """
    assert reader.page.locator("html").get_attribute("lang") == reader.language, name
    is_first = turn is None or (turn + list(LOOKS).index(reader.language)) % 2 == 0
    for look in looks(reader):
        assert not reader.is_cut_off(), f"{name} on a {look.width} screen"
        if is_first or in_both:
            reader.take_picture(f"{name}-{reader.language}-{look.scheme}-{look.width}")
        if turn is None or is_first == (look.scheme == "light"):
            assert reader.barriers(rule=look.differs) == "", f"{name} by {look.scheme}"
