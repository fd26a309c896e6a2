"""Cells of tables: text that spreadsheets must not take for a formula, and text that came from a typed cell."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet run a cell as a formula (OWASP, CSV injection; ASVS 1.2.10, LAW 4.4)."""

APOSTROPHE = "'"


class Typed(str):
    """The text of a spreadsheet's cell that held a number, a date or a yes: `value` is what it held."""

    __slots__ = ("value",)
    value: Any

    def __new__(cls, text: str, value: Any) -> "Typed":
        cell = super().__new__(cls, text)
        cell.value = value
        return cell

    def __reduce__(self) -> tuple[type["Typed"], tuple[str, Any]]:
        return Typed, (str(self), self.value)


def defuse(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would run; `plain` takes it away again."""
    return APOSTROPHE + text if text and text.lstrip(APOSTROPHE)[:1] in DANGEROUS else text


def plain(text: str) -> str:
    """What stood in the cell before `defuse`."""
    is_defused = text[:1] == APOSTROPHE and text.lstrip(APOSTROPHE)[:1] in DANGEROUS
    return text[1:] if is_defused else text


def plain_row(cells: list[str]) -> list[str]:
    """The same for a row; nearly all rows hold no apostrophe and cost one look."""
    return [plain(cell) for cell in cells] if APOSTROPHE in "".join(cells) else cells


def row_of_sheet(values: Sequence[Any], *, decimal: str) -> list[str]:
    """A spreadsheet's row as text cells; `decimal` is the mark in which numbers are written."""
    return [value if type(value) is str else _typed(value, decimal) for value in values]


def _typed(value: Any, decimal: str) -> str:
    if isinstance(value, bool):
        return Typed("true" if value else "false", value)
    if isinstance(value, int | float):
        return _number(value, decimal)
    if isinstance(value, datetime | date | time):
        return Typed(value.isoformat(), value)
    return Typed(str(value), value) if isinstance(value, timedelta) else str(value)


def _number(value: float, decimal: str) -> str:
    """Spreadsheets know only floats: a postal code 20095.0 is 20095 again."""
    whole = int(value) if value == value and abs(value) < 2**53 and value == int(value) else None
    return Typed(str(whole), whole) if whole is not None else Typed(repr(value).replace(".", decimal), value)
