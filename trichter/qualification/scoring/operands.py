"""Scores as operands of rules: fit, engagement, their grades, and what single rules gave.

Engagement is compared as instants, so that an index finds whoever is above a threshold now (DESIGN §4). Grades read
their limits from the version in force; the operands that name its rules are made from it.
"""

from collections.abc import Iterator
from math import log

from trichter.kernel.words import Words
from trichter.qualification.rules.operands import Level, Operand, Option, Relation, register, register_family
from trichter.qualification.rules.types import Type
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring.content import ENGAGEMENT_GRADES, FIT_GRADES, Content, EngagementRule, FitRule
from trichter.qualification.scoring.statement import fading

SCORE = Words("Lead score", "Lead-Score")
_READS = frozenset({"score"})
_SCORE = Relation("sc", join="LEFT JOIN scoring_score sc ON sc.contact_id = c.id")
LIMITS = """
    SELECT (v.content->'fit_cuts'->>0)::int AS fit_a, (v.content->'fit_cuts'->>1)::int AS fit_b,
        (v.content->'fit_cuts'->>2)::int AS fit_c,
        h.half_life * log(2, (v.content->'engagement_cuts'->>0)::numeric) AS one,
        h.half_life * log(2, (v.content->'engagement_cuts'->>1)::numeric) AS two,
        h.half_life * log(2, (v.content->'engagement_cuts'->>2)::numeric) AS three
    FROM scoring_reign r JOIN scoring_version v ON v.id = r.version_id,
        LATERAL (SELECT interval '86400 seconds' * (v.content->>'half_life_days')::int AS half_life) AS h
"""
"""Where the grades begin: points of fit, and how long before the instant at which engagement falls to one point."""
FIT_GRADE = """CASE WHEN sg.fit >= sg.fit_a THEN 'A' WHEN sg.fit >= sg.fit_b THEN 'B'
    WHEN sg.fit >= sg.fit_c THEN 'C' ELSE 'D' END"""
ENGAGEMENT_GRADE = """CASE WHEN sg.falls_at >= %(now)s::timestamptz + sg.one THEN '1'
    WHEN sg.falls_at >= %(now)s::timestamptz + sg.two THEN '2'
    WHEN sg.falls_at >= %(now)s::timestamptz + sg.three THEN '3' ELSE '4' END"""
_GRADED = Relation(
    "sg",
    join=f"LEFT JOIN (SELECT s.contact_id, s.fit, s.falls_at, l.* FROM scoring_score s CROSS JOIN ({LIMITS}) AS l)"
    " AS sg ON sg.contact_id = c.id",
)
_FADING = f"""
    SELECT s.contact_id FROM ({LIMITS}) AS l CROSS JOIN LATERAL (VALUES (l.one), (l.two), (l.three)) AS a (away)
    JOIN scoring_score s ON s.falls_at BETWEEN {{since}} + a.away AND {{until}} + a.away
"""


def _fit_grades() -> tuple[Option, ...]:
    return tuple(Option(grade, grade, rank) for rank, grade in enumerate(reversed(FIT_GRADES), start=1))


def _engagement_grades() -> tuple[Option, ...]:
    return tuple(Option(grade, grade, rank) for rank, grade in enumerate(reversed(ENGAGEMENT_GRADES), start=1))


def _grades() -> tuple[Option, ...]:
    return tuple(Option(fit + did, fit + did) for fit in FIT_GRADES for did in ENGAGEMENT_GRADES)


register(
    Operand(
        "score.fit",
        Words("Fit", "Profilpassung"),
        Type.NUMBER,
        "sc.fit",
        _READS,
        relation=_SCORE,
        level=Level.SCORE,
        group=SCORE,
    ),
    Operand(
        "company.fit",
        Words("Fit of the company: of those there the best", "Profilpassung der Firma: die beste dort"),
        Type.NUMBER,
        "cs.fit",
        _READS | {"company", "colleagues"},
        relation=Relation(
            "cs",
            join="""LEFT JOIN LATERAL (
                SELECT max(s.fit) AS fit FROM contacts_contact x JOIN scoring_score s ON s.contact_id = x.id
                WHERE x.company_id = c.company_id AND x.merged_into_id IS NULL AND x.erased_at IS NULL
            ) AS cs ON c.company_id IS NOT NULL""",
        ),
        level=Level.SCORE,
        group=SCORE,
    ),
    Operand(
        "grade.fit",
        Words("Grade of fit", "Stufe der Profilpassung"),
        Type.STEP,
        FIT_GRADE,
        _READS,
        relation=_GRADED,
        options=_fit_grades,
        level=Level.SCORE,
        group=SCORE,
    ),
    Operand(
        "grade.engagement",
        Words("Grade of engagement", "Stufe des Aktivitätsgrads"),
        Type.STEP,
        ENGAGEMENT_GRADE,
        _READS,
        relation=_GRADED,
        options=_engagement_grades,
        level=Level.SCORE,
        group=SCORE,
        changing=_FADING,
    ),
    Operand(
        "grade",
        Words("Grade", "Stufe"),
        Type.CHOICE,
        f"{FIT_GRADE} || {ENGAGEMENT_GRADE}",
        _READS,
        relation=_GRADED,
        options=_grades,
        level=Level.SCORE,
        group=SCORE,
        changing=_FADING,
    ),
)


def _of_version() -> Iterator[Operand]:
    """Engagement fades by the half-life of the version in force; its rules are asked for as `score.part.<rule>`."""
    edition = reigning.now_in_force()
    if edition is None:
        return
    content = edition.content
    yield Operand(
        "score.engagement",
        Words("Engagement", "Aktivitätsgrad"),
        Type.NUMBER,
        "sc.falls_at",
        _READS,
        relation=_SCORE,
        level=Level.SCORE,
        group=SCORE,
        half_life=content.half_life,
    )
    for place, rule in enumerate(content.fit, start=1):
        yield _part(rule, f"coalesce(sc.held[{place}], false)")
    for place, one in enumerate(content.engagement, start=1):
        if one.points > 0:
            yield _part(one, _falls_at(content, one, place), half_life=content.half_life)
        else:
            yield _part(one, f"coalesce({place} = ANY(sc.rules), false)")


def _part(rule: FitRule | EngagementRule, value: str, *, half_life: float | None = None) -> Operand:
    """The points that what somebody did still gives; of all else, whether it holds."""
    words = rule.label.words
    return Operand(
        f"score.part.{rule.key}",
        Words(f"Score: {words.en}", f"Score: {words.de}"),
        Type.NUMBER if half_life else Type.FLAG,
        value,
        _READS,
        relation=_SCORE,
        level=Level.SCORE,
        group=SCORE,
        half_life=half_life,
    )


def _falls_at(content: Content, rule: EngagementRule, place: int) -> str:
    """When this part falls to one point, by the touchpoints that it counts."""
    rate = log(2) / content.half_life
    return f"""(SELECT l.at + ln(sum({rule.points} * exp({fading("u.at - l.at", rate)}))) / {rate!r}
            * interval '1 second'
        FROM unnest(sc.rules, sc.times) AS u (rule, at),
            LATERAL (SELECT max(x.at) AS at FROM unnest(sc.rules, sc.times) AS x (rule, at) WHERE x.rule = {place}) AS l
        WHERE u.rule = {place} GROUP BY l.at)"""


register_family("score", _of_version)
