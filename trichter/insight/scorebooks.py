"""Scoring models as the settings show them: their rules in words, their versions, and what a draft would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from trichter.insight.lines import Line, lines
from trichter.kernel.words import Words
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.scoring import rehearsing, statement, versions
from trichter.qualification.scoring.content import ENGAGEMENT_GRADES, FIT_GRADES, Content, EngagementRule, FitRule
from trichter.qualification.scoring.editing import said
from trichter.qualification.scoring.versions import Described

GRADES = tuple(fit + did for fit in FIT_GRADES for did in ENGAGEMENT_GRADES)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in words; `limit` is its group, or how many touchpoints count, and `problem` why it cannot be asked."""

    key: str
    label: Words
    points: int
    said: str
    limit: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Scorebook:
    """A model with the version that is shown."""

    model: Described
    content: Content
    fit: tuple[RuleLine, ...]
    engagement: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """How many of those who have this grade now would have which then; those who keep it at their own place."""

    grade: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a draft would change, with some of whom it would move."""

    people: int
    of: int
    moved: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    first: tuple[tuple[Line, str, str], ...]


def scorebook(model: Described, number: int | None = None) -> Scorebook:
    """The draft or else the latest version, or the one of that number. Raises `UnknownModel`."""
    content = versions.content(model.key, number)
    groups = {group.key: str(group.label) for group in content.groups}
    fit = ((one, groups.get(one.group or "", "")) for one in content.fit)
    engagement = ((one, f"{one.most} ×") for one in content.engagement)
    known = Vocabulary()
    return Scorebook(
        model, content, tuple(_line(*one, known) for one in fit), tuple(_line(*one, known) for one in engagement)
    )


def rehearsed(content: Content) -> Rehearsed:
    """Only the grades that somebody has, or would have, are shown."""
    found = rehearsing.rehearse(content)
    then = tuple(grade for grade in GRADES if any(move[1] == grade for move in found.moves))
    now = (grade for grade in GRADES if any(move[0] == grade for move in found.moves))
    people = {line.id: line for line in lines(one.contact for one in found.examples)}
    return Rehearsed(
        people=found.people,
        of=found.of,
        moved=found.moved,
        columns=then,
        rows=tuple(Row(grade, tuple((to, found.moves.get((grade, to), 0)) for to in then)) for grade in now),
        first=_named(found.examples, people),
    )


def _named(examples: Sequence[rehearsing.Moved], people: dict[int, Line]) -> tuple[tuple[Line, str, str], ...]:
    return tuple((people[one.contact], one.now, one.then) for one in examples if one.contact in people)


def _line(one: FitRule | EngagementRule, limit: str, known: Vocabulary) -> RuleLine:
    return RuleLine(one.key, one.label.words, one.points, said(one, known), limit, statement.problem_of(one, known))
