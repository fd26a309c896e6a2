"""One style sheet for visitors: our tokens and parts in one answer, in the firm's own colour, kept by its version."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders

from trichter.facts.house.colours import lightened, mixed, readable
from trichter.facts.house.queries import House

SHARED = ("tokens", "reset", "base", "icon", "button", "field", "note")
"""Parts that both sides have."""
OWN = Path(__file__).parent / "static" / "public" / "css"
LAYERS = "@layer reset, tokens, base, layout, components, responsive, utilities, print;"

WHITE, BLACK = "#ffffff", "#000000"
DARK_PLANE, DARK_INK = "#1e2126", "#0c1013"
"""The brightest ground of the dark theme, and what stands on a bright button."""

_MARK = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><rect width="26" height="26" rx="7" fill="{accent}"/>\
<text x="13" y="18.4" fill="#fff" text-anchor="middle" font-family="sans-serif" font-weight="600" font-size="15">\
{letter}</text></svg>
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text that browsers may keep for as long as its version stands in the address."""

    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Shades:
    """What the firm's colour becomes on one ground."""

    accent: str
    hover: str
    ink: str
    soft: str
    line: str
    on: str


def style(house: House) -> Sheet:
    """The whole style sheet."""
    return _style(house.accent)


def mark(house: House) -> Sheet:
    """The firm's letter on its colour, as the sign in the tab."""
    letter = house.initial if house.initial.isalnum() else ""
    return _sheet(_MARK.format(accent=house.accent, letter=letter))


def light(accent: str) -> Shades:
    """On white; white on the colour itself can be read, the house sees to that."""
    soft = mixed(accent, WHITE, 0.92)
    return Shades(
        accent=accent,
        hover=mixed(accent, BLACK, 0.15),
        ink=readable(accent, on=soft, towards=BLACK),
        soft=soft,
        line=mixed(accent, WHITE, 0.65),
        on=WHITE,
    )


def dark(accent: str) -> Shades:
    """On almost black: so bright that it can be read, with dark text on it."""
    bright = lightened(accent, on=DARK_PLANE, least=6)
    soft = mixed(bright, DARK_PLANE, 0.85)
    return Shades(
        accent=bright,
        hover=mixed(bright, WHITE, 0.15),
        ink=readable(bright, on=soft, towards=WHITE),
        soft=soft,
        line=mixed(bright, DARK_PLANE, 0.55),
        on=DARK_INK,
    )


@lru_cache(maxsize=8)
def _style(accent: str) -> Sheet:
    shared = [finders.find(f"trichter/css/{name}.css") for name in SHARED]
    files = [*(Path(str(found)) for found in shared), *sorted(OWN.glob("*.css"))]
    parts = (path.read_text(encoding="utf-8") for path in files)
    return _sheet("\n".join((LAYERS, *parts, _colours(accent))))


def _colours(accent: str) -> str:
    """The accent's tokens anew, for the whole page; those of our own colour stand already."""
    if accent == House().accent:
        return ""
    bright, dim = light(accent), dark(accent)
    names = {"accent": "accent", "accent-hover": "hover", "accent-ink": "ink", "accent-soft": "soft"}
    names |= {"accent-line": "line", "on-accent": "on"}
    tokens = (f"--{token}: light-dark({getattr(bright, name)}, {getattr(dim, name)});" for token, name in names.items())
    return f"@layer tokens {{ :root {{ {' '.join(tokens)} }} }}\n"


def _sheet(text: str) -> Sheet:
    return Sheet(text, hashlib.sha256(text.encode()).hexdigest()[:12])
