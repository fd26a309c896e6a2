"""The one statement that says what people are worth: of one person, a batch, or everybody.

Fit: which rules hold, and their points below the caps. Engagement: of each rule the latest touchpoints that it counts,
and from them the instant at which all falls to one point, t₀ + h·log₂ S (DESIGN §4), t₀ being that of the latest one.
Points are summed in one order, so that the same facts always give the same instant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any

from trichter.qualification.rules.comparing import Given, compared, literal
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.querying import EVERYBODY, Population, Query
from trichter.qualification.rules.touching import parts, told
from trichter.qualification.scoring.content import NOTHING, Content, EngagementRule

COLUMNS = "contact_id, fit, falls_at, held, rules, touchpoints, times"


@dataclass(frozen=True, slots=True)
class Scored:
    """A select of the `COLUMNS`, one row for each who is there."""

    text: str
    _given: Given

    def given(self, now: datetime) -> dict[str, Any]:
        """Its parameters, but for those of the population. Time changes no answer, but may be asked for by name."""
        return self._given.at(now)


def scored(content: Content, population: Population = EVERYBODY, vocabulary: Vocabulary | None = None) -> Scored:
    """The statement for a version that was checked."""
    query = Query(population, vocabulary)
    holds = ", ".join(query.holds(one.rule) for one in content.fit)
    # OFFSET 0: what holds is found once for each person, not once for each use.
    who = query.select(["c.id AS contact_id", f"ARRAY[{holds}]::boolean[] AS held"], end="OFFSET 0")
    text = f"""
        SELECT w.contact_id, {_fit(content)} AS fit, e.falls_at, w.held, coalesce(e.rules, '{{}}') AS rules,
            coalesce(e.touchpoints, '{{}}') AS touchpoints, coalesce(e.times, '{{}}') AS times
        FROM ({who}) AS w LEFT JOIN ({_engagement(content, population, query.given)}) AS e USING (contact_id)
    """
    return Scored(text, query.given)


def _fit(content: Content) -> str:
    free: list[str] = []
    grouped: dict[str, list[str]] = {group.key: [] for group in content.groups}
    for place, one in enumerate(content.fit, start=1):
        points = f"CASE WHEN w.held[{place}] THEN {one.points} ELSE 0 END"
        (grouped[one.group] if one.group else free).append(points)
    capped = [
        f"LEAST({group.most}, {' + '.join(grouped[group.key])})" for group in content.groups if grouped[group.key]
    ]
    return " + ".join((*free, *capped)) or "0"


def _engagement(content: Content, population: Population, given: Given) -> str:
    """Sorted once, by person, rule and time: all that follows reads in this order."""
    if not content.engagement:
        return _NOBODY
    points = _numbers([one.points for one in content.engagement], "float8")
    most = _numbers([one.most for one in content.engagement], "int")
    kinds = list(dict.fromkeys(kind for one in content.engagement for kind in one.did.kinds))
    rate = log(2) / content.half_life
    return f"""
        SELECT contact_id,
            CASE WHEN worth > {NOTHING} THEN latest + ln(worth) / {rate!r} * interval '1 second' END AS falls_at,
            rules, touchpoints, times
        FROM (
            SELECT contact_id, latest,
                sum({points}[rule] * exp(date_part('epoch', occurred_at - latest) * {rate!r})) AS worth,
                array_agg(rule) AS rules, array_agg(id) AS touchpoints, array_agg(occurred_at) AS times
            FROM (
                SELECT contact_id, rule, id, occurred_at, max(occurred_at) OVER (PARTITION BY contact_id) AS latest
                FROM (
                    SELECT contact_id, rule, id, occurred_at, row_number() OVER (
                        PARTITION BY contact_id, rule ORDER BY occurred_at DESC, id DESC) AS place
                    FROM (
                        SELECT contact_id, id, occurred_at, unnest(CASE kind {_rules(content.engagement, kinds, given)}
                            END) AS rule
                        FROM ({told(population.among)}) AS t WHERE kind IN ({", ".join(map(literal, kinds))})
                    ) AS meant WHERE rule IS NOT NULL
                ) AS ranked WHERE place <= {most}[rule]
            ) AS counted GROUP BY contact_id, latest
        ) AS summed
    """


_NOBODY = """
    SELECT NULL::bigint AS contact_id, NULL::timestamptz AS falls_at, NULL::smallint[] AS rules,
        NULL::bigint[] AS touchpoints, NULL::timestamptz[] AS times WHERE false
"""


def _rules(rules: Sequence[EngagementRule], kinds: Sequence[str], given: Given) -> str:
    """For each kind the positions of the rules that mean this touchpoint: only those of its kind are asked."""
    return " ".join(f"WHEN {literal(kind)} THEN {_meaning(rules, kind, given)}" for kind in kinds)


def _meaning(rules: Sequence[EngagementRule], kind: str, given: Given) -> str:
    conditions = {place: _where(one, given) for place, one in enumerate(rules, start=1) if kind in one.did.kinds}
    if not any(conditions.values()):
        return f"'{{{','.join(map(str, conditions))}}}'::smallint[]"
    listed = (f"CASE WHEN {where or 'true'} THEN {place} END" for place, where in conditions.items())
    return f"ARRAY[{', '.join(listed)}]::smallint[]"


def _where(one: EngagementRule, given: Given) -> str:
    known = parts(one.did.kinds)
    return " AND ".join(
        f"({compared(known[where.operand], known[where.operand].value, where.operator, where.values, given)})"
        for where in one.did.where
    )


def _numbers(values: Sequence[int], kind: str) -> str:
    return f"('{{{','.join(map(str, values))}}}'::{kind}[])"
