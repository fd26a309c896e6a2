"""What a file probably means: where its titles stand and what each column holds, by its title or by its content."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from trichter.facts.contacts import identifiers
from trichter.facts.contacts.fields import COUNTRIES
from trichter.generation.imports.cells import Typed
from trichter.generation.imports.reading import Row
from trichter.generation.imports.wizard.targets import SKIP, Target, by_word, word
from trichter.kernel.text import fold

_BY_CONTENT = 0.6
"""So large a part of the filled cells has to look alike."""
_ENOUGH = 2
_MOST_TITLES = 15
"""Lines among which the titles are looked for."""
_FIRM = re.compile(
    r"\b(gmbh|ag|kg|ohg|gbr|ug|se|e\.?\s?k|e\.?\s?v|ltd|inc|llc|s\.?a\.?r\.?l|b\.?v|mbh)\b\.?", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][^\d@]*[ ,;]+[^\d@]*[^\W\d_]")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})\b")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})\b")


@dataclass(frozen=True, slots=True)
class Guess:
    """A target and why it was chosen: by the `title`, by the `content`, or not at all."""

    target: str = SKIP
    why: str = ""


def header(rows: Sequence[Row], known: Mapping[str, Target]) -> tuple[int, ...]:
    """The lines in which the titles stand: that in which most words are titles, and the one above if it groups them."""
    words = by_word(known)
    candidates = [row for row in rows if row.line <= _MOST_TITLES] or list(rows[:1])
    best = max(candidates, key=lambda row: (_known_words(row, words), _looks_like_titles(row), -row.line), default=None)
    if best is None:
        return ()
    above = next((row for row in candidates if row.line == best.line - 1), None)
    return (above.line, best.line) if above and _groups(above, best) else (best.line,)


def _known_words(row: Row, words: Mapping[str, str]) -> int:
    return sum(word(cell) in words for cell in row.cells if cell)


def _looks_like_titles(row: Row) -> int:
    """Titles are short words without figures; a line with a number or an address is a person's."""
    filled = [cell for cell in row.cells if cell.strip()]
    if any(isinstance(cell, Typed) or "@" in cell or cell[:1].isdigit() for cell in filled):
        return 0
    return len(filled)


def _groups(above: Row, titles: Row) -> bool:
    """Merged cells: fewer than there are titles, each a word, and more than the one that names the table."""
    filled = [cell for cell in above.cells if cell.strip()]
    return 1 < len(filled) < sum(bool(cell.strip()) for cell in titles.cells) and _looks_like_titles(above) > 0


def columns(names: Sequence[str], samples: Sequence[Sequence[str]], known: Mapping[str, Target]) -> list[Guess]:
    """A guess for each column; `samples` are the filled cells of each."""
    words = by_word(known)
    guesses = [_by_title(name, words) for name in names]
    found = [
        guess if guess.target != SKIP else _by_content(cells) for guess, cells in zip(guesses, samples, strict=True)
    ]
    return _together(found)


def _by_title(name: str, words: Mapping[str, str]) -> Guess:
    """The whole title, or its end (`Person Telefon`, `Telefon 2`, `E-Mail (privat)`)."""
    if name.startswith("#"):
        return Guess()
    said = word(name)
    bare = re.sub(r"\s*\d+$", "", said)
    tail = bare.rpartition(" ")[2]
    first = bare.partition(" ")[0]
    found = next((words[part] for part in (said, bare, tail, first) if part in words), None)
    if found == "fields.phone" and first in ("firma", "unternehmen", "company"):
        found = "company.phone"
    if found == "whole_name" and first in ("firma", "unternehmen", "company"):
        found = "company.name"
    return Guess(found, "title") if found else Guess()


def _by_content(cells: Sequence[str]) -> Guess:
    filled = [str(cell).strip() for cell in cells if cell.strip()]
    if len(filled) < _ENOUGH:
        return Guess()
    for target, fits in _CONTENTS:
        if sum(map(fits, filled)) >= _BY_CONTENT * len(filled):
            return Guess(target, "content")
    return Guess()


def _is_email(cell: str) -> bool:
    try:
        return bool(identifiers.email(cell))
    except identifiers.BadEmail:
        return False


def _is_phone(cell: str) -> bool:
    if not re.fullmatch(r"[+(]?[\d ()/.+-]{6,25}", cell) or _DAY.match(cell) or cell[:1] not in "+0(":
        return False
    try:
        return bool(identifiers.phone(cell))
    except identifiers.BadPhone:
        return False


_CONTENTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("fields.email", _is_email),
    ("fields.website", lambda cell: bool(re.match(r"(https?://|www\.)\S+\.\w{2,}", cell))),
    ("fields.salutation", lambda cell: fold(cell).rstrip(".") in {"herr", "frau", "divers", "mr", "mrs", "ms", "mx"}),
    ("address.postal_code", lambda cell: bool(re.fullmatch(r"(D-|A-|CH-)?\d{4,5}", cell))),
    ("fields.phone", _is_phone),
    ("address.country", lambda cell: cell.upper() in COUNTRIES and len(cell) == 2),
    ("company.name", lambda cell: bool(_FIRM.search(cell))),
    (
        "address.street",
        lambda cell: bool(re.search(r"(str(aße|asse|\.)|weg|platz|allee|gasse|ring)\s*\d+", cell, re.I)),
    ),
    ("whole_name", lambda cell: bool(_NAME.fullmatch(cell)) and len(cell.split()) <= 4),
)


def _together(guesses: Sequence[Guess]) -> list[Guess]:
    """What a guess means beside the others: `Name` is a last name where a first name stands in a column of its own."""
    targets = {guess.target for guess in guesses}
    found = []
    for guess in guesses:
        if guess.target == "whole_name" and "fields.first_name" in targets and "fields.last_name" not in targets:
            found.append(Guess("fields.last_name", guess.why))
        elif guess.target == "whole_name" and guess.why == "content" and "fields.last_name" in targets:
            found.append(Guess())
        else:
            found.append(guess)
    return found


def month_first(cells: Sequence[str]) -> bool | None:
    """Whether 03/04/2026 is the fourth of March; None if nothing tells, and nobody has to ask if nothing is written so.

    A figure above twelve is no month.
    """
    pairs = [(int(found[1]), int(found[2])) for cell in cells if (found := _SLASHED.match(str(cell)))]
    if any(first > 12 for first, _second in pairs):
        return False
    if any(second > 12 for _first, second in pairs):
        return True
    return None


def has_slashes(cells: Sequence[str]) -> bool:
    """Whether a day is written in a way that has two meanings."""
    return any(_SLASHED.match(str(cell)) for cell in cells)
