"""What tables of people are like: titles below a heading, totals at the end, Umlauts read in a wrong encoding."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from django.utils.translation import gettext_lazy as _

TOTALS = _("this is a line of totals, not of a person; it was left out")
TITLES_AGAIN = _("the titles of the columns stand here once more; the line was left out")
LOST = "\ufffd"
_TOTAL = re.compile(
    r"(gesamt(summe|betrag|zahl|anzahl)?|(zwischen)?summe|insgesamt|anzahl|(grand |sub)?totals?|sum|count)\b",
    re.IGNORECASE,
)
_NOTHING = frozenset(
    {"-", "--", "---", "–", "—", "/", "?", "n/a", "n.a.", "k.a.", "k. a.", "k.a", "keine angabe", "#nv", "#n/a"}
)
_LETTERS = re.compile(r"[^\W\d_]")
_CURRENCY = re.compile(r"\b(EUR|CHF|USD|GBP|Stk|Stück)\b\.?", re.IGNORECASE)

_FOLLOWING = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0))
_FOLLOWING_ON_A_MAC = bytes(range(0x80, 0xC0)).decode("mac_roman")
_BROKEN = re.compile(f"[ÂÃ][{re.escape(_FOLLOWING)}]|â[{re.escape(_FOLLOWING)}]{{2}}")
_BROKEN_ON_A_MAC = re.compile(f"√[{re.escape(_FOLLOWING_ON_A_MAC)}]")
_DEEPEST = 3
"""How often a text may have gone through a wrong encoding."""


def mended(text: str) -> str:
    """`MÃ¼ller` is Müller: UTF-8 that was read as Windows-1252, or on a Mac. What is no such thing stays."""
    if text.isascii():
        return text
    for _time in range(_DEEPEST):
        better = _BROKEN_ON_A_MAC.sub(_read_anew("mac_roman"), _BROKEN.sub(_read_anew("cp1252"), text))
        if better == text:
            break
        text = better
    return text


def _read_anew(encoding: str) -> Callable[[re.Match[str]], str]:
    def anew(found: re.Match[str]) -> str:
        given = b"".join(_bytes(letter, encoding) for letter in found[0])
        return given.decode("utf-8", "ignore") or found[0]

    return anew


def _bytes(letter: str, encoding: str) -> bytes:
    """Five bytes mean nothing in Windows-1252; programs let them through as they are."""
    try:
        return letter.encode(encoding)
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def mended_row(cells: Sequence[str]) -> list[str]:
    """The same for a row, and what only says that nothing is known is empty. A typed cell holds no text to mend."""
    return [_mended_cell(cell) if type(cell) is str else cell for cell in cells]


def _mended_cell(cell: str) -> str:
    return "" if cell.strip().casefold() in _NOTHING else mended(cell)


def titles(lines: Sequence[Sequence[str]]) -> list[str]:
    """The names of the columns by the lines in which they stand, each of them once.

    A line above the last holds merged cells, as `Contact` above `Phone` and `E-mail`: they tell apart what is called
    the same. A column without a title is called by its letter.
    """
    *above, own = [[" ".join(cell.split()) for cell in line] for line in lines]
    width = max(map(len, (*above, own)))
    own = [*own, *[""] * (width - len(own))]
    for line in reversed(above):
        line = [*line, *[""] * (width - len(line))]
        groups: list[str] = list(accumulate(line, _filled))
        own = [name or cell for name, cell in zip(own, line, strict=True)]
        twice = {name for name, times in Counter(map(str.casefold, own)).items() if name and times > 1}
        own = [
            f"{group} {name}" if name.casefold() in twice and group and group != name else name
            for name, group in zip(own, groups, strict=True)
        ]
    return list(_told_apart(name or f"#{letter(place)}" for place, name in enumerate(own)))


def _filled(before: str, cell: str) -> str:
    """A merged cell holds its text on the left and nothing right of it."""
    return cell or before


def letter(place: int) -> str:
    """0 is A, 26 is AA, as spreadsheets have it."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _told_apart(names: Iterable[str]) -> Iterable[str]:
    seen: Counter[str] = Counter()
    for name in names:
        seen[name.casefold()] += 1
        times = seen[name.casefold()]
        yield name if times == 1 else f"{name} ({times})"


def no_person(cells: Sequence[str], own_titles: Sequence[str]) -> str:
    """Why a row is none of a person: it sums up the others, or it repeats the titles."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if filled and _TOTAL.match(filled[0]) and not any(map(_has_words, filled[1:])):
        return str(TOTALS)
    is_again = len(filled) > 1 and filled == [name.strip() for name in own_titles if name.strip()]
    return str(TITLES_AGAIN) if is_again else ""


def _has_words(cell: str) -> bool:
    return bool(_LETTERS.search(_CURRENCY.sub("", cell)))
