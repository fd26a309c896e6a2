"""Rows keep the line on which a person finds them, whatever stands around them."""

from datetime import date, datetime
from pathlib import Path

from tests.generation.imports.files import read, sheet
from trichter.generation.imports.cells import Typed, defuse, plain
from trichter.generation.imports.reading import NEVER_CLOSED, Row


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'name;note\r\nAnna;"one\r\ntwo\r\nthree"\r\n\r\n;;\r\nBernd;x\r\n')

    assert read(path)[1] == [Row(2, ["Anna", "one\r\ntwo\r\nthree"]), Row(7, ["Bernd", "x"])]


def test_a_last_line_without_its_end_is_read(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.csv", "name;note\nAnna;x\nBernd;y"))[1][-1] == Row(3, ["Bernd", "y"])


def test_a_quotation_mark_that_is_never_closed_spoils_one_row_and_not_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'name;note\nAnna;"hello\nBernd;x\nCarla;y\n')

    assert read(path)[1] == [
        Row(2, ["Anna", "hello"], NEVER_CLOSED),
        Row(3, ["Bernd", "x"]),
        Row(4, ["Carla", "y"]),
    ]


def test_the_same_in_a_large_file(tmp_path: Path) -> None:
    lines = ["name;note", 'Anna;"hello', *(f"Person {n};{'x' * 60}" for n in range(5_000))]
    rows = read(written(tmp_path / "a.csv", "\n".join(lines)))[1]

    assert len(rows) == 5_001
    assert [row.line for row in rows if row.problem] == [2]
    assert rows[-1].line == 5_002


def test_inches_within_a_text_are_no_quotation(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.csv", 'name;note\nAnna;Monitor 24"\nBernd;x\n'))[1] == [
        Row(2, ["Anna", 'Monitor 24"']),
        Row(3, ["Bernd", "x"]),
    ]


def test_a_spreadsheet_gives_texts_that_know_their_values(tmp_path: Path) -> None:
    values = [20095, 12.5, date(2026, 3, 1), datetime(2026, 3, 1, 10, 30), True]  # noqa: DTZ001 sheets know no zone
    path = sheet(tmp_path / "a.xlsx", [["zip", "price", "day", "at", "ok"], values, [], ["x"]])

    header, rows = read(path)

    assert header == ["zip", "price", "day", "at", "ok"]
    assert [row.line for row in rows] == [2, 4]
    assert rows[0].cells == ["20095", "12.5", "2026-03-01", "2026-03-01T10:30:00", "true"]
    assert [cell.value for cell in rows[0].cells if isinstance(cell, Typed)] == values


def test_what_was_defused_is_read_as_it_was(tmp_path: Path) -> None:
    texts = ["=1+1", "+49 40 1", "-5", "@x", "\ttab", "'=quoted", "''", "'plain", "it's", "", "a=b"]

    assert [plain(defuse(text)) for text in texts] == texts
    assert [defuse(text) for text in texts[:4]] == ["'=1+1", "'+49 40 1", "'-5", "'@x"]
    path = written(tmp_path / "a.csv", "name;phone\nAnna;'+49 40 1\n")
    assert read(path)[1][0].cells == ["Anna", "+49 40 1"]
