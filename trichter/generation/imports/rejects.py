"""The rows that were refused, in a file that can be mended in a spreadsheet and imported again with the same profile.

It holds personal data that is nowhere else, so it is private, and erasure reaches it.
"""

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trichter.facts.contacts.naming import Person
from trichter.generation.imports.cells import defuse
from trichter.generation.imports.chunks import Lines
from trichter.generation.imports.reading import Problem, Row, opened
from trichter.generation.imports.sniffing import sniff
from trichter.kernel import persons
from trichter.kernel.environment import environment
from trichter.kernel.locks import Lock
from trichter.kernel.persons import KnownAs

OURS = "Trichter: "
"""How the titles of our own columns begin, in every language."""
NAME = "rejected.csv"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was refused, and why."""

    row: Row
    problems: Sequence[Problem]


def place_of(run: int) -> Path:
    """Where the rows that a run refuses lie, unless somebody wants them elsewhere."""
    return _folder() / str(run) / NAME


def remove(run: int) -> None:
    """Delete the rows that a run refused."""
    place_of(run).unlink(missing_ok=True)


def _folder() -> Path:
    return environment().home_path / "imports"


class Rejects:
    """The file of one run; it is made when the first row is refused.

    Rows reach the disk before the transaction that counts them is committed: after a crash in between, `keep`
    takes away what was not counted.
    """

    def __init__(self, path: Path, *, header: Sequence[str], delimiter: str = "") -> None:
        self.path = path
        self._theirs = [place for place, name in enumerate(header) if not name.startswith(OURS)]
        self._header = [header[place] for place in self._theirs]
        self._width = len(header)
        self._delimiter = delimiter or (";" if (get_language() or "").startswith("de") else ",")

    def append(self, rejected: Sequence[Rejected]) -> None:
        """Write rows to the disk."""
        if not rejected:
            return
        with _held(self.path):
            is_new = not self.path.exists()
            lines = [self._title()] if is_new else []
            text = _text([*lines, *(self._line(one) for one in rejected)], self._delimiter)
            with open(self.path, "ab", opener=_private) as file:
                file.write(text.encode("utf-8-sig" if is_new else "utf-8"))
                file.flush()
                os.fsync(file.fileno())

    def keep(self, done: Lines) -> None:
        """Take away the rows that do not stand on these lines of the imported file, and bring the others into order."""
        place = len(self._header)
        if not done.spans:
            self.path.unlink(missing_ok=True)
        elif self.path.exists():
            with _held(self.path):
                _rewrite(self.path, lambda rows: _in_order(rows, done, place))

    def _title(self) -> list[str]:
        return [*map(defuse, self._header), OURS + _("line"), OURS + _("column"), OURS + _("reason")]

    def _line(self, rejected: Rejected) -> list[str]:
        cells = [*map(defuse, rejected.row.cells), *[""] * (self._width - len(rejected.row.cells))]
        columns = dict.fromkeys(problem.column for problem in rejected.problems if problem.column)
        reasons = "; ".join(_reason(problem) for problem in rejected.problems)
        own = [str(rejected.row.line), ", ".join(columns), reasons]
        return [*(cells[place] for place in self._theirs), *map(defuse, own), *cells[self._width :]]


def _reason(problem: Problem) -> str:
    reason = problem.reason.rstrip(".")
    return f"{problem.column}: {reason}" if problem.column else reason


def declare() -> None:
    """Called when the app is ready."""
    persons.erases_files(forget)


def forget(known_as: KnownAs) -> None:
    """Take the lines that name a person out of the files of all runs (LAW 1.12)."""
    person = Person(known_as)
    for path in sorted(_folder().glob(f"*/{NAME}")):
        with _held(path):
            _rewrite(path, lambda rows: [cells for cells in rows if not person.is_named_in(cells)])


def _in_order(rows: list[list[str]], done: Lines, place: int) -> list[list[str]]:
    return sorted((cells for cells in rows if int(cells[place]) in done), key=lambda cells: int(cells[place]))


def _rewrite(path: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    """Leave the rows that `change` answers, or no file if there are none."""
    table = sniff(path, encoding="utf-8")
    with opened(table) as (header, rows):
        before = [row.cells for row in rows]
    after = change(before)
    if not after:
        path.unlink()
    elif after != before:
        _replace(path, _text([list(map(defuse, cells)) for cells in (header, *after)], table.delimiter))


def _replace(path: Path, text: str) -> None:
    """Put another file in its place at once, so that a crash leaves either the old or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # private from the beginning
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode("utf-8-sig"))
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _text(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Erasure and a running import never write to one file at the same time. Other people's folders get no lock."""
    if not path.is_relative_to(_folder()):
        yield
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Lock(path.with_name("lock")):
        yield
