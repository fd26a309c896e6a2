"""All that is known of people as one table, for a spreadsheet or another system; `import` reads it back.

Columns have the names that profiles use (`first_name`, `address.city`, `custom.<key>`).
"""

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import get_language

from trichter.facts.consent.addresses import normalised
from trichter.facts.consent.models import Channel
from trichter.facts.contacts.fields import ADDRESS_PARTS, COLUMNS, COMPANY_PARTS
from trichter.facts.contacts.models import Contact, FieldType
from trichter.facts.timeline.channels import check_channel
from trichter.generation.imports import errors, queries
from trichter.generation.imports.cells import defuse
from trichter.qualification.lifecycle.tracks import ways

BATCH = 1_000
MOST_IN_A_SHEET = 1_048_575
"""Rows of a sheet without its header (the file format's limit)."""

Value = str | int | float | bool | date | None
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is exported: those on a stage of a track, those who first came on a channel, or all."""

    stage: str | None = None
    track: str = "customer"
    channel: str | None = None


def write(path: Path, chosen: Chosen, *, tell: Tell = lambda _rows: None) -> int:
    """Write the people chosen and count them. A file is there when it is whole, and only its owner may read it.

    Raises `BadExportName` unless the name ends in .csv or .xlsx, and `UnknownTrack`, `UnknownStage` or
    `UnknownChannel`.
    """
    _check(chosen)
    # Read from a cursor on the server: memory stays flat.
    people = iter(queries.people(stage=chosen.stage, track=chosen.track, channel=chosen.channel).iterator(BATCH))
    return _write(path, iter(lambda: list(islice(people, BATCH)), []), tell)


def write_people(path: Path, batches: Iterable[Sequence[int]], *, tell: Tell = lambda _rows: None) -> int:
    """As `write`, for the people of these ids; whoever is not there any more is left out."""
    return _write(path, (queries.living(ids) for ids in batches), tell)


def _write(path: Path, people: Iterator[list[Contact]], tell: Tell) -> int:
    writer = {".csv": _write_csv, ".xlsx": _write_sheet}.get(path.suffix.lower())
    if writer is None:
        raise errors.BadExportName
    with _whole(path) as unfinished:
        return writer(unfinished, _table(people), tell)


def _check(chosen: Chosen) -> None:
    way = ways()[chosen.track]
    if chosen.stage is not None:
        way.position(chosen.stage)
    check_channel(chosen.channel)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A private file that takes its place only if nothing went wrong."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=path.suffix)
    except OSError as error:
        raise errors.CannotWrite(file=path.name, problem=errors.because(error)) from None
    os.close(descriptor)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_csv(path: Path, table: Iterator[Sequence[Value]], tell: Tell) -> int:
    delimiter, comma = (";", ",") if (get_language() or "").startswith("de") else (",", ".")
    count = -1
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        for count, row in enumerate(table):
            writer.writerow([defuse(value) if isinstance(value, str) else _text(value, comma) for value in row])
            if count % BATCH == 0:
                tell(count)
    return count


def _write_sheet(path: Path, table: Iterator[Sequence[Value]], tell: Tell) -> int:
    """Texts are written as texts: nothing in a sheet becomes a formula, and a phone number keeps its plus."""
    count = -1
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Trichter")
        sheet.freeze_panes(1, 0)
        for count, row in enumerate(table):
            if count > MOST_IN_A_SHEET:
                raise errors.TooManyForASheet(most=MOST_IN_A_SHEET)
            for column, value in enumerate(row):
                _write_cell(sheet, count, column, value)
            if count % BATCH == 0:
                tell(count)
    return count


def _write_cell(sheet: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value not in (None, ""):
        sheet.write_string(row, column, _text(value))


def _text(value: Value, comma: str = ".") -> str:
    """`comma` parts the decimals: a spreadsheet that parts columns by semicolons reads 1.234 as a thousand and more."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value).replace(".", comma)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _table(people: Iterator[list[Contact]]) -> Iterator[list[Value]]:
    """The header, then a row a person."""
    known = queries.exportable()
    columns = _columns(known)
    yield list(columns)
    for batch in people:
        beside = queries.beside([person.pk for person in batch], known)
        for person in batch:
            yield [column(person, beside) for column in columns.values()]


Column = Callable[[Contact, queries.Beside], Value]


def _columns(known: queries.Exportable) -> dict[str, Column]:
    """The columns by name."""
    return {
        "id": lambda person, _beside: person.pk,
        "kind": lambda person, _beside: person.kind,
        **{name: _own(name) for name in COLUMNS},
        **{f"address.{part}": _own(part) for part in ADDRESS_PARTS},
        **{f"company.{part}": _of_company(part) for part in COMPANY_PARTS},
        "owner": lambda person, _beside: person.owner.email if person.owner else "",
        "tags": lambda person, _beside: "; ".join(person.tags),
        "channel": lambda person, beside: beside.channels.get(person.pk, ""),
        **{f"stage.{track}": _stage(track) for track in known.tracks},
        **{f"external.{system}": _external(system) for system in known.systems},
        **{f"custom.{key}": _custom(key, kind) for key, kind in known.customs.items()},
        **{f"consent.{purpose}.{channel}": _permitted(purpose, channel) for purpose, channel in known.questions},
    }


def _own(name: str) -> Column:
    return lambda person, _beside: getattr(person, name)


def _of_company(part: str) -> Column:
    return lambda person, _beside: getattr(person.company, part) if person.company else ""


def _stage(track: str) -> Column:
    return lambda person, beside: beside.stages.get((person.pk, track), "")


def _external(system: str) -> Column:
    return lambda person, beside: beside.externals.get((person.pk, system), "")


def _custom(key: str, kind: str) -> Column:
    def value(person: Contact, _beside: queries.Beside) -> Value:
        found = person.properties.get(key)
        if kind == FieldType.MONEY and found is not None:
            return float(found) / 100
        return ", ".join(map(str, found)) if isinstance(found, list) else found

    return value


def _permitted(purpose: str, channel: str) -> Column:
    """Whether all addresses of the row may be used, for nobody sees beside them which one agreed; nothing if the person
    was never asked."""
    place = (purpose, channel)
    return lambda person, beside: _yes_or_no(beside, person, place)


_COLUMNS_OF = {Channel.EMAIL: ("email",), Channel.PHONE: ("phone", "mobile")}
"""Where a row says the addresses of a channel: of the others it has none, or not in one column."""


def _yes_or_no(beside: queries.Beside, person: Contact, place: tuple[str, str]) -> str:
    places = beside.permitted[place].get(person.pk)
    if places is not None and _exported(person, place[1]) <= places:
        return "yes"
    return "no" if (person.pk, *place) in beside.asked else ""


def _exported(person: Contact, channel: str) -> set[str]:
    """The addresses of a channel that stand in the row, as consents know them."""
    said = (getattr(person, name) for name in _COLUMNS_OF.get(Channel(channel), ()))
    return {normalised(address, channel=channel) for address in said if address}
