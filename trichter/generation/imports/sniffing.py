"""What kind of table a file is: found from its bytes, not from its name."""

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

from python_calamine import CalamineError, CalamineWorkbook

from trichter.generation.imports import errors

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 256 * 1024
BLOCK = 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOT_IN_WINDOWS = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_HINT = re.compile(r'"?sep=(.)"?\r?\n')
"""The first line by which Excel tells itself the delimiter."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A file as it was found. `lines` is about how many rows there are, for the progress bar."""

    path: Path
    digest: str
    lines: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def is_workbook(self) -> bool:
        return bool(self.sheets)


@dataclass(slots=True)
class _Bytes:
    """What one pass over all bytes tells: the digest, and whether a rare umlaut in the last line breaks UTF-8."""

    sample: bytes = b""
    lines: int = 0
    is_utf8: bool = True
    is_windows: bool = True
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    def take(self, block: bytes, *, is_last: bool = False) -> None:
        self.sample = self.sample or block[:SAMPLE]
        self.digest.update(block)
        self.lines += block.count(b"\n")
        self.is_windows = self.is_windows and not any(byte in block for byte in _NOT_IN_WINDOWS)
        try:
            if self.is_utf8:
                self._decoder.decode(block, is_last)
        except UnicodeDecodeError:
            self.is_utf8 = False


def sniff(path: Path, *, delimiter: str = "", encoding: str = "", sheet: str = "") -> Sniffed:
    """What the file is; what is given is believed. Raises `Unreadable`."""
    found = _read(path)
    if not found.sample.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise errors.EmptyFile(file=path.name)
    if found.sample.startswith(_WORKBOOKS):
        return _workbook(path, found, sheet)
    encoding = _marked(found) or (_known(encoding) if encoding else _unmarked(found))
    text = _sample(path, found, encoding)
    return Sniffed(path, found.digest.hexdigest(), found.lines, encoding, delimiter or _delimiter(text))


def _read(path: Path) -> _Bytes:
    found = _Bytes()
    try:
        with path.open("rb") as file:
            for block in _blocks(file):
                found.take(block)
    except OSError as error:
        raise errors.NoSuchFile(file=path.name, problem=errors.because(error)) from None
    found.take(b"", is_last=True)
    return found


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise errors.UnknownEncoding(encoding=encoding) from None
    return "utf-8-sig" if name == "utf-8" else name


def _marked(found: _Bytes) -> str:
    """A mark at the beginning leaves no doubt, not even a profile's."""
    return next((name for mark, name in _BOMS if found.sample.startswith(mark)), "")


def _unmarked(found: _Bytes) -> str:
    if wide := _wide(found.sample):
        return wide
    if found.is_utf8:
        return "utf-8"
    return "cp1252" if found.is_windows else "latin-1"


def _wide(sample: bytes) -> str:
    """UTF-16 without its mark: in texts of the West every other byte is zero."""
    pairs = max(len(sample) // 2, 1)
    high, low = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if low > 0.4 and high < 0.05:
        return "utf-16-le"
    return "utf-16-be" if high > 0.4 and low < 0.05 else ""


def _sample(path: Path, found: _Bytes, encoding: str) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(found.sample)
    except UnicodeDecodeError:
        raise errors.WrongEncoding(file=path.name, encoding=encoding) from None
    if len(_CONTROL.findall(text)) > len(text) // 100:
        raise errors.NotATable(file=path.name)
    return text


def _delimiter(text: str) -> str:
    """The candidate that cuts most rows into as many cells as the header, and cuts the header at all."""
    if hint := _HINT.match(text):
        return hint[1]
    is_cut_off = len(text) >= SAMPLE // 4
    scores = {candidate: _evenness(text, candidate, is_cut_off=is_cut_off) for candidate in DELIMITERS}
    best = max(DELIMITERS, key=lambda candidate: scores[candidate])
    return best if scores[best] > (0, 0) else ","


def _evenness(text: str, delimiter: str, *, is_cut_off: bool) -> tuple[float, int]:
    try:
        rows = _first_rows(text, delimiter, csv.QUOTE_MINIMAL)
    except csv.Error:  # a quotation mark is never closed
        rows = _first_rows(text, delimiter, csv.QUOTE_NONE)
    width = len(rows[0]) if rows else 0
    if width == 1:
        width = _usual_width(rows)
    body = rows[1:-1] if is_cut_off else rows[1:]
    if width < 2:
        return (0, 0)
    return (sum(len(row) == width for row in body) / len(body) if body else 1, width)


def _usual_width(rows: list[list[str]]) -> int:
    """Above the titles may stand what the table is of, in a line of one cell; most of the others are as wide."""
    [(width, times)] = Counter(map(len, rows)).most_common(1)
    return width if width > 2 and times > len(rows) * 0.7 else 1


def _first_rows(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    return [row for row in islice(reader, 200) if any(row)]


def skips_hint(text: str) -> bool:
    """Whether a first line is Excel's hint and no header."""
    return bool(_HINT.match(text))


def _workbook(path: Path, found: _Bytes, sheet: str) -> Sniffed:
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = tuple(book.sheet_names)
            if sheet and sheet not in names:
                raise errors.NoSuchSheet(sheet=sheet, file=path.name, sheets=", ".join(names))
            chosen = sheet or _first(book)
            height = book.get_sheet_by_name(chosen).total_height
    except CalamineError as error:
        raise errors.BadSpreadsheet(file=path.name, problem=error) from None
    if not height:
        raise errors.EmptyFile(file=path.name)
    return Sniffed(path, found.digest.hexdigest(), height, sheet=chosen, sheets=names)


def _first(book: CalamineWorkbook) -> str:
    """The first sheet that holds a table, else the first that holds anything."""
    heights = {name: book.get_sheet_by_name(name).height for name in book.sheet_names}
    tables = (name for least in (2, 1) for name, height in heights.items() if height >= least)
    return next(tables, book.sheet_names[0])
