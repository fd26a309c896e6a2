"""Whether a better grade really buys more often: of the leads of one grade, the share who became customers in time.

Each lead is counted once, with the grade that was kept on the evening of the day on which they became a lead, by the
version that answered then: nobody is judged by what was learned of them later. Only those count for whom the time is
up; of whom it is not, is said apart. Who was a customer by then already, is no lead to be won.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Min
from psycopg import sql

from trichter.insight.intervals import SURE, trend, wilson
from trichter.kernel import clock
from trichter.kernel.persons import Row, rows_of
from trichter.qualification.rules.spans import Day
from trichter.qualification.scoring import reigning
from trichter.qualification.scoring.content import ENGAGEMENT_GRADES, FIT_GRADES, Content
from trichter.qualification.scoring.models import Version

HORIZONS = (30, 90, 180, 365)
MOST = 5_000
"""So many are counted at most, the latest: more would make no answer surer, only later."""
FEW_PEOPLE, FEW_WON = 30, 5
"""Of fewer nothing can be said."""


class Verdict(StrEnum):
    """What can be said of the groups of one sort."""

    YES = "yes"
    NO = "no"
    REVERSE = "reverse"
    TOO_FEW = "too_few"


class Part(StrEnum):
    """What is counted of a grade: all whose time is up, those of them who bought in time, and those who still may."""

    UP = "up"
    WON = "won"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Rate:
    """Of the people who had a grade, so many bought in time. `open` are those whose time is not up, `open_won` those of
    them who bought already."""

    grade: str
    people: int
    won: int
    open: int
    open_won: int

    @property
    def share(self) -> float | None:
        return self.won / self.people if self.people else None

    @property
    def between(self) -> tuple[float, float] | None:
        """Where the true share lies in 95 of 100 cases."""
        return wilson(self.won, self.people)


@dataclass(frozen=True, slots=True)
class Sort:
    """The rates by fit, or by engagement, the best grade first, and what they say together."""

    name: str
    rates: tuple[Rate, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class WinRates:
    """Of the leads of so many days, the time being up. `unknown` had no grade then: nobody kept scores yet."""

    horizon: int
    total: Rate
    unknown: Rate
    fit: Sort
    engagement: Sort
    each: tuple[Rate, ...]
    since: date | None
    until: date | None
    is_all: bool


# One pass over those who stand on the track; what they were worth is found along primary keys, of `most` at most.
_LEADS = sql.SQL("""
    WITH place AS (
        SELECT max(position) FILTER (WHERE key = 'lead') AS lead, max(position) FILTER (WHERE key = 'customer') AS won
        FROM lifecycle_stage WHERE track_id = 'customer'
    ), led AS MATERIALIZED (
        SELECT s.contact_id, s.reached[place.lead] AS at, s.reached[place.won] AS won_at
        FROM lifecycle_standing s, place
        WHERE s.track_id = 'customer' AND s.reached[place.lead] > %(since)s AND s.reached[place.lead] <= %(until)s
          AND (s.reached[place.won] IS NULL OR s.reached[place.won] > s.reached[place.lead])
        ORDER BY s.reached[place.lead] DESC LIMIT %(most)s
    )
    SELECT led.contact_id, led.at, led.won_at, c.created_at, worth.version_id, worth.fit, worth.falls_at
    FROM led JOIN contacts_contact c ON c.id = led.contact_id AND c.merged_into_id IS NULL AND c.erased_at IS NULL
    LEFT JOIN LATERAL (
        SELECT * FROM (
            SELECT p.since, p.version_id, p.fit, p.falls_at FROM scoring_past p WHERE p.contact_id = led.contact_id
            UNION ALL SELECT n.since, n.version_id, n.fit, n.falls_at FROM scoring_score n
            WHERE n.contact_id = led.contact_id
        ) known WHERE known.since <= (led.at AT TIME ZONE %(zone)s)::date ORDER BY known.since DESC LIMIT 1
    ) worth ON true
    ORDER BY led.at
