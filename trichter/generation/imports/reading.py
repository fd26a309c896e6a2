"""Rows of a table as they stream past, with the line on which a person finds them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from trichter.generation.imports import errors
from trichter.generation.imports.cells import plain_row, row_of_sheet
from trichter.generation.imports.sniffing import Sniffed, skips_hint
from trichter.generation.imports.tidying import LOST, mended_row, no_person, titles

NEVER_CLOSED = _("a quotation mark is opened and never closed")
LETTER_LOST = _("“%(given)s” holds a letter that was lost; write it anew")


class Row(NamedTuple):
    """A row: the line on which it begins, its cells, and what makes it unreadable, if anything."""

    line: int
    cells: list[str]
    problem: Any = None


class Problem(NamedTuple):
    """What is wrong with a row, and in which column, in the active language."""

    column: str
    reason: str


@contextmanager
def opened(
    table: Sniffed, *, decimal: str = ".", header: Sequence[int] = (), tidy: bool = False
) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The header and the rows after it, blank ones left out. Raises `Unreadable`, also while rows are read.

    `header` are the lines in which the titles stand, if not the first; `tidy` mends and sorts out (`tidying`).
    """
    if table.is_workbook:
        rows = _mended(_sheet_rows(table, decimal), tidy=tidy)
        names, own = _header(table, rows, header)
        yield names, _people(rows, own, tidy=tidy)
        return
    with table.path.open(encoding=table.encoding, newline="") as stream:
        rows = _mended(_guarded(table, _text_rows(stream, table.delimiter)), tidy=tidy)
        names, own = _header(table, rows, header)
        yield names, _people(rows, own, tidy=tidy)


def first_lines(table: Sniffed, count: int) -> list[Row]:
    """The first filled lines as they stand there, Umlauts mended: nobody knows yet where the titles are."""
    if table.is_workbook:
        return list(islice(_mended(_sheet_rows(table, "."), tidy=True), count))
    with table.path.open(encoding=table.encoding, newline="") as stream:
        return list(islice(_mended(_guarded(table, _text_rows(stream, table.delimiter)), tidy=True), count))


def _header(table: Sniffed, rows: Iterator[Row], lines: Sequence[int]) -> tuple[list[str], list[str]]:
    """The names of the columns, and what stands in the last line of titles."""
    if lines:
        found = _lines(table, rows, lines)
        return titles(found), found[-1]
    for row in rows:
        return [" ".join(cell.split()) for cell in row.cells], row.cells
    raise errors.EmptyFile(file=table.path.name)


def _lines(table: Sniffed, rows: Iterator[Row], lines: Sequence[int]) -> list[list[str]]:
    """The rows that stand on these lines; those before them are passed over."""
    found: dict[int, list[str]] = {}
    for row in rows:
        found[row.line] = row.cells
        if row.line >= max(lines):
            break
    if max(lines) not in found:
        raise errors.NoTitles(file=table.path.name, line=max(lines))
    return [found[line] for line in sorted(lines) if line in found]


def _mended(rows: Iterator[Row], *, tidy: bool) -> Iterator[Row]:
    return (row._replace(cells=mended_row(row.cells)) for row in rows) if tidy else rows


def _people(rows: Iterator[Row], own: Sequence[str], *, tidy: bool) -> Iterator[Row]:
    return (_looked_at(row, own) for row in rows) if tidy else rows


def _looked_at(row: Row, own: Sequence[str]) -> Row:
    if problem := row.problem or no_person(row.cells, own):
        return row._replace(problem=problem)
    lost = next((cell for cell in row.cells if LOST in cell), "")
    return row._replace(problem=LETTER_LOST % {"given": lost}) if lost else row


def _guarded(table: Sniffed, rows: Iterator[Row]) -> Iterator[Row]:
    try:
        yield from rows
    except UnicodeError:
        raise errors.WrongEncoding(file=table.path.name, encoding=table.encoding) from None


def _text_rows(stream: Iterable[str], delimiter: str) -> Iterator[Row]:
    tape = _Tape(stream)
    reader = csv.reader(tape, delimiter=delimiter)
    while True:
        tape.taken.clear()
        try:
            cells = next(reader, None)
        except csv.Error:  # a field longer than any field: its quotation mark is never closed
            cells = []
            tape.has_ended = True
        if cells is None:
            return
        if tape.has_ended:
            first, *rest = tape.taken
            yield Row(tape.line, [cell.strip('"') for cell in first.rstrip("\r\n").split(delimiter)], NEVER_CLOSED)
            tape = _Tape(chain(rest, tape.source), line=tape.line + 1)
            reader = csv.reader(tape, delimiter=delimiter)
        elif any(cells) and not (tape.line == 1 and skips_hint(tape.taken[0])):
            yield Row(tape.line, plain_row(cells))
        if tape.taken:
            tape.line += len(tape.taken)


class _Tape:
    """Lines that remember what the row at hand was made of.

    A quotation mark that is never closed swallows all lines after it. The csv module then asks for more lines than
    there are, or meets a field of 131,072 characters; the swallowed lines are read again without the one to blame.
    """

    def __init__(self, source: Iterable[str], *, line: int = 1) -> None:
        self.source = iter(source)
        self.line = line
        self.taken: list[str] = []
        self.has_ended = False

    def __iter__(self) -> Iterator[str]:
        for line in self.source:
            self.taken.append(line)
            yield line
        self.has_ended = True


def _sheet_rows(table: Sniffed, decimal: str) -> Iterator[Row]:
    try:
        with CalamineWorkbook.from_path(table.path) as book:
            for line, values in enumerate(book.get_sheet_by_name(table.sheet).iter_rows(), start=1):
                cells = row_of_sheet(values, decimal=decimal)
                if any(cells):
                    yield Row(line, cells)
    except CalamineError as error:
        raise errors.BadSpreadsheet(file=table.path.name, problem=error) from None
