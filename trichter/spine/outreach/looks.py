"""The colours of mails: the firm's accent on our own neutrals, for light and dark."""

from dataclasses import dataclass, replace

from trichter.facts.house.colours import readable
from trichter.facts.house.queries import House

FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Shades:
    """What stands on what: text on a surface, quiet words on a sunken one."""

    canvas: str
    surface: str
    sunken: str
    line: str
    ink: str
    text: str
    quiet: str
    link: str


@dataclass(frozen=True, slots=True)
class Look:
    """All that a template paints with; `accent` carries white text."""

    light: Shades
    dark: Shades
    accent: str
    font: str = FONT


_LIGHT = Shades("#f3f6f8", "#ffffff", "#f1f4f6", "#dfe5e9", "#1b2127", "#3e464d", "#5f6870", link="#000000")
_DARK = Shades("#0d1114", "#14191d", "#1b2126", "#2a3137", "#e9edf0", "#c6ccd1", "#9ba3aa", link="#ffffff")


def look(house: House) -> Look:
    """That of the firm. Links have to be read on the darker and on the lighter of the two grounds."""
    return Look(
        light=replace(_LIGHT, link=readable(house.accent, on=_LIGHT.sunken, towards=_LIGHT.link)),
        dark=replace(_DARK, link=readable(house.accent, on=_DARK.sunken, towards=_DARK.link)),
        accent=house.accent,
    )
