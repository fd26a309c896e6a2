"""Folding of names: the embedded database has no ICU and no unaccent, so sorting and search use a key of our own."""

import unicodedata

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"}
)


def fold(text: str) -> str:
    """Lower case, umlauts spelled out (DIN 5007-2), accents dropped, white space single: `Größe É` → `groesse e`."""
    spelled = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    if not spelled.isascii():
        spelled = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return " ".join(spelled.split())
