"""Who goes how far, and when: ways through the funnel, drawn so that each period has exactly its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate, pairwise
from random import Random
from zoneinfo import ZoneInfo

from trichter.generation.demo.chance import chance
from trichter.generation.demo.numbers import DAYS, STAGES, Period, periods

FAIRS = {
    42: ("messe-stuttgart", "Messe Stuttgart"),
    140: ("energietage-hannover", "Energietage Hannover"),
    215: ("industrieforum-linz", "Industrieforum Linz"),
    300: ("winterforum-bochum", "Winterforum Bochum"),
}
"""A trade fair in each period: how many days before today it began, its key and name. Each lasts three days."""

_LAGS = {
    "lead": (2, 24),
    "mql": (0.3, 12),
    "sql": (0.1, 3),
    "opportunity": (1, 8),
    "customer": (9, 40),
    "promoter": (8, 30),
}
"""Days since the stage before: the least and the most."""
_CARRIED = {"lead": 0.1, "mql": 0.12, "sql": 0.15, "opportunity": 0.25, "customer": 0.5, "promoter": 0.8}
"""The share of those who had come to the stage before in the period before."""
_AS_LEAD = 0.68
"""The share of new leads of whom we had not heard before."""
_MONTHS = (0.8, 1, 1.1, 0.95, 1, 0.95, 0.75, 0.7, 1.1, 1.15, 1.2, 0.6)
"""Little happens in the summer and about Christmas."""
_WEEKEND = 0.2
_AT_FAIR = 0.55
_IS_RARE = 0.12
_RARE = {
    "search": ("chat", "pr"),
    "paid_social": ("social",),
    "affiliate": ("display",),
    "direct": ("phone", "print"),
    "referral": ("walk_in",),
}
"""The rarer channels, and among which they are found."""


@dataclass(slots=True)
class Course:
    """One way: the channel of its first touch, when each stage was reached, and the fair at which it began, if any."""

    number: int
    period: int
    channel: str
    reached: dict[str, datetime] = field(default_factory=dict)
    fair: str = ""

    @property
    def furthest(self) -> str:
        """The last stage reached."""
        return max(self.reached, key=STAGES.index)

    @property
    def began_as_lead(self) -> bool:
        """Whether the first thing we heard was more than a newsletter sign-up."""
        return self.reached.get("lead") == self.reached["subscriber"]


def draw(today: date, *, zone: ZoneInfo) -> list[Course]:
    """All ways of the year that ends today; what is drawn ends yesterday evening, whatever the time of day."""
    courses: list[Course] = []
    for channel in next(periods(today)).counts:
        drawing = _Drawing(today, zone, channel, first=len(courses))
        for period in periods(today):
            drawing.fill(period)
        courses += drawing.courses
    _vary(courses, latest=today - timedelta(days=DAYS[0] - 1))
    return courses


def working_time(day: date, rng: Random, *, zone: ZoneInfo) -> datetime:
    """A moment at which people are at work, rather in the morning."""
    minute = int(rng.triangular(7 * 60, 18 * 60, 10 * 60))
    return datetime.combine(day, time(minute // 60, minute % 60, rng.randrange(60)), zone)


def _vary(courses: Sequence[Course], *, latest: date) -> None:
    """Let some early leads have come on a rarer channel, unless they moved on lately: those count as planned."""
    rng = chance("rare channels")
    for course in courses:
        moved_since = any(at.date() >= latest for at in course.reached.values())
        if course.began_as_lead and not moved_since and course.channel in _RARE and rng.random() < _IS_RARE:
            course.channel = rng.choice(_RARE[course.channel])


class _Drawing:
    """The ways of one channel."""

    def __init__(self, today: date, zone: ZoneInfo, channel: str, *, first: int) -> None:
        self.courses: list[Course] = []
        self._today = today
        self._zone = zone
        self._channel = channel
        self._first = first

    def fill(self, period: Period) -> None:
        """Let new people come and old ones go on, until the numbers of the period are reached."""
        counts = dict(zip(STAGES, period.counts[self._channel], strict=True))
        self._begin(period, counts["subscriber"], as_lead=round(counts["lead"] * _AS_LEAD))
        for before, stage in pairwise(STAGES):
            there = sum(1 for course in self.courses if self._came_in(period.number, course, stage))
            self._lead_on(period, before, stage, counts[stage] - there)

    def _begin(self, period: Period, count: int, *, as_lead: int) -> None:
        rng = chance(f"begin {period.number} {self._channel}")
        leading = set(rng.sample(range(count), as_lead))
        for place, day in enumerate(self._days(period, count, rng)):
            course = Course(self._first + len(self.courses), period.number, self._channel)
            course.reached["subscriber"] = working_time(day, rng, zone=self._zone)
            if place in leading:
                course.reached["lead"] = course.reached["subscriber"]
                course.fair = fair_on((self._today - day).days) if self._channel == "event" else ""
            self.courses.append(course)

    def _days(self, period: Period, count: int, rng: Random) -> list[date]:
        """The days on which so many people are first heard of: by season and weekday, a little more with each week."""
        span = (period.last - period.first).days + 1
        days = [day for offset in range(span) if (day := period.first + timedelta(offset)) < self._today]
        weights = [
            _MONTHS[day.month - 1] * (_WEEKEND if day.weekday() >= 5 else 1) * (0.8 + 0.5 * place / span)
            for place, day in enumerate(days)
        ]
        drawn = rng.choices(days, weights, k=count)
        if self._channel != "event":
            return drawn
        at_fair = [day for day in days if fair_on((self._today - day).days)]
        return [rng.choice(at_fair) if rng.random() < _AT_FAIR else day for day in drawn]

    def _lead_on(self, period: Period, before: str, stage: str, count: int) -> None:
        """So many of those who have come to the stage before, now or in the last period, go on to this one."""
        rng = chance(f"{stage} {period.number} {self._channel}")
        waiting = [course for course in self.courses if stage not in course.reached]
        own = [course for course in waiting if self._came_in(period.number, course, before)]
        older = [course for course in waiting if self._came_in(period.number + 1, course, before)]
        carried = min(len(older), max(round(count * _CARRIED[stage]), count - len(own)))
        first, last = self._ends(period)
        for course in self._chosen(older, carried, before, last, rng) + self._chosen(
            own, count - carried, before, last, rng
        ):
            course.reached[stage] = self._later(course.reached[before], stage, first, last, rng)

    def _came_in(self, number: int, course: Course, stage: str) -> bool:
        """Whether the stage was reached in the period of this number."""
        if stage not in course.reached:
            return False
        ago = (self._today - course.reached[stage].date()).days
        return number == next(place for place, end in enumerate(accumulate(DAYS)) if ago < end)

    def _ends(self, period: Period) -> tuple[datetime, datetime]:
        last = min(period.last, self._today - timedelta(days=1))
        return datetime.combine(period.first, time(7), self._zone), datetime.combine(last, time(20), self._zone)

    def _chosen(self, courses: Sequence[Course], count: int, before: str, last: datetime, rng: Random) -> list[Course]:
        """At random, but rather those who have the time: weighted, without putting back (Efraimidis and Spirakis)."""
        assert count <= len(courses), f"only {len(courses)} of {count} can go on from {before}"
        days = {course.number: max((last - course.reached[before]) / timedelta(days=1), 0.2) for course in courses}
        return sorted(courses, key=lambda course: -(rng.random() ** (days[course.number] ** -1.5)))[:count]

    def _later(self, before: datetime, stage: str, first: datetime, last: datetime, rng: Random) -> datetime:
        """Some days after the stage before, but within the period; sooner where there is not so much time."""
        moment = before + timedelta(days=rng.uniform(*_LAGS[stage]))
        if moment < first:
            moment = first + (last - first) * rng.uniform(0, 0.5)
        if moment > last:
            moment = before + max((last - before) * rng.uniform(0.3, 0.9), timedelta(minutes=3))
            return moment.replace(microsecond=0)
        at_work = working_time(moment.date(), rng, zone=self._zone)
        return at_work if max(before, first) < at_work <= last else moment.replace(microsecond=0)


def fair_on(days_ago: int) -> str:
    """The key of the fair that was on that day, if any."""
    return next((key for began, (key, _name) in FAIRS.items() if began - 2 <= days_ago <= began), "")
