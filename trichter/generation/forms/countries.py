"""The countries of a list, by their names in the visitor's language, our neighbours first."""

from functools import cache

from babel import Locale

from trichter.facts.contacts.fields import COUNTRIES
from trichter.kernel.text import fold

_FIRST = ("DE", "AT", "CH")


@cache
def listed(language: str) -> tuple[tuple[str, str], ...]:
    """Codes and names: first those from where most visitors come, then all others as a dictionary sorts them."""
    names = sorted(((code, name_of(code, language)) for code in COUNTRIES), key=lambda pair: fold(pair[1]))
    first = [(code, name_of(code, language)) for code in _FIRST]
    return (*first, *(pair for pair in names if pair[0] not in _FIRST))


def name_of(code: str, language: str) -> str:
    """What a country is called (CLDR)."""
    return str(_territories(language[:2]).get(code, code))


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)
