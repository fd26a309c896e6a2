"""The one statement that says what people are worth: of one person, a batch, or everybody.

Fit: which rules hold, and their points below the caps. Engagement: of each rule the latest touchpoints that it counts,
and from them the instant at which all falls to one point, t₀ + h·log₂ S (DESIGN §4), t₀ being that of the latest one.
Points are summed in one order, so that the same facts always give the same instant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import log
from typing import Any

import structlog

from trichter.qualification.rules.comparing import Given, compared, literal
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.querying import EVERYBODY, Population, Query
from trichter.qualification.rules.touching import parts, told
from trichter.qualification.rules.tree import Did, Rule, Touches
from trichter.qualification.scoring.content import NOTHING, Content, EngagementRule, FitRule

_log = structlog.get_logger(__name__)

COLUMNS = "contact_id, fit, falls_at, held, rules, touchpoints, times"


@dataclass(frozen=True, slots=True)
class Scored:
    """A select of the `COLUMNS`, one row for each who is there."""

    text: str
    _given: Given

    def given(self, now: datetime) -> dict[str, Any]:
        """Its parameters, but for those of the population. Time changes no answer, but may be asked for by name."""
        return self._given.at(now)


def scored(
    content: Content,
    population: Population = EVERYBODY,
    vocabulary: Vocabulary | None = None,
    *,
    kept: Content | None = None,
) -> Scored:
    """The statement for a version that was checked.

    Everybody of the population has a score by the version `kept`: what the two ask alike is read there, for the facts
    of a rule are the same whatever points it gives.
    """
    query = Query(population, vocabulary)
    alike = _alike(content, kept)
    if kept and _counted(content) == _counted(kept):
        engagement = _weighed_anew(content, population)
    else:
        engagement = _engagement(content, population, query.given, alike)
    text = f"""
        SELECT w.contact_id, {_fit(content)} AS fit, e.falls_at, w.held, coalesce(e.rules, '{{}}') AS rules,
            coalesce(e.touchpoints, '{{}}') AS touchpoints, coalesce(e.times, '{{}}') AS times
        FROM ({_who(content, query, alike)}) AS w
        LEFT JOIN ({engagement}) AS e USING (contact_id)
    """
    return Scored(text, query.given)


@dataclass(frozen=True, slots=True)
class _Alike:
    """Of which rules the answer is kept: the place of each in both versions, the new one's first; `whole` are the
    places of those that count as many touchpoints as before."""

    fit: Mapping[int, int]
    engagement: Mapping[int, int]
    whole: frozenset[int] = frozenset()


def _alike(content: Content, kept: Content | None) -> _Alike:
    """Whoever counts no more touchpoints than are kept finds them there."""
    if kept is None:
        return _Alike({}, {})
    fit = {
        place: then
        for place, one in enumerate(content.fit, start=1)
        for then, other in enumerate(kept.fit, start=1)
        if one.rule == other.rule
    }
    engagement: dict[int, int] = {}
    for place, one in enumerate(content.engagement, start=1):
        for then, other in enumerate(kept.engagement, start=1):
            if one.did == other.did and one.most <= other.most and then not in engagement.values():
                engagement.setdefault(place, then)
    whole = (n for n, then in engagement.items() if content.engagement[n - 1].most == kept.engagement[then - 1].most)
    return _Alike(fit, engagement, frozenset(whole))


def _counted(content: Content) -> list[tuple[Touches, int]]:
    """Which touchpoints count, whatever points they give."""
    return [(one.did, one.most) for one in content.engagement]


def _weighed_anew(content: Content, population: Population) -> str:
    """The same touchpoints with other points, or fading otherwise."""
    points = _numbers([one.points for one in content.engagement], "float8")
    rate = log(2) / content.half_life
    return f"""
        SELECT s.contact_id, {_falls_at("w.worth", "w.latest", rate)} AS falls_at, s.rules, s.touchpoints, s.times
        FROM scoring_score s, LATERAL (
            SELECT max(l.latest) AS latest,
                sum({points}[u.rule] * exp({fading("u.at - l.latest", rate)})) AS worth
            FROM (SELECT max(x) AS latest FROM unnest(s.times) AS x) AS l, unnest(s.rules, s.times) AS u (rule, at)
        ) AS w WHERE {population.of("s.contact_id")}
    """


def fading(age: str, rate: float) -> str:
    """The exponent of what is left after so long. The database takes e to the minus 708th for an error, not for 0."""
    return f"GREATEST(date_part('epoch', {age}) * {rate!r}, -700)"


def _falls_at(worth: str, latest: str, rate: float) -> str:
    return f"CASE WHEN {worth} > {NOTHING} THEN {latest} + ln({worth}) / {rate!r} * interval '1 second' END"


def _who(content: Content, query: Query, alike: _Alike) -> str:
    """Who is there, and which rules of fit hold for them.

    OFFSET 0: what holds is found once for each person, not once for each use.
    """
    places = range(1, len(content.fit) + 1)
    asked = [f"{_holds(query, one)} AS h{n}" for n, one in enumerate(content.fit, start=1) if n not in alike.fit]
    held = ", ".join(f"coalesce(o.held[{alike.fit[n]}], false)" if n in alike.fit else f"q.h{n}" for n in places)
    found = query.select(["c.id AS contact_id", *asked], end="OFFSET 0")
    joined = "LEFT JOIN scoring_score o USING (contact_id)" if alike.fit else ""
    return f"SELECT q.contact_id, ARRAY[{held}]::boolean[] AS held FROM ({found}) AS q {joined} OFFSET 0"


def _holds(query: Query, one: FitRule) -> str:
    """A rule over a field that is gone gives nobody points, and stops no recording."""
    try:
        return query.holds(one.rule)
    except BadRule as error:
        _tell(one.key, type(error).__name__)
        return "false"


def problem_of(one: FitRule | EngagementRule, vocabulary: Vocabulary | None = None) -> str:
    """Why a published rule cannot be asked any more; empty if it can."""
    try:
        Query(EVERYBODY, vocabulary).holds(one.rule if isinstance(one, FitRule) else Rule(where=Did(did=one.did)))
    except BadRule as error:
        return str(error)
    return ""


@lru_cache
def _tell(rule: str, problem: str) -> None:
    """Once in a process, however often its version is compiled."""
    _log.warning("scoring rule cannot be asked", rule=rule, problem=problem)


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


def _engagement(content: Content, population: Population, given: Given, alike: _Alike) -> str:
    """In one order, by person, rule and time: all that follows reads in it."""
    if not content.engagement:
        return _NOBODY
    points = _numbers([one.points for one in content.engagement], "float8")
    rate = log(2) / content.half_life
    return f"""
        SELECT contact_id, {_falls_at("worth", "latest", rate)} AS falls_at, rules, touchpoints, times
        FROM (
            SELECT contact_id, max(latest) AS latest,
                sum({points}[rule] * exp({fading("occurred_at - latest", rate)})) AS worth,
                array_agg(rule) AS rules, array_agg(id) AS touchpoints, array_agg(occurred_at) AS times
            FROM (
                SELECT contact_id, rule, id, occurred_at, max(occurred_at) OVER (PARTITION BY contact_id) AS latest
                FROM (
                    SELECT contact_id, rule, id, occurred_at
                    FROM ({" UNION ALL ".join(_counting(content, population, given, alike))}) AS each
                    ORDER BY contact_id, rule, occurred_at DESC, id DESC
                ) AS sorted
            ) AS counted GROUP BY contact_id
        ) AS summed
    """


def _counting(content: Content, population: Population, given: Given, alike: _Alike) -> Iterator[str]:
    """Touchpoints that count: of a rule that counts as many as before, all that are kept."""
    asked = {n: one for n, one in enumerate(content.engagement, start=1) if n not in alike.engagement}
    fewer = {then: n for n, then in alike.engagement.items() if n not in alike.whole}
    whole = {then: n for n, then in alike.engagement.items() if n in alike.whole}
    meant = [_asked(asked, population, given)] if asked else []
    meant += [_kept(fewer, population)] if fewer else []
    if meant:
        most = _numbers([one.most for one in content.engagement], "int")
        yield f"""
            SELECT contact_id, rule, id, occurred_at FROM (
                SELECT contact_id, rule, id, occurred_at, row_number() OVER (
                    PARTITION BY contact_id, rule ORDER BY occurred_at DESC, id DESC) AS place
                FROM ({" UNION ALL ".join(meant)}) AS meant WHERE rule IS NOT NULL
            ) AS ranked WHERE place <= {most}[rule]
        """
    if whole:
        kept = _kept(whole, population)
        yield f"SELECT contact_id, rule, id, occurred_at FROM ({kept}) AS kept WHERE rule IS NOT NULL"


_NOBODY = """
    SELECT NULL::bigint AS contact_id, NULL::timestamptz AS falls_at, NULL::smallint[] AS rules,
        NULL::bigint[] AS touchpoints, NULL::timestamptz[] AS times WHERE false
