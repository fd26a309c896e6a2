"""What a file is, is found from its bytes."""

from pathlib import Path

import pytest

from tests.generation.imports.files import read, sheet, table
from trichter.generation.imports import errors
from trichter.generation.imports.reading import opened
from trichter.generation.imports.sniffing import sniff

PEOPLE = [
    ["Vorname", "Nachname", "Straße", "Notiz"],
    ["Zoë", "Größe", "Weg 1, Hof", 'sagt "hallo"'],
    ["Jürgen", "Schäfer", "Gasse 2", "erste Zeile\nzweite; Zeile | so"],
    ["", "", "", ""],
    ["Anna", "Müller", "Allee 3", "Preis 3,50"],
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_every_encoding_and_delimiter_is_recognised(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = table(tmp_path / "people.csv", PEOPLE, delimiter=delimiter, encoding=encoding)

    header, rows = read(path)

    assert header == PEOPLE[0]
    assert [row.cells for row in rows] == [row for row in PEOPLE[1:] if any(row)]


def test_a_first_umlaut_at_the_end_of_a_large_file_still_tells_the_encoding(tmp_path: Path) -> None:
    rows = [["name", "city"], *([f"Person {n}", "Ulm"] for n in range(60_000)), ["Groß", "Köln"]]
    path = table(tmp_path / "large.csv", rows, encoding="cp1252")

    assert path.stat().st_size > 1_000_000
    assert read(path)[1][-1].cells == ["Groß", "Köln"]


def test_a_byte_that_windows_does_not_know_is_read_as_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(b"name;city\nGro\xdf;Ulm\x81\n")

    assert sniff(path).encoding == "latin-1"


def test_the_hint_of_excel_is_followed_and_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text("sep=|\r\na;b|c\r\n1;2|3\r\n")

    header, rows = read(path)

    assert header == ["a;b", "c"]
    assert [(row.line, row.cells) for row in rows] == [(3, ["1;2", "3"])]


def test_decimal_commas_do_not_make_a_comma_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("name;price\n" + "Anna;3,50\n" * 50)

    assert sniff(path).delimiter == ";"


def test_what_the_profile_says_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_bytes("náme~city\nŁukasz~Łódź\n".encode("cp1250"))

    header, rows = read(path, delimiter="~", encoding="cp1250")

    assert header == ["náme", "city"]
    assert rows[0].cells == ["Łukasz", "Łódź"]


def test_a_single_column_is_a_table_too(tmp_path: Path) -> None:
    path = tmp_path / "mails.csv"
    path.write_text("email\nanna@example.org\nbernd@example.org\n")

    assert [row.cells for row in read(path)[1]] == [["anna@example.org"], ["bernd@example.org"]]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file_is_called_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)

    with pytest.raises(errors.EmptyFile, match=r"“empty\.csv” is empty"):
        read(path)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"%PDF-1.7\n" + bytes(range(256)) * 40,
        b"\x1f\x8b\x08" + bytes(range(200)) * 9,
    ],
)
def test_rubbish_is_no_table(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rubbish.csv"
    path.write_bytes(content)

    with pytest.raises(errors.NotATable, match=r"neither a text table \(CSV\) nor a spreadsheet"):
        sniff(path)


def test_a_broken_spreadsheet_is_called_broken(tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"x" * 1000)

    with pytest.raises(errors.BadSpreadsheet, match="cannot be read"):
        sniff(path)


def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(errors.NoSuchFile, match=r"“nowhere\.csv” cannot be opened: there is none"):
        sniff(tmp_path / "nowhere.csv")


def test_a_wrong_encoding_in_the_profile_is_told(tmp_path: Path) -> None:
    path = table(tmp_path / "people.csv", PEOPLE, encoding="cp1252")

    with pytest.raises(errors.WrongEncoding, match="not written in utf-8"):
        read(path, encoding="utf-8")
    with pytest.raises(errors.UnknownEncoding, match="no encoding “klingon”"):
        sniff(path, encoding="klingon")


def test_a_wrong_encoding_is_told_even_if_only_the_last_row_shows_it(tmp_path: Path) -> None:
    rows = [["name", "city"], *([f"Person {n}", "Ulm"] for n in range(60_000)), ["Groß", "Köln"]]
    path = table(tmp_path / "large.csv", rows, encoding="cp1252")

    with opened(sniff(path, encoding="utf-8")) as (_header, read_rows), pytest.raises(errors.WrongEncoding):
        list(read_rows)


def test_a_mark_of_utf_8_counts_more_than_the_profile(tmp_path: Path) -> None:
    # A file of refused rows is UTF-8 with its mark, also where the profile says what the first file was.
    path = table(tmp_path / "people.csv", PEOPLE, encoding="utf-8-sig")

    assert read(path, encoding="cp1252")[0] == PEOPLE[0]


def test_the_sheet_can_be_chosen(tmp_path: Path) -> None:
    path = sheet(tmp_path / "people.xlsx", [["name"], ["Anna"]])

    assert sniff(path).sheet == "People"
    with pytest.raises(errors.NoSuchSheet, match=r"no sheet “Firms”.*there are: People"):
        sniff(path, sheet="Firms")
