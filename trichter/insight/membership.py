"""A segment on its page: who is in it, how many there were, who changed its rule, and what reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from trichter.facts.staff import team
from trichter.generation.tracking.slots import queries as slots
from trichter.insight import outcomes
from trichter.insight.lines import Line, lines
from trichter.insight.outcomes import Outcome
from trichter.insight.segments import why_broken
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.words import sentence
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import DayCount, Segment, Version
from trichter.sales.handover import routes

AT_ONCE = 25
DAYS = 90
_VERSIONS = 30
_PATIENT = 1.0
_MEMBERS = """
    SELECT m.contact_id, m.entered_at, coalesce(chosen.is_in, false)
    FROM segments_membership m
    LEFT JOIN segments_choice chosen ON chosen.contact_id = m.contact_id AND chosen.segment_id = m.segment_id
    WHERE m.segment_id = %s AND m.left_at IS NULL AND m.contact_id > %s ORDER BY m.contact_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a segment, since when; `is_by_hand` where a colleague chose so."""

    line: Line
    since: datetime
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A rule that a segment had, as a sentence."""

    number: int
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class History:
    """How many were in it at the end of each day, newest last, and the same as points of a line in a field of 100."""

    days: Sequence[DayCount]
    points: str


@dataclass(frozen=True, slots=True)
class Standing:
    """`problem` says why its rule cannot be asked any more; `used_in` are the segments whose rules read this one,
    `routes` those by which leads are spread that ask for it, by their number and name, `slots` the parts of pages."""

    gathered_at: datetime | None
    is_settled: bool
    problem: str
    used_in: Sequence[Segment]
    routes: Sequence[tuple[int, str]]
    slots: Sequence[tuple[int, str]]
    versions: Sequence[Said]
    history: History


def standing(segment: int) -> Standing:
    """Of one that is in use."""
    row = Segment.objects.get(pk=segment)
    return Standing(
        row.gathered_at,
        is_settled=row.gathered_version == row.version,
        problem=why_broken(read(row.rule), Vocabulary()) if row.rule else "",
        used_in=editing.used_in(segment),
        routes=routes.asking().get(segment, ()),
        slots=slots.asking().get(segment, ()),
        versions=_versions(segment),
        history=_history(segment),
    )


def members(segment: int, *, after: int = 0) -> tuple[list[Member], int | None]:
    """A page of those who are in it, and whom the next page comes after."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, [segment, after, AT_ONCE + 1])
        rows = cursor.fetchall()
    said = {line.id: line for line in lines(row[0] for row in rows[:AT_ONCE])}
    page = [Member(said[one], since, by_hand) for one, since, by_hand in rows[:AT_ONCE] if one in said]
    return page, rows[AT_ONCE - 1][0] if len(rows) > AT_ONCE else None


def split(segment: int) -> Outcome:
    """How many are in it, by stage and by consent. Raises `TookTooLong`, and a `BadRule` if it is not in use."""
    rule = check(parse(f"segment.{segment}")).rule
    return replace(outcomes.outcome(rule, patient=_PATIENT), examples=())


def _versions(segment: int) -> list[Said]:
    colleagues, vocabulary = team.names(), Vocabulary()
    rows = Version.objects.filter(segment=segment).order_by("-version")[:_VERSIONS]
    return [
        Said(
            row.version,
            sentence(read(row.rule), vocabulary) if row.rule else "",
            row.created_at,
            colleagues.get(row.created_by or 0, ""),
        )
        for row in rows
    ]


def _history(segment: int) -> History:
    days = list(DayCount.objects.filter(segment_id=segment).order_by("-day")[:DAYS])[::-1]
    most = max((day.members for day in days), default=0) or 1
    width = max(len(days) - 1, 1)
    points = (f"{100 * at / width:.2f},{98 - 96 * day.members / most:.2f}" for at, day in enumerate(days))
    return History(days, " ".join(points) if len(days) > 1 else "")