"""


def _asked(asked: Mapping[int, EngagementRule], population: Population, given: Given) -> str:
    """Touchpoints, each with the place of a rule that means it, or null."""
    kinds = list(dict.fromkeys(kind for one in asked.values() for kind in one.did.kinds))
    rules = " ".join(f"WHEN {literal(kind)} THEN {_meaning(asked, kind, given)}" for kind in kinds)
    return f"""
        SELECT contact_id, id, occurred_at, unnest(CASE kind {rules} END) AS rule
        FROM ({told(population.among, are_many=population.are_many)}) AS t
        WHERE kind IN ({", ".join(map(literal, kinds))})
    """


def _kept(now: Mapping[int, int], population: Population) -> str:
    """Those of the version before, each with the place that its rule has `now`, or null."""
    places = ", ".join(str(now.get(then, "NULL")) for then in range(1, max(now) + 1))
    return f"""
        SELECT u.contact_id, u.id, u.occurred_at, (ARRAY[{places}]::smallint[])[u.rule] AS rule
        FROM (SELECT s.contact_id, {", ".join(f"unnest(s.{column}) AS {name}" for column, name in _KEPT)}
              FROM scoring_score s WHERE {population.of("s.contact_id")}) AS u
    """


_KEPT = (("rules", "rule"), ("touchpoints", "id"), ("times", "occurred_at"))
"""The columns in which a score keeps its touchpoints, and what each of them holds."""


def _meaning(rules: Mapping[int, EngagementRule], kind: str, given: Given) -> str:
    """The places of the rules that mean a touchpoint of this kind: only those of its kind are asked."""
    conditions = {place: _where(one, given) for place, one in rules.items() if kind in one.did.kinds}
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
