"""What rules may ask about: each operand is declared once, with its type, its words and where its value stands.

A module `operands` of an app below the spine declares its own; families (custom fields, segments) make theirs from
rows. Scoring rules read facts, stage rules facts and scores, segments all of it: the `level` keeps that order, so that
no rule depends on itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, ClassVar

from django.utils.module_loading import autodiscover_modules

from trichter.kernel.words import Words
from trichter.qualification.rules.problems import UnknownOperand
from trichter.qualification.rules.types import Type


class Level(IntEnum):
    """What an operand is computed from. A rule may read what stands below what it decides."""

    FACT = 1
    SCORE = 2
    STAGE = 3
    SEGMENT = 4


@dataclass(frozen=True, slots=True)
class Relation:
    """Where values stand, joined to contact `c` under the name `alias`.

    With `join`, one row for a person at most: a whole LEFT JOIN. With `rows`, many: a select with a column
    `contact_id`, in which `{among}` is the condition that keeps `contact_id` within the population; operands are
    then aggregates of these rows, and `{now}` is the time in both.
    """

    alias: str
    join: str = ""
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values of a choice; what has an order has a rank, and null stands aside of it."""

    key: str
    label: Words | str
    rank: int | None = None


PERSON = Words("Person", "Person")
"""The group under which an operand is offered, unless it names another."""


@dataclass(frozen=True, slots=True)
class Operand:
    """`value` is SQL, null where it is unknown: a column of `relation`, or an aggregate of its rows.

    `given` are the parameters that it names. `reads` are the sorts of change by which it can become another:
    `kind:page.viewed`, `field:email`, `stage`, `score`. What fades by half in `half_life` seconds stands as the
    instant at which it falls to one point. `otherwise` stands for it where there are no rows. `changing` selects the
    `contact_id`s of those whose value passing time alone changes between `{since}` and `{until}`.
    """

    name: str
    label: Words
    type: Type
    value: str
    reads: frozenset[str]
    relation: Relation | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    options: Callable[[], Sequence[Option]] | None = None
    otherwise: str = ""
    level: Level = Level.FACT
    group: Words = PERSON
    half_life: float | None = None
    changing: str = ""

    def __hash__(self) -> int:
        return hash(self.name)


BARE = ""
"""The prefix of the family whose operands have none: the stages of the customer track."""
Family = Callable[[], Iterable[Operand]]


class _Operands:
    declared: ClassVar[dict[str, Operand]] = {}
    families: ClassVar[dict[str, Family]] = {}
    aliases: ClassVar[dict[str, str]] = {}


def register(*operands: Operand) -> None:
    """Declare operands; declaring one again replaces it."""
    _Operands.declared.update({operand.name: operand for operand in operands})


def register_alias(name: str, meant: str) -> None:
    """Another name that texts may use; it is printed as the operand's own."""
    _Operands.aliases[name] = meant


def register_family(prefix: str, family: Family) -> None:
    """Declare operands `<prefix>.<key>` that are made from rows, read whenever a rule is looked at."""
    _Operands.families[prefix] = family


def declared() -> Iterator[Operand]:
    """Those that every installation has, whatever rows it has."""
    yield from _Operands.declared.values()


def load() -> None:
    """Import the `operands` module of every installed app."""
    autodiscover_modules("operands")


class Vocabulary:
    """All operands as they are now. Families are read once, when one of them is first asked for: keep it for a batch,
    not longer."""

    def __init__(self) -> None:
        self._families: dict[str, dict[str, Operand]] = {}

    def find(self, name: str) -> Operand | None:
        """By its name or an alias; a custom field also by its bare key."""
        name = _Operands.aliases.get(name, name)
        if name in _Operands.declared:
            return _Operands.declared[name]
        prefix, dot, _key = name.partition(".")
        if dot:
            return self._family(prefix).get(name) if prefix in _Operands.families else None
        return self._family(BARE).get(name) or self._family("custom").get(f"custom.{name}")

    @staticmethod
    def declared(name: str) -> Operand | None:
        """Only if it is one that every installation has: nothing is read for that."""
        return _Operands.declared.get(name)

    def named(self, name: str) -> Operand:
        """The operand. Raises `UnknownOperand`."""
        if (operand := self.find(name)) is None:
            raise UnknownOperand(operand=name)
        return operand

    def __iter__(self) -> Iterator[Operand]:
        yield from _Operands.declared.values()
        for prefix in _Operands.families:
            yield from self._family(prefix).values()

    def _family(self, prefix: str) -> dict[str, Operand]:
        if prefix not in self._families:
            family = _Operands.families.get(prefix, tuple)
            self._families[prefix] = {operand.name: operand for operand in family()}
        return self._families[prefix]
