"""Which variant a reader sees: the first that fits, by what they have read and by what is known of the person.

What a collector asks the database for each reader is written once for each version of a slot, and prepared there.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import structlog

from trichter.generation.tracking.contents import Contents
from trichter.generation.tracking.events import path_of
from trichter.generation.tracking.slots.content import Audience, Content, Variant, rule_of
from trichter.qualification.rules.asking import Compiled
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Rule

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What the pages that somebody has looked at are about."""

    phases: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    @classmethod
    def of(cls, urls: Iterable[str], contents: Contents) -> "Read":
        """By the paths of these pages."""
        about = [contents.of(path) for path in {path_of(url) for url in urls}]
        phases = frozenset(one.phase for one in about if one.phase)
        return cls(phases, frozenset(topic.casefold() for one in about for topic in one.topics))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: `has_agreed` to be known by a browser's id, and by it perhaps known as a person.

    `holding` are the numbers of the variants whose rules hold for that person.
    """

    has_agreed: bool = False
    is_known: bool = False
    read: Read = field(default_factory=Read)
    holding: Collection[int] = ()


def chosen(content: Content, reader: Reader, *, today: date) -> Variant | None:
    """The first that fits; None leaves what stands there."""
    return next((one for one in content if is_due(one, today) and fits(one, reader)), None)


def is_due(variant: Variant, today: date) -> bool:
    """Whether it may be shown at all on that day."""
    has_begun = variant.since is None or variant.since <= today
    return variant.is_on and has_begun and (variant.until is None or today <= variant.until)


def fits(variant: Variant, reader: Reader) -> bool:
    """Whether it is for this reader. Without their agreement only what is for everybody is (LAW 5.1)."""
    if variant.audience is Audience.ALL:
        return True
    if not reader.has_agreed:
        return False
    if variant.audience is Audience.READERS:
        has_phase = not variant.phase or variant.phase in reader.read.phases
        wanted = {topic.casefold() for topic in variant.topics}
        return has_phase and (not wanted or bool(wanted & reader.read.topics))
    return reader.is_known and variant.number in reader.holding


class Rules:
    """The rules of a slot, as they are asked of one person. A rule that cannot be asked any more holds for nobody."""

    def __init__(self, content: Content, vocabulary: Vocabulary | None = None) -> None:
        rules, self._always = _rules(content)
        self._compiled = Compiled(rules, vocabulary or Vocabulary()) if rules else None

    def statement(self, contact: int, now: datetime) -> tuple[str, Sequence[Any]] | None:
        """What is asked of the database, with its values in the order of `$1`, `$2`; None if nothing is."""
        return self._compiled.statement([contact], now) if self._compiled else None

    def holding(self, rows: Sequence[tuple[int, Sequence[bool]]]) -> frozenset[int]:
        """The numbers of the variants that the answer to it holds for."""
        keys = self._compiled.keys if self._compiled else []
        held = {key for _contact, holds in rows for key, is_so in zip(keys, holds, strict=True) if is_so}
        return frozenset(held | self._always)

    def held(self, contact: int, now: datetime) -> frozenset[int]:
        """The same, asked here and now."""
        keys = (
            {key for _contact, keys in self._compiled.asked([contact], now)() for key in keys}
            if self._compiled
            else set()
        )
        return frozenset(keys | self._always)


def _rules(content: Content) -> tuple[dict[int, Rule], set[int]]:
    """By the variants' numbers; and those that are for all known people."""
    rules: dict[int, Rule] = {}
    always: set[int] = set()
    for one in content:
        if one.audience is not Audience.PEOPLE:
            continue
        try:
            rule = rule_of(one)
        except BadRule as error:
            _log.warning("variant cannot be asked", variant=one.number, problem=type(error).__name__)
            continue
        if rule is None:
            always.add(one.number)
        else:
            rules[one.number] = rule
    return rules, always
