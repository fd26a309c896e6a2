"""Numbers are read in the language of whoever types them, and what others would read otherwise is known."""

from decimal import Decimal

import pytest
from babel.numbers import NumberFormatError

from trichter.kernel.decimals import is_ambiguous, parsed


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("12.000", "de", "12000"),
        ("12,5", "de", "12.5"),
        ("12.5", "de", "12.5"),
        ("1.234.567,89", "de", "1234567.89"),
        ("12,000", "en", "12000"),
        ("12’000", "de", "12000"),
        ("-1 250", "de", "-1250"),
    ],
)
def test_separators_mean_what_they_mean_in_the_language(text: str, language: str, number: str) -> None:
    assert parsed(text, language) == Decimal(number)


@pytest.mark.parametrize("text", ["zwölf", "1e9", "NaN", "9" * 31])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises((NumberFormatError, ArithmeticError)):
        parsed(text, "de")


def test_three_decimals_may_be_thousands() -> None:
    assert [
        text for text in ("12,000", "1,234", "0,125", "12,50", "12.000", "12,0000") if is_ambiguous(text, "de")
    ] == [
        "12,000",
        "1,234",
    ]
    assert is_ambiguous("12.000", "en")
