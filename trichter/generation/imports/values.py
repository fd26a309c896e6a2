"""Cells into values: each function reads a text as people write it, or says in a sentence why it cannot.

A cell that came typed from a spreadsheet is taken by its value; a text is never guessed where it has two meanings.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.fields import COUNTRIES, LONGEST
from trichter.generation.imports.cells import Typed
from trichter.kernel import clock
from trichter.kernel.text import fold

TOO_LONG = _("longer than 2,000 characters")
NOT_A_DATE = _("“%(given)s” is not a day that exists, or it is written in another way than expected")
IN_THE_FUTURE = _("“%(given)s” lies in the future")
TOO_LONG_AGO = _("“%(given)s” lies before 1900")
NOT_A_NUMBER = _("“%(given)s” is not a number")
NOT_WHOLE = _("“%(given)s” is not a whole number")
NOT_MONEY = _("“%(given)s” is not an amount of money")
TWO_MEANINGS = _("“%(given)s” can be read in two ways; say in the profile what the decimal mark is")
NEITHER_YES_NOR_NO = _("“%(given)s” is neither yes nor no")
NOT_A_COUNTRY = _("“%(given)s” is not a country")

_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([.,][0-9]{3})+")
_BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009'’")
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[€$£])\s*|\s*(?:[A-Z]{3}|[€$£])$")
_NUMBERS = {
    "d": r"(?P<day>\d{1,2})", "m": r"(?P<month>\d{1,2})", "Y": r"(?P<year>\d{4})",
    "H": r"(?P<hour>\d{1,2})", "M": r"(?P<minute>\d{1,2})", "S": r"(?P<second>\d{1,2})",
}  # fmt: skip
_YES = frozenset({"1", "true", "yes", "y", "ja", "j", "x", "wahr"})
_NO = frozenset({"0", "false", "no", "n", "nein", "falsch"})
_OTHER_COUNTRY_NAMES = {
    "a": "AT", "brd": "DE", "d": "DE", "england": "GB", "holland": "NL", "tschechien": "CZ", "uk": "GB", "usa": "US",
    "united states of america": "US", "vereinigte staaten von amerika": "US", "great britain": "GB",
}  # fmt: skip


def text(cell: str) -> str:
    """Any text that is no novel."""
    if len(cell) > LONGEST:
        raise ValueError(TOO_LONG)
    return str(cell).replace("\x00", "")


def moment(formats: Sequence[str], *, zone: str) -> Callable[[str], datetime]:
    """Reads points in time as ISO 8601 or in one of `formats` (as strptime has them), in UTC."""
    parse, place = _parser(formats), ZoneInfo(zone)
    latest, earliest = clock.now() + clock.AHEAD, datetime(1900, 1, 1, tzinfo=UTC)

    @lru_cache(maxsize=8192)
    def read(text: str) -> datetime:
        found = parse(text)
        found = (found if found.tzinfo else found.replace(tzinfo=place)).astimezone(UTC)
        if earliest <= found <= latest:
            return found
        raise ValueError((IN_THE_FUTURE if found > latest else TOO_LONG_AGO) % {"given": text})

    return lambda cell: read(_iso(cell))


def day(formats: Sequence[str]) -> Callable[[str], str]:
    """Reads days, as ISO 8601 or in one of `formats`, into ISO 8601."""
    parse = _parser(formats)

    @lru_cache(maxsize=8192)
    def read(text: str) -> str:
        return parse(text).date().isoformat()

    return lambda cell: read(_iso(cell))


def _iso(cell: str) -> str:
    return cell.value.isoformat() if isinstance(cell, Typed) and isinstance(cell.value, date) else str(cell)


def _parser(formats: Sequence[str]) -> Callable[[str], datetime]:
    readers = [_reader(form) for form in formats]

    def parse(text: str) -> datetime:
        for read in (datetime.fromisoformat, *readers) if text[4:5] == "-" else readers:
            try:
                return read(text)
            except ValueError:
                continue
        raise ValueError(NOT_A_DATE % {"given": text})

    return parse


def _reader(form: str) -> Callable[[str], datetime]:
    """One format as a function; nearly all hold numbers alone, which a pattern reads six times as fast."""
    if "%B" in form:
        numbered = _reader(form.replace("%B", "%m"))
        return lambda text: numbered(_MONTH.sub(_number_of_month, text))
    if not re.fullmatch(r"(%[dmYHMS]|[^%])+", form):
        return lambda text: _this_century(datetime.strptime(text, form), form)  # noqa: DTZ007 the caller knows the zone
    named = re.sub(r"%([dmYHMS])", lambda found: _NUMBERS[found[1]], re.escape(form).replace("\\%", "%"))
    pattern = re.compile(named, re.ASCII)

    def read(text: str) -> datetime:
        if not (found := pattern.fullmatch(text)):
            raise ValueError(text)
        parts = {name: int(value) for name, value in found.groupdict().items()}
        return datetime(**{"year": 1900, "month": 1, "day": 1} | parts)  # type: ignore[arg-type]  # noqa: DTZ001 the same

    return read


def _this_century(found: datetime, form: str) -> datetime:
    """Two digits of a year mean one that has been: 62 is 1962."""
    is_ahead = "%y" in form and found.year > clock.now().year
    return found.replace(year=found.year - 100) if is_ahead else found


_MONTH = re.compile(r"[^\W\d_]{3,}\.?")


def _number_of_month(found: re.Match[str]) -> str:
    return str(_months().get(fold(found[0].rstrip("."))) or found[0])


@cache
def _months() -> dict[str, int]:
    """Names of months in German and English, in full and short."""
    return {
        fold(name).rstrip("."): number
        for language in ("de", "en")
        for width in ("wide", "abbreviated")
        for number, name in Locale(language).months["format"][width].items()
    }


def number(*, decimal: str) -> Callable[[str], int | float]:
    """Reads numbers whose decimal mark is `decimal`: a comma, a point, or `auto`."""

    def of(cell: str) -> int | float:
        found = _decimal(cell, decimal, NOT_A_NUMBER)
        return int(found) if found == found.to_integral_value() else float(found)

    return of


def integer(*, decimal: str) -> Callable[[str], int]:
    """Reads whole numbers."""

    def of(cell: str) -> int:
        is_grouped = decimal == "auto" and _THOUSANDS.fullmatch(cell)  # 1.200 can be whole in one way only
        found = _decimal(re.sub(r"[.,]", "", cell) if is_grouped else cell, decimal, NOT_WHOLE)
        if found != found.to_integral_value() or abs(found) >= 2**31:
            raise ValueError(NOT_WHOLE % {"given": cell})
        return int(found)

    return of


def money(*, decimal: str) -> Callable[[str], int]:
    """Reads amounts into cents; a currency before or after them is left out."""

    def of(cell: str) -> int:
        bare = cell if isinstance(cell, Typed) else _CURRENCY.sub("", cell)
        cents = _decimal(bare, decimal, NOT_MONEY) * 100
        if isinstance(cell, Typed):
            cents = round(cents, 6)
        if cents != cents.to_integral_value() or abs(cents) > 10**15:
            raise ValueError(NOT_MONEY % {"given": cell})
        return int(cents)

    return of


def _decimal(cell: str, mark: str, complaint: Any) -> Decimal:
    if isinstance(cell, Typed):
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            return Decimal(repr(cell.value))
        raise ValueError(complaint % {"given": cell})
    text = cell.translate(_BLANKS)
    if not _NUMBER.fullmatch(text):
        raise ValueError(complaint % {"given": cell})
    found = _mark(text, cell) if mark == "auto" else mark
    whole, _, rest = text.partition(found)
    grouping = "." if found == "," else ","
    first, *groups = whole.lstrip("+-").split(grouping)
    if (groups and len(first) > 3) or any(len(group) != 3 for group in groups) or not (rest + "0").isdecimal():
        raise ValueError(complaint % {"given": cell})
    return Decimal(f"{whole.replace(grouping, '')}.{rest or 0}")


def _mark(text: str, cell: str) -> str:
    """The decimal mark of one number: the last mark, unless it stands there again or could part thousands."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return max(".,", key=text.rfind)
    mark, count = (",", commas) if commas else (".", points)
    if count > 1:
        return "." if mark == "," else ","
    if count and len(text.partition(mark)[2]) == 3 and text.lstrip("+-0")[:1] not in (mark, ""):
        raise ValueError(TWO_MEANINGS % {"given": cell})
    return mark


def truth(cell: str) -> bool:
    """Reads yes and no."""
    word = cell.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(NEITHER_YES_NOR_NO % {"given": cell})


@lru_cache(maxsize=4096)
def country(cell: str) -> str:
    """Reads a country, by code or by its German or English name, into its ISO 3166-1 code."""
    code = cell.upper()
    if code in COUNTRIES:
        return code
    try:
        return _countries()[fold(cell)]
    except KeyError:
        raise ValueError(NOT_A_COUNTRY % {"given": cell}) from None


@cache
def _countries() -> dict[str, str]:
    names = {
        fold(name): code
        for language in ("en", "de")
        for code, name in Locale(language).territories.items()
        if code in COUNTRIES
    }
    return names | _OTHER_COUNTRY_NAMES