""")
_EVER = datetime(1900, 1, 1, tzinfo=UTC)
_GRADES = tuple(fit + did for fit in FIT_GRADES for did in ENGAGEMENT_GRADES)
_UNKNOWN = ""


def win_rates(horizon: int) -> WinRates:
    """How many days a lead has to become a customer, is for the reader to choose."""
    now, days = clock.now(), timedelta(days=horizon)
    matured, still_open = _leads(_EVER, now - days), _leads(now - days, now)
    done, waiting = _counted(matured, horizon), _counted(still_open, horizon)
    each = [_rate(grade, done, waiting) for grade in (*_GRADES, _UNKNOWN)]
    graded = each[:-1]
    return WinRates(
        horizon,
        total=_sum("", graded),
        unknown=each[-1],
        fit=_sort("fit", [_sum(fit, [one for one in graded if one.grade[0] == fit]) for fit in FIT_GRADES]),
        engagement=_sort(
            "engagement", [_sum(did, [one for one in graded if one.grade[1] == did]) for did in ENGAGEMENT_GRADES]
        ),
        each=tuple(one for one in graded if one.people or one.open),
        since=clock.today(matured[0]["at"]) if matured else None,
        until=clock.today(matured[-1]["at"]) if matured else None,
        is_all=len(matured) < MOST,
    )


def counted_in(horizon: int, grade: str, part: Part) -> list[int]:
    """Whom a number of the report counts: of a grade such as `A3`, or of all whose fit is `A` or engagement `3`."""
    now, days = clock.now(), timedelta(days=horizon)
    leads = _leads(now - days, now) if part is Part.OPEN else _leads(_EVER, now - days)
    return [
        contact
        for contact, then, in_time in _graded(leads, horizon)
        if then and grade in {then, then[0], then[1]} and (in_time or part is not Part.WON)
    ]


def _leads(since: datetime, until: datetime) -> list[Row]:
    given = {"since": since, "until": until, "most": MOST, "zone": settings.TIME_ZONE}
    return rows_of(_LEADS, given)


def _counted(leads: Iterable[Row], horizon: int) -> Counter[tuple[str, bool]]:
    """By grade and by whether they bought in time."""
    return Counter((grade, in_time) for _contact, grade, in_time in _graded(leads, horizon))


def _graded(leads: Iterable[Row], horizon: int) -> Iterator[tuple[int, str, bool]]:
    """Those who count, with the grade of then and whether they bought in time."""
    founded = Version.objects.aggregate(first=Min("published_at"))["first"]
    for lead in leads:
        evening = Day(day=clock.today(lead["at"])).end(lead["at"])
        won_at = lead["won_at"]
        if won_at is None or won_at > evening:
            in_time = won_at is not None and won_at <= lead["at"] + timedelta(days=horizon)
            yield lead["contact_id"], _grade_then(lead, evening, founded), in_time


def _grade_then(lead: Row, evening: datetime, founded: datetime | None) -> str:
    """Of whom nothing is kept was worth nothing, if they were known and scored by then."""
    if lead["version_id"] is not None:
        return reigning.edition(lead["version_id"]).content.grade(lead["fit"], lead["falls_at"], evening)
    was_there = founded is not None and founded <= evening and lead["created_at"] <= evening
    return Content().grade(0, None, evening) if was_there else _UNKNOWN


def _rate(grade: str, done: Counter[tuple[str, bool]], waiting: Counter[tuple[str, bool]]) -> Rate:
    won, open_won = done[grade, True], waiting[grade, True]
    return Rate(grade, won + done[grade, False], won, open_won + waiting[grade, False], open_won)


def _sum(grade: str, rates: Sequence[Rate]) -> Rate:
    return Rate(
        grade,
        sum(one.people for one in rates),
        sum(one.won for one in rates),
        sum(one.open for one in rates),
        sum(one.open_won for one in rates),
    )


def _sort(name: str, rates: Sequence[Rate]) -> Sort:
    return Sort(name, tuple(rates), _verdict(_sum("", rates), [(one.won, one.people) for one in rates]))


def _verdict(total: Rate, groups: Sequence[tuple[int, int]]) -> Verdict:
    """A difference that comes about by chance in more than 5 of 100 cases is none."""
    rises = trend(groups)
    if rises is None or total.people < FEW_PEOPLE or min(total.won, total.people - total.won) < FEW_WON:
        return Verdict.TOO_FEW
    if abs(rises) < SURE:
        return Verdict.NO
    return Verdict.YES if rises > 0 else Verdict.REVERSE
