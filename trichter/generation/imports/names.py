"""Whole names in one cell: `Frau Dr. Anja von Reimers`, `Reimers, Anja`, `Reimers; Anja`."""

import re
from collections.abc import Sequence

_SALUTATIONS = {"herr", "herrn", "frau", "mr", "mrs", "ms", "mx", "hr", "fr"}
_TITLES = re.compile(r"(dr|prof|professor|dipl|ing|mag|phd|med|jur|phil|rer|nat|h\.?c|msc|bsc|mba)\b", re.IGNORECASE)
_PARTICLES = {
    "von", "van", "vom", "zu", "zur", "zum", "de", "der", "den", "del", "della", "di", "da", "la", "le", "ten", "ter",
    "el", "al",
}  # fmt: skip
_INVERTED = re.compile(r"\s*[,;]\s*")


def parts(text: str) -> dict[str, str]:
    """Salutation, title, first and last name, as far as they stand there; one word alone is a last name."""
    words = _INVERTED.split(" ".join(text.split()), maxsplit=1)
    last, rest = (words[0], words[1]) if len(words) == 2 else ("", words[0])
    salutation, title, names = _led(rest.split())
    if last:
        second_salutation, second_title, last_words = _led(last.split())
        first, last = " ".join(names), " ".join(last_words)
        salutation, title = salutation or second_salutation, title or second_title
    else:
        first, last = _split(names)
    found = {"salutation": salutation, "title": title, "first_name": first, "last_name": last}
    return {name: value for name, value in found.items() if value}


def _led(words: Sequence[str]) -> tuple[str, str, Sequence[str]]:
    """What stands before the names: the salutation, the titles; and the names."""
    salutation, place = "", 0
    if words and words[0].rstrip(".").casefold() in _SALUTATIONS:
        salutation, place = words[0], 1
    begin = place
    while place < len(words) - 1 and _TITLES.match(words[place]):
        place += 1
    return salutation, " ".join(words[begin:place]), words[place:]


def _split(names: Sequence[str]) -> tuple[str, str]:
    """The last word is the last name, with the small words before it."""
    place = len(names) - 1
    while place > 1 and names[place - 1].casefold() in _PARTICLES:
        place -= 1
    if place == 1 and names[0].casefold() in _PARTICLES:
        place = 0
    return " ".join(names[:place]), " ".join(names[max(place, 0) :])
