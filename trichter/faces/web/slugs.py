"""Texts of colleagues as parts of addresses and as keys."""

from django.utils.text import slugify

LONGEST = 80
_SPELLED = {ord(letter): spelled for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))}


def slug_of(title: str) -> str:
    """“Zwölf Hebel” as zwoelf-hebel."""
    return slugify(title.lower().translate(_SPELLED))[:LONGEST].strip("-_")
