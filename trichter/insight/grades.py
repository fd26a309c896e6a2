"""Grades where people are listed: A1 to D4 with what weighs most, and the conditions by which a list is narrowed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trichter.kernel import clock
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring.content import ENGAGEMENT_GRADES, FIT_GRADES, Content, Label, faded
from trichter.qualification.scoring.models import Score
from trichter.qualification.scoring.queries import found

FULL = 100
"""Points at which a bar is full."""
NAMED = 3
"""So many reasons are named."""
MENTIONED = 0.5
"""What gives or takes less has faded away."""


@dataclass(frozen=True, slots=True)
class Grade:
    """Such as `B2`, two bars in hundredths, and in a sentence what it is made of."""

    text: str
    fit: int
    engagement: int
    why: str


def read(row: Mapping[str, Any] | None) -> Grade | None:
    """From what `scoring.of_each` has found, or a row of scores as JSON; None for who has no score yet."""
    return _graded(found(row), clock.now()) if row else None


def share(points: float) -> int:
    """Of a bar, in hundredths."""
    return round(max(0.0, min(points, FULL)))


def grade(text: str, fit: int, engagement: float, parts: Iterable[tuple[float, object]]) -> Grade:
    """With those of its parts (points and label) named that give or take most."""
    said = _("Fit %(fit)s, engagement %(engagement)s.") % {"fit": fit, "engagement": round(engagement)}
    heaviest = sorted(parts, key=lambda part: -abs(part[0]))[:NAMED]
    reasons = ", ".join(f"{_signed(points)} {label}" for points, label in heaviest)
    return Grade(text, share(fit), share(engagement), f"{said} {reasons}".strip())


def _graded(score: Score, now: datetime) -> Grade:
    content = reigning.edition(score.version_id).content
    text = content.grade(score.fit, score.falls_at, now)
    return grade(text, score.fit, content.value(score.falls_at, now), _parts(content, score, now))


def _parts(content: Content, score: Score, now: datetime) -> Iterator[tuple[float, Label]]:
    fit = content.fit_parts(score.held)
    yield from ((fit[one.key], one.label) for one in content.fit if fit.get(one.key))
    points: dict[int, float] = {}
    for place, at in zip(score.rules, score.times, strict=True):
        more = faded(content.engagement[place - 1].points, now - at, content.half_life)
        points[place] = points.get(place, 0.0) + more
    yield from ((each, content.engagement[place - 1].label) for place, each in points.items() if abs(each) >= MENTIONED)


def _signed(points: float) -> str:
    return f"{'−' if points < 0 else '+'}{number_format(abs(round(points)), use_l10n=True)}"


def of_fit(values: Sequence[str], _me: int | None = None) -> tuple[str, dict[str, Any]]:
    """A condition on contacts `c`: whose fit has one of these grades."""
    content = _in_force()
    return f"c.id IN ({source_of_fit(values)})", {f"fit{place}": cut for place, cut in enumerate(content.fit_cuts)}


def of_engagement(values: Sequence[str], _me: int | None = None) -> tuple[str, dict[str, Any]]:
    """The same of their engagement, as it is now."""
    content, now = _in_force(), clock.now()
    cuts = {f"engagement{place}": content.begins(cut, now) for place, cut in enumerate(content.engagement_cuts)}
    return f"c.id IN ({source_of_engagement(values)})", cuts


def source_of_fit(values: Sequence[str]) -> str:
    """Their ids, by the index of fit: a grade is a stretch of it."""
    return _stretches("s.fit", "fit", [FIT_GRADES.index(value) for value in values])


def source_of_engagement(values: Sequence[str]) -> str:
    """Their ids, by the index of the instants at which engagement falls to one point; the last grade has none, too."""
    return _stretches("s.falls_at", "engagement", [ENGAGEMENT_GRADES.index(value) for value in values])


def _stretches(column: str, name: str, places: Sequence[int]) -> str:
    last = len(FIT_GRADES) - 1
    parts = [
        " AND ".join(
            [f"{column} >= %({name}{place})s"] * (place < last) + [f"{column} < %({name}{place - 1})s"] * (place > 0)
        )
        for place in places
    ]
    parts += [f"{column} IS NULL"] * (last in places)
    return f"SELECT s.contact_id FROM scoring_score s WHERE {' OR '.join(parts)}"  # noqa: S608 our own words


def _in_force() -> Content:
    edition = reigning.now_in_force()
    return edition.content if edition else Content()


KNOWN: dict[str, tuple[str, ...]] = {"fit": FIT_GRADES, "engagement": ENGAGEMENT_GRADES}
"""By facet, the grades that there are."""
CONDITIONS = {"fit": of_fit, "engagement": of_engagement}
SOURCES = {"fit": source_of_fit, "engagement": source_of_engagement}
