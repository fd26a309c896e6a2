"""Numbers as people type them, in the language in which they read."""

import re
from decimal import Decimal

from babel.numbers import NumberFormatError, get_decimal_symbol, parse_decimal

LONGEST = 30
_LIKE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def parsed(text: str, language: str) -> Decimal:
    """`1.234,5` in German, `1,234.5` in English; a lone separator that groups nothing parts the decimals anywhere.

    Raises `NumberFormatError` and `ArithmeticError`.
    """
    squeezed = _squeezed(text)
    if len(squeezed) > LONGEST or not all(character in "0123456789.,+-" for character in squeezed):
        raise NumberFormatError(text)
    try:
        return parse_decimal(squeezed, locale=language, strict=True)
    except NumberFormatError:
        return Decimal(squeezed.replace(",", "."))


def is_ambiguous(text: str, language: str) -> bool:
    """Whether others read thousands where the language reads decimals: `12,000` in German, `12.000` in English."""
    squeezed = _squeezed(text)
    return bool(_LIKE_THOUSANDS.fullmatch(squeezed)) and get_decimal_symbol(language) in squeezed


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("’", "").replace("'", "")
