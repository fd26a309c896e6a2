"""What a version of a scoring model says: rules with points, caps, one half-life, and where the grades begin."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import log2
from typing import Annotated, Any, Self

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from trichter.kernel.words import Words
from trichter.qualification.rules.tree import Rule, Touches

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FIT_GRADES = ("A", "B", "C", "D")
ENGAGEMENT_GRADES = ("1", "2", "3", "4")
MOST_RULES = 200
NOTHING = 1e-6
"""Points below which nothing is left but the rounding of a sum."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=500)


class Label(_Model):
    """Words in both languages; one of them will do."""

    en: str = ""
    de: str = ""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.en.strip() or self.de.strip()):
            raise ValueError(_("it is missing"))
        return self

    @property
    def words(self) -> Words:
        return Words.of({"en": self.en, "de": self.de})

    def __str__(self) -> str:
        return str(self.words)


def _points(value: int) -> int:
    if not 0 < abs(value) <= 1_000:
        raise ValueError(_("points are a whole number from -1000 to 1000, and not 0"))
    return value


class Group(_Model):
    """Fit rules that say much the same: together they give so many points at most."""

    key: Key
    label: Label
    most: Annotated[int, Field(ge=1, le=1_000)]


class FitRule(_Model):
    """Points for who somebody is."""

    key: Key
    label: Label
    rule: Rule
    points: int
    group: Key | None = None

    _points = field_validator("points")(_points)


class EngagementRule(_Model):
    """Points for what somebody did: the `most` latest touchpoints of this sort count, each with its points."""

    key: Key
    label: Label
    did: Touches
    points: int
    most: Annotated[int, Field(ge=1, le=100)] = 10

    _points = field_validator("points")(_points)


Cuts = tuple[int, int, int]


class Content(_Model):
    """A whole version. `fit_cuts` are the points from which the grades A, B and C begin, below is D; so are
    `engagement_cuts` for 1, 2 and 3, below is 4."""

    fit: Annotated[tuple[FitRule, ...], Field(max_length=MOST_RULES)] = ()
    groups: Annotated[tuple[Group, ...], Field(max_length=MOST_RULES)] = ()
    engagement: Annotated[tuple[EngagementRule, ...], Field(max_length=MOST_RULES)] = ()
    half_life_days: int = 30
    fit_cuts: Cuts = (45, 30, 15)
    engagement_cuts: Cuts = (60, 30, 10)

    @field_validator("half_life_days")
    @classmethod
    def _half_life(cls, value: int) -> int:
        if not 1 <= value <= 730:
            raise ValueError(_("points take from 1 to 730 days to fade by half"))
        return value

    @field_validator("fit_cuts", "engagement_cuts")
    @classmethod
    def _falling(cls, cuts: Cuts) -> Cuts:
        if not cuts[0] > cuts[1] > cuts[2]:
            raise ValueError(_("a better grade begins with more points than the next"))
        return cuts

    @field_validator("engagement_cuts")
    @classmethod
    def _some_points(cls, cuts: Cuts) -> Cuts:
        if cuts[-1] < 1:
            raise ValueError(_("a grade of engagement begins with one point or more"))
        return cuts

    @model_validator(mode="after")
    def _once(self) -> Self:
        keys = [*(one.key for one in self.fit), *(one.key for one in self.engagement)]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise ValueError(_("there are two rules “%(key)s”") % {"key": twice})
        known = {group.key for group in self.groups}
        missing = next((one.group for one in self.fit if one.group and one.group not in known), None)
        if missing:
            raise ValueError(_("there is no group “%(key)s”") % {"key": missing})
        return self

    @property
    def half_life(self) -> float:
        """In seconds."""
        return self.half_life_days * 86_400.0

    def json_form(self) -> dict[str, Any]:
        """What is stored."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=False)

    def fit_parts(self, held: Sequence[bool]) -> dict[str, int]:
        """How many points each fit rule that holds gives, after the caps: they add up to the fit.

        What is above a group's cap is taken from its last rules first.
        """
        points = {one.key: one.points for one, holds in zip(self.fit, held, strict=True) if holds}
        for group in self.groups:
            keys = [one.key for one in self.fit if one.group == group.key and one.key in points]
            above = sum(points[key] for key in keys) - group.most
            for key in reversed(keys):
                cut = max(0, min(above, points[key]))
                points[key] -= cut
                above -= cut
        return points

    def value(self, falls_at: datetime | None, at: datetime) -> float:
        """The engagement at a moment."""
        return 0.0 if falls_at is None else faded(1.0, at - falls_at, self.half_life)

    def until(self, falls_at: datetime | None, points: float) -> datetime | None:
        """Until when there are so many points."""
        return None if falls_at is None else falls_at - timedelta(seconds=self.half_life * log2(points))

    def fit_grade(self, fit: int) -> str:
        return _grade(FIT_GRADES, self.fit_cuts, fit)

    def begins(self, points: float, at: datetime) -> datetime:
        """Who has so many points then falls to one point at this instant or later."""
        return at + timedelta(seconds=self.half_life * log2(points))

    def engagement_grade(self, falls_at: datetime | None, at: datetime) -> str:
        """Compared as instants, as the database compares them."""
        reached = [falls_at is not None and falls_at >= self.begins(cut, at) for cut in self.engagement_cuts]
        return ENGAGEMENT_GRADES[reached.index(True) if True in reached else 3]

    def graded(self, fit: int, engagement: float) -> str:
        """By the points of a moment."""
        return self.fit_grade(fit) + _grade(ENGAGEMENT_GRADES, self.engagement_cuts, engagement)

    def grade(self, fit: int, falls_at: datetime | None, at: datetime) -> str:
        """Such as `B2`."""
        return self.fit_grade(fit) + self.engagement_grade(falls_at, at)


def faded(points: float, age: timedelta, half_life: float) -> float:
    """What points are worth after a time (before it, if negative)."""
    try:
        return float(points * 2.0 ** (-age.total_seconds() / half_life))
    except OverflowError:
        return 0.0


def _grade(grades: Sequence[str], cuts: Cuts, points: float) -> str:
    return next((grade for grade, cut in zip(grades, cuts, strict=False) if points >= cut), grades[-1])


def labels(content: Content) -> Mapping[str, Words]:
    """What its rules are called."""
    fit = {one.key: one.label.words for one in content.fit}
    return fit | {one.key: one.label.words for one in content.engagement}
