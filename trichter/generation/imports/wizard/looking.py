"""A file as the wizard shows it: its sheets, its first lines, and each column with examples and a guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from trichter.generation.imports.reading import Row, first_lines, opened
from trichter.generation.imports.sniffing import Sniffed, sniff
from trichter.generation.imports.wizard import guessing
from trichter.generation.imports.wizard.choices import Choices
from trichter.generation.imports.wizard.guessing import Guess
from trichter.generation.imports.wizard.targets import Target, targets

FIRST_LINES = 12
_SAMPLE = 200
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its title, some of what stands in it, what it is for, and why we think so."""

    place: int
    name: str
    examples: tuple[str, ...]
    target: str
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """All that is seen of a file. `asks_for_order` says that days are written in a way that has two meanings."""

    table: Sniffed
    header: tuple[int, ...]
    first: Sequence[Row]
    columns: Sequence[Column]
    known: dict[str, Target]
    asks_for_order: bool
    month_first: bool

    @property
    def names(self) -> list[str]:
        """The titles."""
        return [column.name for column in self.columns]


def look(path: Path, choices: Choices) -> Look:
    """Look at a file. Raises `Unreadable`."""
    table, known = sniff(path, sheet=choices.sheet), targets()
    first = first_lines(table, FIRST_LINES)
    header = choices.header or guessing.header(first, known)
    with opened(table, header=header, tidy=True) as (names, rows):
        sample = [row.cells for row in islice(rows, _SAMPLE) if not row.problem]
    cells = [[row[place] for row in sample if place < len(row) and row[place].strip()] for place in range(len(names))]
    guesses = guessing.columns(names, cells, known)
    columns = [_column(place, name, cells[place], guesses[place], choices) for place, name in enumerate(names)]
    days = [cell for column in columns if column.target in _DAYS for cell in cells[column.place]]
    guessed = guessing.month_first(days)
    return Look(
        table=table,
        header=header,
        first=first,
        columns=columns,
        known=known,
        asks_for_order=guessed is None and guessing.has_slashes(days),
        month_first=bool(guessed if choices.month_first is None else choices.month_first),
    )


_DAYS = frozenset({"fields.birthday", "occurred_at"})


def _column(place: int, name: str, cells: Sequence[str], guess: Guess, choices: Choices) -> Column:
    """What a person said counts, not what we think."""
    examples = tuple(list(dict.fromkeys(map(str, cells)))[:_EXAMPLES])
    if choices.is_mapped:
        said = choices.columns.get(place, "skip")
        return Column(place, name, examples, said, guess.why if said == guess.target else "")
    return Column(place, name, examples, guess.target, guess.why)
