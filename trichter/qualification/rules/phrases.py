"""What stands in the sentence of a rule: values, lists and times in the words of the active language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language

from trichter.kernel.words import Words
from trichter.qualification.rules.operators import OPERATORS, Takes
from trichter.qualification.rules.spans import Day, Distance, Length, Period, Unit
from trichter.qualification.rules.tree import Value

Options = Mapping[str, str]
"""What the keys of a choice are called."""


def say(en: str, de: str, *parts: object) -> str:
    """One of two patterns, filled if there is anything to fill it with."""
    pattern = str(Words(en, de))
    return pattern % parts if parts else pattern


def joined(parts: Sequence[str], en: str, de: str) -> str:
    """“A, B or C”."""
    last = f" {Words(en, de)} "
    return last.join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def quoted(text: str) -> str:
    """In the quotation marks of the language."""
    return say("“%s”", "„%s“", text)


_READABLE = 10**15


def number(value: float) -> str:
    """With the separators of the language, and no digit lost; what nobody can read is left as it stands."""
    if abs(value) >= _READABLE:
        return str(value)
    return str(format_decimal(value, locale=_locale(), decimal_quantization=False))


def value(given: Value, options: Options) -> str:
    """A value as one says it."""
    match given:
        case bool():
            return say("yes", "ja") if given else say("no", "nein")
        case str():
            return options.get(given) or quoted(given)
        case int() | float():
            named = options.get(str(given))
            return quoted(named) if named else number(given)
        case Length():
            return _length(given)
        case _:
            return at(given)


def compared(operator: str, values: Sequence[Any], options: Options) -> str:
    """What is said of an operand: “is at least 50”. Whatever a rule may hold, it is said somehow."""
    if operator in ("is", "is not") and len(values) == 1 and isinstance(values[0], bool):
        holds = values[0] == (operator == "is")
        return say("applies", "trifft zu") if holds else say("does not apply", "trifft nicht zu")
    if (told := when(operator, values)) is not None:
        return _verb(operator) % told
    said = [value(one, options) for one in values]
    if operator in _LISTED:
        words, en, de = _LISTED[operator]
        return str(words) % joined(said, en, de)
    pattern = str(OPERATORS[operator].says) if operator in OPERATORS else ""
    if not pattern or pattern.count("%s") != len(said):
        return f"{operator} {', '.join(said)}".rstrip()
    return pattern % tuple(said)


_LISTED = {
    "is any of": (Words("is %s", "ist %s"), "or", "oder"),
    "is none of": (Words("is not %s", "ist nicht %s"), "or", "oder"),
    "has any of": (Words("has %s", "hat %s"), "or", "oder"),
    "has none of": (Words("has none of %s", "hat keines von %s"), "and", "und"),
    "has all of": (Words("has %s", "hat %s"), "and", "und"),
    "lacks any of": (Words("does not have all of %s", "hat nicht alle von %s"), "and", "und"),
    "is in": (Words("is in %s", "liegt in %s"), "or", "oder"),
    "is not in": (Words("is not in %s", "liegt nicht in %s"), "or", "oder"),
}


def _verb(operator: str) -> str:
    if operator == "recurs in the next":
        return str(Words("comes round %s", "jährt sich %s"))
    if operator == "does not recur in the next":
        return str(Words("does not come round %s", "jährt sich nicht %s"))
    declared = OPERATORS[operator]
    return str(Words("is not %s", "liegt nicht %s") if declared.negates else Words("is %s", "liegt %s"))


def when(operator: str, values: Sequence[Any]) -> str | None:
    """The time that an operator and its values mean: “in the last 30 days”. None if it compares no times."""
    declared = OPERATORS.get(operator)
    if declared is None or not all(isinstance(one, Day | Period | Distance | Length) for one in values):
        return None
    if declared.takes == Takes.LENGTH and len(values) == 1:
        return _stretch(values[0], is_ahead=operator.endswith("next"))
    if operator in ("between", "not between") and len(values) == 2:
        return say("from %s to %s", "von %s bis %s", _bound(values[0]), _bound(values[1]))
    if operator in ("on", "not on", "before", "after") and len(values) == 1:
        return _TIMED[operator](values[0])
    return None


def at(span: Any) -> str:
    """When something is: “today”, “30 days ago”, “on 1 March 2026”."""
    match span:
        case Day():
            return say("on %s", "am %s", _date(span.day))
        case Period():
            return _period(span, dative=False)
        case Distance():
            length = _length(Length(length=span.distance, unit=span.unit))
            return say("in %s", "in %s", length) if span.is_ahead else say("%s ago", "vor %s", length)
        case _:
            return str(span)


def _before(span: Any) -> str:
    if isinstance(span, Distance):
        return say("earlier than %s", "früher als %s", at(span))
    return say("before %s", "vor %s", _named(span))


def _after(span: Any) -> str:
    if isinstance(span, Distance):
        return say("later than %s", "später als %s", at(span))
    return say("after %s", "nach %s", _named(span))


_TIMED = {"on": at, "not on": at, "before": _before, "after": _after}


def _named(span: Any) -> str:
    """Behind a preposition."""
    if isinstance(span, Day):
        return say("%s", "dem %s", _date(span.day))
    return _period(span, dative=True)


def _bound(span: Any) -> str:
    if isinstance(span, Day):
        return say("%s", "%s", _date(span.day))
    return at(span) if isinstance(span, Distance) else _period(span, dative=True)


_DAYS = {0: Words("today", "heute"), -1: Words("yesterday", "gestern"), 1: Words("tomorrow", "morgen")}
_SHIFTS = {0: Words("this", "dies"), -1: Words("last", "letzt"), 1: Words("next", "nächst")}
_ENDINGS = {
    (Unit.WEEK, False): "e", (Unit.WEEK, True): "er",
    (Unit.MONTH, False): "en", (Unit.MONTH, True): "em",
    (Unit.YEAR, False): "es", (Unit.YEAR, True): "em",
}  # fmt: skip


def _period(span: Period, *, dative: bool) -> str:
    if span.period == Unit.DAY:
        return str(_DAYS[span.shift])
    unit = _UNITS[span.period][0]
    return say("%s %s", "%s%s %s", *_only(_SHIFTS[span.shift], _ENDINGS[span.period, dative]), unit)


def _only(word: Words, ending: str) -> tuple[str, ...]:
    """German bends the word, English does not."""
    return (str(word), ending) if _locale() == "de" else (str(word),)


_UNITS = {
    Unit.MINUTE: (Words("minute", "Minute"), Words("minutes", "Minuten")),
    Unit.HOUR: (Words("hour", "Stunde"), Words("hours", "Stunden")),
    Unit.DAY: (Words("day", "Tag"), Words("days", "Tagen")),
    Unit.WEEK: (Words("week", "Woche"), Words("weeks", "Wochen")),
    Unit.MONTH: (Words("month", "Monat"), Words("months", "Monaten")),
    Unit.YEAR: (Words("year", "Jahr"), Words("years", "Jahren")),
}
"""One, and several as they stand behind “vor”, “in” and “in den letzten”."""
_FEMININE = frozenset({Unit.MINUTE, Unit.HOUR, Unit.WEEK})


def _length(length: Length) -> str:
    """Behind “vor” and “in”: “einem Tag”, “30 Tagen”."""
    one, several = _UNITS[length.unit]
    if length.length == 1:
        return say("1 %s", "einer %s" if length.unit in _FEMININE else "einem %s", one)
    return f"{number(length.length)} {several}"


def _stretch(length: Length, *, is_ahead: bool) -> str:
    which = Words("next", "nächsten") if is_ahead else Words("last", "letzten")
    if length.length == 1:
        one = str(_UNITS[length.unit][0])
        german = f"der {which} {one}" if length.unit in _FEMININE else f"des {which} {_GENITIVE.get(length.unit, one)}"
        return say("within the %s", "innerhalb %s", german if _locale() == "de" else f"{which} {one}")
    return say("in the %s %s", "in den %s %s", which, _length(length))


_GENITIVE = {Unit.DAY: "Tages", Unit.MONTH: "Monats", Unit.YEAR: "Jahres"}


def _date(day: date) -> str:
    return str(format_date(day, "long", locale="de" if _locale() == "de" else "en_GB"))


def _locale() -> str:
    return "de" if (get_language() or "").startswith("de") else "en"
