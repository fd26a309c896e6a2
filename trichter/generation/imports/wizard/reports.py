"""The rows that were refused, each with its line, its reason and what stood in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from trichter.generation.imports.reading import opened
from trichter.generation.imports.rejects import OURS
from trichter.generation.imports.sniffing import sniff

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Refused:
    """A row: the line on which a person finds it in their file, why it was refused, and its filled cells."""

    line: int
    reasons: Sequence[str]
    cells: Sequence[tuple[str, str]]


def refused(path: Path, *, after: int = 0, limit: int = SHOWN) -> list[Refused]:
    """Those after a line, as far as the file holds them; nothing if there is none."""
    if not path.exists():
        return []
    with opened(sniff(path, encoding="utf-8")) as (header, rows):
        place = next(place for place, name in enumerate(header) if name.startswith(OURS))
        later = (row.cells for row in rows if int(row.cells[place]) > after)
        return [_refused(header[:place], cells, place) for cells in islice(later, limit)]


def _refused(header: Sequence[str], cells: Sequence[str], place: int) -> Refused:
    filled = [(name, cell) for name, cell in zip(header, cells, strict=False) if cell.strip()]
    # One reason may hold a semicolon itself; the next begins with the name of its column.
    names = "|".join(re.escape(name) for name in header if name)
    reasons = re.split(rf"; (?=(?:{names}): )", cells[place + 2])
    return Refused(int(cells[place]), reasons, filled)
