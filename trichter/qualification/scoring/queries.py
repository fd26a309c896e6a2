"""Reading scores: what somebody is worth, why, what it was and will be, and what the people of a firm make together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.qualification.rules.spans import Day
from trichter.qualification.rules.tree import Rule
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring.content import Content, faded
from trichter.qualification.scoring.models import Past, Score

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Counted:
    """A touchpoint that gives points, at a moment and a month later."""

    touchpoint: int
    at: datetime
    points: float
    in_a_month: float


@dataclass(frozen=True, slots=True)
class Part:
    """What a rule gives. Of fit the points after the caps, which do not fade, what it would give without, and what it
    asks."""

    key: str
    label: Words
    points: float
    in_a_month: float
    uncapped: int | None = None
    rule: Rule | None = None
    touchpoints: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A score with its parts, which add up to it. `grade` is such as `B2`."""

    contact: int
    model: str
    version: int
    at: datetime
    fit: int
    engagement: float
    in_a_month: float
    grade: str
    grade_in_a_month: str
    falls_at: datetime | None
    half_life_days: int
    fit_parts: tuple[Part, ...]
    engagement_parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """A score in short."""

    fit: int
    engagement: float
    grade: str


@dataclass(frozen=True, slots=True)
class Then:
    """What somebody was worth from a day on."""

    since: date
    fit: int
    engagement: float
    grade: str
    version: int


def explain(contact: int, at: datetime | None = None) -> Explained | None:
    """Why somebody is worth what they are; None for nobody, or before anybody is scored."""
    row = Score.objects.filter(contact_id=contact).first()
    return _explained(row, at or clock.now()) if row else None


def of_each(contact: str = "pk") -> Subquery:
    """The score of each contact of a query, for `read`."""
    columns = {name: name for name in COLUMNS}
    return Subquery(Score.objects.filter(contact_id=OuterRef(contact)).values(row=JSONObject(**columns))[:1])


def read(row: Mapping[str, Any] | None, at: datetime | None = None) -> Explained | None:
    """What that has found."""
    return _explained(found(row), at or clock.now()) if row else None


def found(row: Mapping[str, Any]) -> Score:
    """The score itself, from its `COLUMNS` as JSON."""
    times = [datetime.fromisoformat(one) for one in row["times"]]
    falls_at = datetime.fromisoformat(row["falls_at"]) if row["falls_at"] else None
    return Score(**{**{name: row[name] for name in COLUMNS}, "times": times, "falls_at": falls_at})


COLUMNS = ("contact_id", "version_id", "fit", "falls_at", "held", "rules", "touchpoints", "times")


def _explained(row: Score, now: datetime) -> Explained:
    edition = reigning.edition(row.version_id)
    content = edition.content
    later = now + MONTH
    return Explained(
        contact=row.contact_id,
        model=edition.model,
        version=edition.number,
        at=now,
        fit=row.fit,
        engagement=_signed(content, row, now),
        in_a_month=_signed(content, row, later),
        grade=content.grade(row.fit, row.falls_at, now),
        grade_in_a_month=content.grade(row.fit, row.falls_at, later),
        falls_at=row.falls_at,
        half_life_days=content.half_life_days,
        fit_parts=tuple(_fit_parts(content, row.held)),
        engagement_parts=tuple(_engagement_parts(content, row, now)),
    )


def worth(contacts: Iterable[int], at: datetime | None = None) -> dict[int, Worth]:
    """The scores of these people, for a list."""
    now = at or clock.now()
    rows = Score.objects.filter(contact_id__in=list(contacts)).values_list(
        "contact_id", "version_id", "fit", "falls_at"
    )
    return {
        contact: Worth(fit, content.value(falls_at, now), content.grade(fit, falls_at, now))
        for contact, version, fit, falls_at in rows
        for content in [reigning.edition(version).content]
    }


def of_company(people: Sequence[int], at: datetime | None = None) -> Worth | None:
    """A firm fits as well as the best of its people, and does what all of them do together: its fit is the highest,
    its engagement the sum."""
    rows = Score.objects.filter(contact_id__in=list(people)).values_list("version_id", "fit", "falls_at")
    return together(list(rows), at)


def together(known: Sequence[tuple[int, int, datetime | None]], at: datetime | None = None) -> Worth | None:
    """The same of scores that are read already: version, fit, and when engagement falls to one point."""
    if not known:
        return None
    now = at or clock.now()
    content = reigning.edition(known[0][0]).content  # all are scored by the version in force
    fit = max(fit for _version, fit, _falls_at in known)
    engagement = sum(content.value(falls_at, now) for _version, _fit, falls_at in known)
    return Worth(fit, engagement, content.graded(fit, engagement))


def history(contact: int) -> list[Then]:
    """From the earliest day on; engagement as it was at the end of the day on which it changed."""
    past = Past.objects.filter(contact_id=contact).order_by("since")
    rows = list(past.values_list("since", "version_id", "fit", "falls_at"))
    rows += Score.objects.filter(contact_id=contact).values_list("since", "version_id", "fit", "falls_at")
    return [_then(*row) for row in rows]


def _then(since: date, version: int, fit: int, falls_at: datetime | None) -> Then:
    edition = reigning.edition(version)
    now = clock.now()
    at = min(now, Day(day=since).end(now))
    content = edition.content
    return Then(since, fit, content.value(falls_at, at), content.grade(fit, falls_at, at), edition.number)


def _fit_parts(content: Content, held: Sequence[bool]) -> Iterable[Part]:
    given = content.fit_parts(held)
    for one in content.fit:
        if one.key in given:
            points = given[one.key]
            yield Part(one.key, one.label.words, points, points, uncapped=one.points, rule=one.rule)


def _engagement_parts(content: Content, row: Score, now: datetime) -> Iterable[Part]:
    by_rule: dict[int, list[tuple[int, datetime]]] = {}
    for place, touchpoint, at in zip(row.rules, row.touchpoints, row.times, strict=True):
        by_rule.setdefault(place, []).append((touchpoint, at))
    for place, one in enumerate(content.engagement, start=1):
        told = tuple(_counted(one.points, content, touchpoint, at, now) for touchpoint, at in by_rule.get(place, ()))
        if told:
            points, later = sum(each.points for each in told), sum(each.in_a_month for each in told)
            yield Part(one.key, one.label.words, points, later, touchpoints=told)


def _counted(points: int, content: Content, touchpoint: int, at: datetime, now: datetime) -> Counted:
    h = content.half_life
    return Counted(touchpoint, at, faded(points, now - at, h), faded(points, now + MONTH - at, h))


def _signed(content: Content, row: Score, at: datetime) -> float:
    """The engagement; where there is less than none, what its parts make."""
    if row.falls_at is not None:
        return content.value(row.falls_at, at)
    points = [content.engagement[place - 1].points for place in row.rules]
    return sum(faded(one, at - time, content.half_life) for one, time in zip(points, row.times, strict=True))
