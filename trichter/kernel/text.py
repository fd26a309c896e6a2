"""Texts as the database takes them, and names as it sorts them: without ICU and unaccent the key is our own."""

import unicodedata
from collections.abc import Mapping
from typing import Any

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"}
)


def fold(text: str) -> str:
    """Lower case, umlauts spelled out (DIN 5007-2), accents dropped, white space single: `Größe É` → `groesse e`."""
    spelled = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    if not spelled.isascii():
        spelled = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return " ".join(spelled.split())


def storable(value: Any) -> Any:
    """A text, or a structure of them, without what no database takes: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        if value.isascii():
            return value.replace("\x00", "") if "\x00" in value else value
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, Mapping):
        return {storable(name): storable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    return value
