"""Whether a text that hangs on no contact names a person: erasure must find them in other spellings, and nobody else.

Whoever fills in a form chooses their name, so only the whole counts: an address and a number as one word of the text,
a name with first and last name beside each other, or each in a cell of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from trichter.facts.contacts import identifiers
from trichter.kernel.persons import KnownAs
from trichter.kernel.text import fold

_ADDRESS = re.compile(r"""[^\s@<>()\[\],;:"']{1,64}@[^\s@<>()\[\],;:"'/?&]{1,255}""")
_NUMBER = re.compile(r"(?<!\w)\+?[0-9(][0-9 ()./-]{4,30}[0-9](?!\w)")
_BETWEEN_WORDS = re.compile(r"[\s,;/-]+")
_AT_THE_ENDS = "\"'().:!?"
_LONGEST_ADDRESS = 254
_LEAST_ID = 3
_LEAST_WORD = 2
_Words = tuple[str, ...]


def keys_in(texts: Iterable[str]) -> frozenset[str]:
    """The addresses and the numbers (E.164) that stand in the texts."""
    return frozenset(key for text in texts for key in (*_emails(text), *_phones(text)))


class Person:
    """A person by what they are known as."""

    def __init__(self, known_as: KnownAs) -> None:
        self._keys = known_as.emails | known_as.phones
        self._ids = {fold(known) for known in known_as.ids if len(known) >= _LEAST_ID}
        self._names = [(_words(first), _words(last)) for first, last in known_as.names if _is_full(first, last)]

    def is_named_in(self, cells: Sequence[str]) -> bool:
        """Whether a line of a file is about them."""
        if self.is_addressed_in(cells) or not self._ids.isdisjoint(map(fold, cells)):
            return True
        words = [_words(cell) for cell in cells]
        return any(_is_name_in(words, first, last) for first, last in self._names)

    def is_addressed_in(self, texts: Iterable[str]) -> bool:
        """Whether one of their addresses or numbers stands in the texts."""
        return not self._keys.isdisjoint(keys_in(texts))


def _is_full(first: str, last: str) -> bool:
    return min(len("".join(_words(first))), len("".join(_words(last)))) >= _LEAST_WORD


def _is_name_in(cells: Sequence[_Words], first: _Words, last: _Words) -> bool:
    apart = first in cells and last in cells
    return apart or any(_stands_in(cell, first + last) or _stands_in(cell, last + first) for cell in cells)


def _stands_in(words: _Words, name: _Words) -> bool:
    return any(words[place : place + len(name)] == name for place in range(len(words) - len(name) + 1))


def _words(text: str) -> _Words:
    """Without addresses: what stands in them is no name."""
    words = (word.strip(_AT_THE_ENDS) for word in _BETWEEN_WORDS.split(fold(text)) if "@" not in word)
    return tuple(word for word in words if word)


def _emails(text: str) -> Iterator[str]:
    """Also one into which a space has slipped, if the text is nothing else."""
    whole = ["".join(text.split())] if len(text) <= _LONGEST_ADDRESS else []
    for given in (*_ADDRESS.findall(text), *whole):
        try:
            yield identifiers.email(given.rstrip("."))
        except identifiers.BadEmail:
            continue


def _phones(text: str) -> Iterator[str]:
    """040 123456 and 0049 (0)40 123456 are +49 40 123456; so is 49-40-123456, as files have it."""
    for given in _NUMBER.findall(text):
        digits = given.replace("(0)", "").lstrip("( ")
        for spelling in (digits, f"+{digits}") if digits[0] not in "+0" else (digits,):
            try:
                yield identifiers.phone(spelling)
            except identifiers.BadPhone:
                continue
