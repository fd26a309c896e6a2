"""Whom a rule finds: how many, by stage and by consent, after each of its conditions, and some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from trichter.facts.consent import signs
from trichter.insight.facets import SIGNS
from trichter.insight.lines import Line, lines
from trichter.insight.names import stages
from trichter.insight.patience import TookTooLong, patience
from trichter.qualification.rules import asking
from trichter.qualification.rules.tree import Every, Node, Rule

EXAMPLES = 10
MOST_COUNTED = 40
"""Conditions that are counted one by one."""
_CONSENT_PATIENCE = 1.5


@dataclass(frozen=True, slots=True)
class Part:
    """Some of those a rule finds: how many, drawn from where and how far in hundredths."""

    key: str
    label: str
    number: int
    glyph: int = 0
    start: float = 0
    share: float = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`signs` is None where counting by consent took too long."""

    total: int
    stages: Sequence[Part]
    signs: Sequence[Part] | None
    examples: Sequence[Line]


def outcome(rule: Rule, *, skip: int = 0, patient: float) -> Outcome:
    """Whom the rule finds; it has to be checked. Raises `TookTooLong`."""
    with patience(patient):
        by_stage = _by_stage(rule)
        total = sum(part.number for part in by_stage)
        start = skip % total if total else 0
        examples = lines(asking.sample(rule, most=EXAMPLES, skip=start))
    return Outcome(total, _drawn(by_stage, total), _by_sign(rule), examples)


def left(nodes: Mapping[str, Node], *, patient: float) -> dict[str, int]:
    """How many each of these holds for, in one pass. Raises `TookTooLong`."""
    if not nodes or len(nodes) > MOST_COUNTED:
        return {}
    places = {path: ("where", "all", number) for number, path in enumerate(nodes)}
    rule = Rule(where=Every(all=tuple(nodes.values())))
    with patience(patient):
        found = asking.counts(rule, places.values())
    return {path: found[place] for path, place in places.items()}


def _by_stage(rule: Rule) -> list[Part]:
    found = asking.members(rule)
    text = f"""
        SELECT s.stage, count(*) FROM ({found.text}) AS found
        LEFT JOIN lifecycle_standing s ON s.contact_id = found.id AND s.track_id = 'customer' GROUP BY 1
    """  # noqa: S608 ours
    with connection.cursor() as cursor:
        cursor.execute(text, found.given)
        counted = dict(cursor.fetchall())
    known = [stage for (track, _key), stage in stages().items() if track == "customer"]
    parts = [Part(one.key, str(one), counted.pop(one.key, 0), one.glyph) for one in known]
    return [*parts, Part("", "", sum(counted.values()))]


def _drawn(parts: Sequence[Part], total: int) -> list[Part]:
    """With their places in a bar, those without anybody left out."""
    drawn, start = [], 0.0
    for part in parts:
        if part.number:
            share = round(100 * part.number / total, 2)
            drawn.append(replace(part, start=round(start, 2), share=share))
            start += share
    return drawn


def _by_sign(rule: Rule) -> list[Part] | None:
    found = asking.members(rule)
    text = f"""
        SELECT ({signs.OF_C}), count(*) FROM ({found.text}) AS c (id) GROUP BY 1
    """  # noqa: S608 ours
    try:
        with patience(_CONSENT_PATIENCE), connection.cursor() as cursor:
            cursor.execute(text, {**found.given, **signs.given()})
            counted = dict(cursor.fetchall())
    except TookTooLong:
        return None
    return [Part(sign, str(label), counted[sign]) for sign, label in SIGNS.items() if counted.get(sign)]
