"""The firm's colour, so that everybody can read what stands on it: contrast by the formula of WCAG 2.2."""

import re
from colorsys import hls_to_rgb, rgb_to_hls

HEX = re.compile(r"#[0-9a-f]{6}")
LEAST = 4.5
"""WCAG 1.4.3, for text of any size."""
_STEPS = 50

Rgb = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """Between 1 and 21, of two colours as #rrggbb."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with this share of the other."""
    pairs = zip(_rgb(colour), _rgb(other), strict=True)
    return "#" + "".join(f"{round(mine * (1 - share) + its * share):02x}" for mine, its in pairs)


def readable(colour: str, *, on: str, towards: str, least: float = LEAST) -> str:
    """The colour, mixed towards another only as far as it has to be to be read on that ground."""
    shades = (mixed(colour, towards, step / _STEPS) for step in range(_STEPS))
    return next((shade for shade in shades if contrast(shade, on) >= least), towards)


def lightened(colour: str, *, on: str, least: float = LEAST) -> str:
    """The colour, brighter in its own hue only as far as it has to be to be read on a dark ground."""
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in _rgb(colour)))
    steps = (lightness + (1 - lightness) * step / _STEPS for step in range(_STEPS))
    shades = (_hex(hls_to_rgb(hue, brighter, saturation)) for brighter in steps)
    return next((shade for shade in shades if contrast(shade, on) >= least), "#ffffff")


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (float(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
