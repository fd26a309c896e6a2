"""Small files as people bring them, and profiles that read them."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from trichter.generation.imports import profiles
from trichter.generation.imports.house import Custom, House
from trichter.generation.imports.profiles import Profile
from trichter.generation.imports.reading import Row, opened
from trichter.generation.imports.services import Report
from trichter.generation.imports.sniffing import sniff

HOUSE = House(
    owners={"eva@firma.example": 7},
    stages={"customer": frozenset({"lead", "mql", "other"})},
    aside=frozenset({("customer", "other")}),
    customs={"seats": Custom("number"), "plan": Custom("choice", frozenset({"Gold", "Silver"}))},
    purposes=frozenset({"newsletter"}),
)


def table(path: Path, rows: Sequence[Sequence[str]], *, delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """A CSV file; the first row is the header."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def sheet(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A spreadsheet with typed cells."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("People")
        forms = {
            date: book.add_format({"num_format": "dd.mm.yyyy"}),
            datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        }
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, place, value, forms[type(value)])
                else:
                    page.write(number, place, value)
    return path


def profile(**entries: Any) -> Profile:
    """A profile with these entries beside what all need."""
    return profiles.checked({"name": "people", "source": "a fair", "basis": "customer", **entries}, file="people.toml")


def read(path: Path, **given: str) -> tuple[list[str], list[Row]]:
    """The header and all rows."""
    with opened(sniff(path, **given)) as (header, rows):
        return header, list(rows)


PEOPLE = profile(fields={"email": "mail", "first_name": "name", "phone": "phone"})


def people(path: Path, count: int) -> Path:
    """A file of so many people, for `PEOPLE`."""
    rows = [[f"p{n}@example.org", f"Person {n}", ""] for n in range(count)]
    return table(path, [["mail", "name", "phone"], *rows])


def counts(report: Report) -> dict[str, int]:
    """What became of the rows."""
    return {name: getattr(report, name) for name in ("rows", "created", "matched", "unchanged", "rejected")}
