"""How numbers, shares and times read for the person who looks at them: in their language and their time zone."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, Protocol

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal, format_percent
from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from trichter.kernel import clock

register = template.Library()

# English readers here work in a European firm: the day stands before the month, the clock has 24 hours.
LOCALES = {"de": Locale("de"), "en": Locale("en", "GB")}
SHORT = {"de": "d. MMM", "en": "d MMM"}
FULL = {"de": "d. MMMM", "en": "d MMMM"}
NONE = "–"
_WHOLE = {"de": "#,##0 ¤", "en": "¤#,##0"}


def language() -> str:
    """The language of this request, of those we have formats for."""
    code = (get_language() or "")[:2]
    return code if code in LOCALES else "en"


def _locale() -> Locale:
    return LOCALES[language()]


def today() -> date:
    """The day it is for the person who looks."""
    return timezone.localdate(clock.now())


@register.filter
def count(number: int | Literal[""] | None) -> str:
    """18640 as `18.640`, and a dash for what was not measured; a template gives "" for what belongs to nothing."""
    return NONE if number is None or number == "" else format_decimal(number, locale=_locale())


@register.filter
def signed(points: float, digits: int = 0) -> str:
    """23.96 as `+24`, or with one digit as `+24,0`; what is less than nothing with a minus."""
    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    number = format_decimal(abs(points), format=pattern, locale=_locale())
    return f"{'−' if points < 0 else '+'}{number}"


@register.filter
def percent(share: float | None) -> str:
    """0.468 as `46,8 %`, and a dash for what was not measured."""
    if share is None:
        return NONE
    pattern = _locale().percent_formats[None].pattern.replace("##0", "##0.0")
    return format_percent(share, pattern, locale=_locale())


@register.filter
def euros(cents: int | None) -> str:
    """6308 as `63,08 €`, 2640000 as `26.400 €`, and a dash for nothing that was noted."""
    return money(cents, "EUR")


@register.filter
def money(cents: int | None, currency: str) -> str:
    """The same in any currency."""
    if not cents:
        return NONE
    amount = Decimal(cents) / 100
    return format_currency(
        amount,
        currency,
        locale=_locale(),
        format=None if cents % 100 else _WHOLE[language()],
        currency_digits=bool(cents % 100),
    )


@register.filter
def minus(number: float, other: float) -> float:
    """The difference of two numbers."""
    return number - other


@register.filter
def points(difference: float) -> str:
    """A difference of two shares in percentage points, without its sign: the arrow beside it says that."""
    number = format_decimal(abs(difference) * 100, "0.0", locale=_locale())
    return pgettext("percentage points", "%(number)s pp") % {"number": number}


@register.filter
def phone(number: str) -> str:
    """+4923315550142 as `+49 2331 5550142`; what is no number stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


@register.filter
def short_day(moment: date) -> str:
    """`3. Nov.`, with the year if it is not this one."""
    day = _local_day(moment)
    return _written(day, SHORT, year=day.year != today().year)


@register.filter
def long_day(moment: date) -> str:
    """`3. November 2026`."""
    return _written(_local_day(moment), FULL, year=True)


@register.filter
def day_heading(day: date) -> str:
    """`Heute, 17. November`, `Freitag, 13. November`, `Mittwoch, 3. Dezember 2025`."""
    near = {today(): gettext("Today"), today() - timedelta(days=1): gettext("Yesterday")}
    name = near.get(day) or format_date(day, "EEEE", locale=_locale())
    return f"{name}, {_written(day, FULL, year=day.year != today().year)}"


@register.filter
def time_of_day(moment: datetime) -> str:
    """`09:14`."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def moment(value: datetime) -> str:
    """`3. Nov. 2026, 09:14`."""
    return f"{_written(_local_day(value), SHORT, year=True)}, {time_of_day(value)}"


@register.filter
def ago(value: datetime) -> str:
    """How long ago, as people say it: `vor 40 Min`, `heute, 08:10`, `gestern`, `3. Nov.`."""
    minutes = (clock.now() - value) // timedelta(minutes=1)
    day = _local_day(value)
    if 0 <= minutes < 60:
        return gettext("%(minutes)s min ago") % {"minutes": minutes} if minutes else gettext("just now")
    if day == today():
        return gettext("today, %(time)s") % {"time": time_of_day(value)}
    return gettext("yesterday") if day == today() - timedelta(days=1) else short_day(value)


class _Countdown(Protocol):
    """Working time until a deadline, or since it."""

    @property
    def state(self) -> str: ...
    @property
    def minutes(self) -> int: ...


@register.filter
def time_left(countdown: _Countdown) -> str:
    """`noch 24 Min`, `noch 1 h 14`, `12 Min überfällig`: of working time."""
    long = hours_and_minutes(countdown.minutes)
    if countdown.state == "over":
        return pgettext("deadline", "%(long)s overdue") % {"long": long}
    return pgettext("deadline", "%(long)s left") % {"long": long}


@register.filter
def hours_and_minutes(minutes: int) -> str:
    """`24 Min`, `1 h 14`, `120 h`."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return pgettext("deadline", "%(minutes)s min") % {"minutes": rest}
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


@register.filter
def long(minutes: int | None) -> str:
    """The same, and a dash for what was not measured; days from two on."""
    if minutes is None:
        return NONE
    days = minutes // (24 * 60)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days > 1 else hours_and_minutes(minutes)


@register.filter
def due(moment: datetime) -> str:
    """`11:08` of today, else `24. Nov., 11:08`."""
    if _local_day(moment) == today():
        return time_of_day(moment)
    return f"{short_day(moment)}, {time_of_day(moment)}"


@register.filter
def span_until(since: date, until: date) -> str:
    """`20. Aug. – 17. Nov. 2026`, both days included."""
    return format_interval(since, until, "yMMMd", locale=_locale()).replace("\u2009", " ")


def _local_day(value: date) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


def _written(day: date, patterns: dict[str, str], *, year: bool) -> str:
    code = language()
    return _in_words(day.year, day.month, day.day, patterns[code] + (" y" if year else ""), code)


@lru_cache(maxsize=10_000)
def _in_words(year: int, month: int, day: int, pattern: str, code: str) -> str:
    """A page of a list writes a hundred days, and most of them twice."""
    return format_date(date(year, month, day), pattern, locale=LOCALES[code])
