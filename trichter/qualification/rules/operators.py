"""How operands are compared: each operator once, with the types it is for and the words by which it is read.

One semantics of the unknown for all: an operator holds only for what is known, and one that negates another holds
exactly where that does not, for the unknown too (`negates`). So “is not X” includes everybody of whom we do not know.
"""

from dataclasses import dataclass
from enum import StrEnum

from trichter.kernel.words import Words
from trichter.qualification.rules.types import Type


class Takes(StrEnum):
    """What stands behind an operator."""

    NOTHING = "nothing"
    ONE = "one"
    TWO = "two"
    LIST = "list"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Operator:
    """`key` is what stands in a rule's text and in its JSON form. `says` reads as a sentence, the operand before it
    and its value behind it (`%s`). `negates` is the operator whose opposite this one is."""

    key: str
    says: Words
    types: frozenset[Type]
    takes: Takes
    negates: str | None = None


_WHEN = frozenset({Type.DATE, Type.TIME})
_NUMBER = frozenset({Type.NUMBER, Type.MONEY})
_TEXT = frozenset({Type.TEXT})
_MANY = frozenset({Type.MANY})
_PLACE = frozenset({Type.PLACE})
_ONE_OF = frozenset({Type.CHOICE, Type.STEP})
_RANKED = _NUMBER | {Type.STEP}
_ALL = frozenset(Type)


def _both(
    types: frozenset[Type], takes: Takes, keys: tuple[str, str], en: tuple[str, str], de: tuple[str, str]
) -> tuple[Operator, Operator]:
    """An operator and its opposite."""
    held = Operator(keys[0], Words(en[0], de[0]), types, takes)
    return held, Operator(keys[1], Words(en[1], de[1]), types, takes, negates=keys[0])


def _one(types: frozenset[Type], takes: Takes, key: str, en: str, de: str) -> Operator:
    return Operator(key, Words(en, de), types, takes)


_DECLARED = (
    *_both(
        _TEXT | _NUMBER | _ONE_OF | {Type.FLAG},
        Takes.ONE,
        ("is", "is not"),
        ("is %s", "is not %s"),
        ("ist %s", "ist nicht %s"),
    ),
    *_both(
        _TEXT | _NUMBER | _ONE_OF,
        Takes.LIST,
        ("is any of", "is none of"),
        ("is one of %s", "is none of %s"),
        ("ist eines von %s", "ist keines von %s"),
    ),
    *_both(
        _MANY,
        Takes.LIST,
        ("has any of", "has none of"),
        ("has one of %s", "has none of %s"),
        ("hat eines von %s", "hat keines von %s"),
    ),
    *_both(
        _MANY,
        Takes.LIST,
        ("has all of", "lacks any of"),
        ("has all of %s", "lacks one of %s"),
        ("hat alle von %s", "hat nicht alle von %s"),
    ),
    *_both(
        _TEXT,
        Takes.ONE,
        ("contains", "does not contain"),
        ("contains %s", "does not contain %s"),
        ("enthält %s", "enthält nicht %s"),
    ),
    *_both(
        _TEXT,
        Takes.ONE,
        ("starts with", "does not start with"),
        ("starts with %s", "does not start with %s"),
        ("beginnt mit %s", "beginnt nicht mit %s"),
    ),
    *_both(
        _TEXT,
        Takes.ONE,
        ("ends with", "does not end with"),
        ("ends with %s", "does not end with %s"),
        ("endet mit %s", "endet nicht mit %s"),
    ),
    *_both(
        _TEXT,
        Takes.ONE,
        ("matches", "does not match"),
        ("looks like %s", "does not look like %s"),
        ("sieht aus wie %s", "sieht nicht aus wie %s"),
    ),
    _one(_RANKED, Takes.ONE, "at least", "is at least %s", "ist mindestens %s"),
    _one(_RANKED, Takes.ONE, "less than", "is less than %s", "ist weniger als %s"),
    _one(_RANKED, Takes.ONE, "at most", "is at most %s", "ist höchstens %s"),
    _one(_RANKED, Takes.ONE, "more than", "is more than %s", "ist mehr als %s"),
    *_both(
        _NUMBER | _WHEN,
        Takes.TWO,
        ("between", "not between"),
        ("is between %s and %s", "is not between %s and %s"),
        ("liegt zwischen %s und %s", "liegt nicht zwischen %s und %s"),
    ),
    *_both(_WHEN, Takes.ONE, ("on", "not on"), ("is on %s", "is not on %s"), ("ist am %s", "ist nicht am %s")),
    _one(_WHEN, Takes.ONE, "before", "is before %s", "liegt vor %s"),
    _one(_WHEN, Takes.ONE, "after", "is after %s", "liegt nach %s"),
    *_both(
        _WHEN,
        Takes.LENGTH,
        ("in the last", "not in the last"),
        ("was in the last %s", "was not in the last %s"),
        ("war in den letzten %s", "war nicht in den letzten %s"),
    ),
    *_both(
        _WHEN,
        Takes.LENGTH,
        ("in the next", "not in the next"),
        ("is in the next %s", "is not in the next %s"),
        ("ist in den nächsten %s", "ist nicht in den nächsten %s"),
    ),
    *_both(
        _WHEN,
        Takes.LENGTH,
        ("recurs in the next", "does not recur in the next"),
        ("comes round in the next %s", "does not come round in the next %s"),
        ("jährt sich in den nächsten %s", "jährt sich nicht in den nächsten %s"),
    ),
    *_both(
        _PLACE,
        Takes.LIST,
        ("is in", "is not in"),
        ("is in %s", "is not in %s"),
        ("liegt in %s", "liegt nicht in %s"),
    ),
    _one(_ALL, Takes.NOTHING, "is known", "is known", "ist bekannt"),
    _one(_ALL, Takes.NOTHING, "is unknown", "is not known", "ist nicht bekannt"),
)

OPERATORS = {operator.key: operator for operator in _DECLARED}
"""All operators by key, in the order in which they are offered."""


def operators_of(kind: Type) -> tuple[Operator, ...]:
    """Those that an operand of the type has."""
    return tuple(operator for operator in OPERATORS.values() if kind in operator.types)
