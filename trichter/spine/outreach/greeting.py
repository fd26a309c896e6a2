"""How a mail begins: by name where we are sure of it, else without one."""

import re
from collections.abc import Mapping

_LONGEST = 60
_MOST_WORDS = 3
"""Of one field: “van der Berg”. More of them are a sentence."""
_WOMEN = frozenset({"frau", "fr", "ms", "mrs", "miss", "madam"})
_MEN = frozenset({"herr", "herrn", "hr", "mr", "sir"})
_SAYS = {"de": ("Guten Tag", "Frau", "Herr"), "en": ("Hello", "Ms", "Mr")}
# Letters and what stands between them in names. A full stop ends an abbreviation: in `win.example` it makes a link.
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[-'’ ]|\.(?=$|[ -]))*")


def greeting(person: Mapping[str, str], language: str) -> str:
    """“Guten Tag Frau Dr. Reimers,”, “Hello Dr Reimers,”; without a comma and a name that we trust “Guten Tag,”.

    `person` has the fields of a contact: salutation, title, first_name, last_name. Anybody can type another's address
    into a form and an advertisement as the name: what does not look like a name is left out.
    """
    words = _SAYS["de" if language.startswith("de") else "en"]
    addressed = _addressed(person, words, is_german=words[0] == "Guten Tag")
    return f"{words[0]} {addressed}," if addressed else f"{words[0]},"


def _addressed(person: Mapping[str, str], words: tuple[str, str, str], *, is_german: bool) -> str:
    title, first, last = (_name(person.get(field, "")) for field in ("title", "first_name", "last_name"))
    form = _form(person.get("salutation", ""), words)
    if not last:
        return "" if is_german else first
    if not is_german:
        title = title.replace(".", "")
        return _together(title or form or first, last) if title or form or first else ""
    if form or title:
        return _together(form, title, last)
    return _together(first, last) if first else ""


def _form(salutation: str, words: tuple[str, str, str]) -> str:
    said = salutation.strip().rstrip(".").casefold()
    return words[1] if said in _WOMEN else words[2] if said in _MEN else ""


def _name(text: str) -> str:
    words = text.split()
    text = " ".join(words)
    is_name = len(text) <= _LONGEST and len(words) <= _MOST_WORDS and _NAME.fullmatch(text)
    return text if is_name and not text.casefold().startswith("www.") else ""


def _together(*parts: str) -> str:
    return " ".join(part for part in parts if part)
