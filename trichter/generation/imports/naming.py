"""Whether a line of a file names a person: erasure must find them in other spellings, and parted over several cells."""

import re
from collections.abc import Iterable, Sequence

from trichter.kernel.text import fold

_WORD = re.compile(r"[^\W_]+")
_LEAST_DIGITS = 6
_LEAST_LETTERS = 6


class Person:
    """A person by the texts under which they are known: addresses, numbers, ids, full names."""

    def __init__(self, known_as: Iterable[str]) -> None:
        folded = {fold(text) for text in known_as} - {""}
        self._texts = folded | {text.partition(":")[2] for text in folded} - {""}
        self._long = [_squeezed(text) for text in self._texts if len(_squeezed(text)) >= _LEAST_LETTERS]
        self._names = [words for text in folded if len(words := frozenset(_WORD.findall(text))) > 1 and "@" not in text]
        self._numbers = [digits for text in folded if len(digits := _digits(text)) >= _LEAST_DIGITS and text[0] in "+0"]

    def is_named_in(self, cells: Sequence[str]) -> bool:
        """Whether a line is about them. It errs on the side of the person: what is lost can be imported again."""
        folded = [fold(cell) for cell in cells]
        if not self._texts.isdisjoint(folded) or any(self._is_number(cell) for cell in folded):
            return True
        line = _squeezed("\x1f".join(folded))
        if any(text in line for text in self._long):
            return True
        words = {word for cell in folded for word in _WORD.findall(cell)}
        return any(name <= words for name in self._names)

    def _is_number(self, cell: str) -> bool:
        """040 123456 and 0049 (0)40 123456 are +49 40 123456."""
        digits = _digits(cell.replace("(0)", "")).lstrip("0")
        return len(digits) >= _LEAST_DIGITS and any(known.endswith(digits) for known in self._numbers)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
