"""Scores as the screens show them: the grade, two bars, and the reasons, which add up to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trichter.insight.grades import MENTIONED, Grade, grade, share
from trichter.kernel.words import Words
from trichter.qualification.scoring.queries import Explained, Part


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that gives points: `times` touchpoints counted, the latest `at`; of fit none."""

    label: Words
    points: float
    in_a_month: float
    times: int
    at: datetime | None
    is_capped: bool


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """What somebody is worth, and why. The shares are hundredths of a bar."""

    grade: str
    grade_in_a_month: str
    fit: int
    fit_share: int
    engagement: float
    engagement_share: int
    in_a_month: float
    half_life_days: int
    of_fit: tuple[Reason, ...]
    of_engagement: tuple[Reason, ...]

    @property
    def short(self) -> Grade:
        """As lists show it."""
        parts = ((one.points, one.label) for one in (*self.of_fit, *self.of_engagement) if abs(one.points) >= MENTIONED)
        return grade(self.grade, self.fit, self.engagement, parts)


def card(found: Explained | None) -> ScoreCard | None:
    """What weighs most stands first."""
    if found is None:
        return None
    return ScoreCard(
        grade=found.grade,
        grade_in_a_month=found.grade_in_a_month,
        fit=found.fit,
        fit_share=share(found.fit),
        engagement=found.engagement,
        engagement_share=share(found.engagement),
        in_a_month=found.in_a_month,
        half_life_days=found.half_life_days,
        of_fit=tuple(_reasons(found.fit_parts)),
        of_engagement=tuple(_reasons(found.engagement_parts)),
    )


def _reasons(parts: Iterable[Part]) -> Iterable[Reason]:
    for part in sorted(parts, key=lambda part: -part.points):
        latest = max((one.at for one in part.touchpoints), default=None)
        is_capped = part.uncapped is not None and part.uncapped != part.points
        yield Reason(part.label, part.points, part.in_a_month, len(part.touchpoints), latest, is_capped)
