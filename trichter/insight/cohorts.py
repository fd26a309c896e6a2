"""The people behind a number of the win rates, as a facet of lists: `90.A3.won` are those of grade A3 who had bought
within 90 days."""

from typing import Any

from django.utils.translation import gettext

from trichter.insight.winrates import HORIZONS, Part, counted_in

NAME = "cohort"


def value(horizon: int, grade: str, part: Part) -> str:
    """As it stands in an address."""
    return f"{horizon}.{grade}.{part}"


def _read(text: str) -> tuple[int, str, Part] | None:
    horizon, _dot, rest = text.partition(".")
    grade, _dot, part = rest.partition(".")
    if horizon not in map(str, HORIZONS) or not grade or part not in set(Part):
        return None
    return int(horizon), grade, Part(part)


def said(text: str) -> str:
    """On its chip."""
    found = _read(text)
    if found is None:
        return text
    horizon, grade, part = found
    words = {
        Part.UP: gettext("%(grade)s, %(days)s days are up"),
        Part.WON: gettext("%(grade)s, customers within %(days)s days"),
        Part.OPEN: gettext("%(grade)s, %(days)s days are not up yet"),
    }
    return words[part] % {"grade": grade, "days": horizon}


def of_rates(values: tuple[str, ...], _me: int | None = None) -> tuple[str, dict[str, Any]]:
    """A condition on contacts `c`; what is no number of the report is nobody."""
    asked = filter(None, map(_read, values))
    return "c.id = ANY(%(cohort)s)", {"cohort": [contact for one in asked for contact in counted_in(*one)]}


CONDITIONS = {NAME: of_rates}
