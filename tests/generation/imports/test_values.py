"""Cells are read as people write them, and never guessed where they have two meanings."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from trichter.generation.imports import values
from trichter.generation.imports.cells import Typed
from trichter.kernel import clock


@pytest.mark.parametrize(
    ("text", "mark", "cents"),
    [
        ("1.234,50 €", "auto", 123450),
        ("€1,234.50", "auto", 123450),
        ("EUR 12", "auto", 1200),
        ("1'234.50", "auto", 123450),
        ("1 234,5", "auto", 123450),
        ("-3,50", "auto", -350),
        ("0,999", ",", None),
        ("1.234", ",", 123400),
        ("1.234", ".", None),
        ("1,234", ".", 123400),
        ("1.234.567", "auto", 123456700),
        ("12,5,0", "auto", None),
        ("12.34.567", ",", None),
        ("abc", "auto", None),
        ("", "auto", None),
        ("1.234", "auto", None),
        ("0.125", "auto", None),
    ],
)
def test_money_becomes_cents_or_is_refused(text: str, mark: str, cents: int | None) -> None:
    read = values.money(decimal=mark)
    if cents is None:
        with pytest.raises(ValueError, match="“"):
            read(text)
    else:
        assert read(text) == cents


def test_a_number_with_two_meanings_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="can be read in two ways; say in the profile what the decimal mark is"):
        values.number(decimal="auto")("1.234")
    assert values.number(decimal="auto")("0,125") == 0.125
    assert values.number(decimal=",")("1.234,25") == 1234.25


def test_typed_cells_are_taken_by_their_value() -> None:
    assert values.money(decimal=",")(Typed("19.99", 19.99)) == 1999
    assert values.number(decimal=",")(Typed("1.234", 1.234)) == 1.234
    assert values.integer(decimal="auto")(Typed("7", 7)) == 7
    assert values.day([])(Typed("2026-03-01", date(2026, 3, 1))) == "2026-03-01"
    with pytest.raises(ValueError, match="not a number"):
        values.number(decimal="auto")(Typed("true", True))


@pytest.mark.parametrize(
    ("text", "formats", "zone", "utc"),
    [
        ("2/1/2018", ["%m/%d/%Y"], "America/Sao_Paulo", datetime(2018, 2, 1, 2, tzinfo=UTC)),
        ("01.02.2018", ["%m/%d/%Y", "%d.%m.%Y"], "UTC", datetime(2018, 2, 1, tzinfo=UTC)),
        ("2018-02-26 19:58:54", [], "America/Sao_Paulo", datetime(2018, 2, 26, 22, 58, 54, tzinfo=UTC)),
        ("2018-07-01T10:00:00+02:00", [], "UTC", datetime(2018, 7, 1, 8, tzinfo=UTC)),
        ("2018-07-01", [], "Europe/Berlin", datetime(2018, 6, 30, 22, tzinfo=UTC)),
        ("1 Feb 2018", ["%d %b %Y"], "UTC", datetime(2018, 2, 1, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_their_form_and_zone(text: str, formats: list[str], zone: str, utc: datetime) -> None:
    assert values.moment(formats, zone=zone)(text) == utc


@pytest.mark.parametrize("text", ["13/40/2018", "yesterday", "2018-02-30", "1/2/18", "x1/2/2018"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day that exists"):
        values.moment(["%d/%m/%Y"], zone="UTC")(text)


def test_a_year_mistyped_is_refused() -> None:
    with clock.at(datetime(2026, 5, 1, tzinfo=UTC)):
        read = values.moment(["%d.%m.%Y"], zone="UTC")
        assert read("01.05.2026")
        with pytest.raises(ValueError, match="lies in the future"):
            read("01.05.2062")
        with pytest.raises(ValueError, match="before 1900"):
            read("01.05.0206")


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "DE"), ("Deutschland", "DE"), ("germany", "DE"), ("ÖSTERREICH", "AT"), ("Osterreich", None), ("USA", "US"),
     ("Vereinigtes Königreich", "GB"), ("UK", "GB"), ("D", "DE"), ("Schweiz", "CH"), ("Côte d’Ivoire", "CI"),
     ("Narnia", None)],
)  # fmt: skip
def test_countries_are_known_by_code_and_by_name_in_both_languages(text: str, code: str | None) -> None:
    if code:
        assert values.country(text) == code
    else:
        with pytest.raises(ValueError, match="is not a country"):
            values.country(text)


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (values.truth, "Ja", True),
        (values.truth, "x", True),
        (values.truth, "FALSE", False),
        (values.integer(decimal="auto"), "1.000.000", 1_000_000),
        (values.day(["%d.%m.%Y"]), "3.4.1980", "1980-04-03"),
    ],
)
def test_other_values(read: Callable[[str], Any], text: str, expected: Any) -> None:
    assert read(text) == expected


def test_what_is_no_whole_number_is_refused() -> None:
    for text in ("1,5", "99.999.999.999", "many"):
        with pytest.raises(ValueError, match="not a whole number"):
            values.integer(decimal="auto")(text)
    with pytest.raises(ValueError, match="neither yes nor no"):
        values.truth("maybe")
    with pytest.raises(ValueError, match=r"longer than 2,000 characters"):
        values.text("x" * 2001)
