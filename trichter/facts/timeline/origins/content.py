"""Rules of channels as they are written down: what a visit's link or the page before has to say, and what follows."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins.patterns import Matcher, checked, hosts, words

PARTS = ("medium", "source", "campaign", "click", "host")
"""What a rule can ask of a visit: three of the link's UTM parameters, names of click ids, and the page before."""
MOST = 300
"""Rules of a house; patterns of a part."""

Pattern = Annotated[str, AfterValidator(checked)]
Patterns = Annotated[tuple[Pattern, ...], Field(max_length=MOST)]


class Rule(BaseModel):
    """Where every part that it names fits by one of its patterns, the visit came by `channel`.

    `name` is what the house calls it; `counts_for` is the campaign of such visits whose link names none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(min_length=1, max_length=80)]
    channel: Channel
    name: Annotated[str, Field(max_length=200)] = ""
    medium: Patterns = ()
    source: Patterns = ()
    campaign: Patterns = ()
    click: Patterns = ()
    host: Patterns = ()
    counts_for: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not any(getattr(self, part) for part in PARTS):
            raise ValueError("a rule asks something of a visit")
        return self

    @cached_property
    def matchers(self) -> tuple[tuple[str, Matcher], ...]:
        """What each part it names has to fit."""
        told = ((part, getattr(self, part)) for part in PARTS)
        return tuple((part, (hosts if part == "host" else words)(patterns)) for part, patterns in told if patterns)


class Changes(BaseModel):
    """How a house's rules differ from those that come with Trichter: this is what a version holds.

    In `rules` one that comes with it stands by its key alone, so that a later release may teach it more; `without`
    names those that the house has removed. What a later release brings along takes its place by itself (`effective`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: Annotated[tuple[str | Rule, ...], Field(max_length=MOST)] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Rules:
    """Rules in the order in which they are asked: the first that fits decides. Compared as the one object it is."""

    rules: tuple[Rule, ...]
    version: int = 0

    @cached_property
    def by_key(self) -> dict[str, Rule]:
        """Each by its key."""
        return {rule.key: rule for rule in self.rules}


def effective(changes: Changes, shipped: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """All rules that hold: those that a release has brought since stand behind the one that they followed in it."""
    known = {rule.key: rule for rule in shipped}
    given = (known.get(one) if isinstance(one, str) else one for one in changes.rules)
    found = [rule for rule in given if rule is not None]
    before = ""
    for rule in shipped:
        present = [one.key for one in found]
        if rule.key not in present and rule.key not in changes.without:
            found.insert(present.index(before) + 1 if before in present else 0, rule)
        before = rule.key if rule.key not in changes.without else before
    return tuple(found)


def changes(rules: tuple[Rule, ...], shipped: tuple[Rule, ...]) -> Changes:
    """How these differ from those that come with Trichter."""
    known, present = {rule.key: rule for rule in shipped}, {rule.key for rule in rules}
    told = tuple(rule.key if known.get(rule.key) == rule else rule for rule in rules)
    return Changes(rules=told, without=tuple(key for key in known if key not in present))


def split(text: str) -> tuple[str, ...]:
    """Patterns as a person lists them, by commas or lines."""
    return tuple(dict.fromkeys(filter(None, (one.strip() for one in re.split(r"[,\n;]+", text)))))
