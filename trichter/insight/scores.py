"""Scores as the screens show them: the grade, two bars, and the reasons, which add up to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trichter.kernel.words import Words
from trichter.qualification.scoring.queries import Explained, Part

_FULL = 100
"""Points at which a bar is full."""


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


def card(found: Explained | None) -> ScoreCard | None:
    """What weighs most stands first."""
    if found is None:
        return None
    return ScoreCard(
        grade=found.grade,
        grade_in_a_month=found.grade_in_a_month,
        fit=found.fit,
        fit_share=_share(found.fit),
        engagement=found.engagement,
        engagement_share=_share(found.engagement),
        in_a_month=found.in_a_month,
        half_life_days=found.half_life_days,
        of_fit=tuple(_reasons(found.fit_parts)),
        of_engagement=tuple(_reasons(found.engagement_parts)),
    )


def _share(points: float) -> int:
    return round(max(0.0, min(points, _FULL)))


def _reasons(parts: Iterable[Part]) -> Iterable[Reason]:
    for part in sorted(parts, key=lambda part: -part.points):
        latest = max((one.at for one in part.touchpoints), default=None)
        is_capped = part.uncapped is not None and part.uncapped != part.points
        yield Reason(part.label, part.points, part.in_a_month, len(part.touchpoints), latest, is_capped)
