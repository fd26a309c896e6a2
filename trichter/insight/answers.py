"""How visitors answer when they are asked whether their visit may be measured: over time, by source, by wording."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from trichter.facts.consent.models import Wording
from trichter.facts.timeline.hits import sources
from trichter.facts.timeline.hits.models import Decision

FEW_DAYS = 31
"""Up to so many are shown each; more by weeks, which begin on Monday."""
SINCE_EVER = date(2000, 1, 1)
State = Decision.State


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers of each kind. Who withdraws had agreed before: it is no part of the rate."""

    granted: int = 0
    refused: int = 0
    withdrawn: int = 0

    @property
    def asked(self) -> int:
        """All that were given to the question."""
        return self.granted + self.refused

    @property
    def rate(self) -> float | None:
        """The share that agreed."""
        return self.granted / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Named:
    """The answers of a source or of a wording. `text` are the words; nothing of words that other tools have used."""

    name: str
    answers: Answers
    version: int | None = None
    language: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """All of it: by first day of each day or week, the first first, and those on which nobody answered among them."""

    total: Answers
    course: tuple[tuple[date, Answers], ...]
    is_by_week: bool
    sources: tuple[Named, ...]
    wordings: tuple[Named, ...]


def answers(zone: ZoneInfo, *, until: date, since: date | None = None) -> Found:
    """Those of these days, both included, by the house's clock."""
    is_by_week = since is None or (until - since).days >= FEW_DAYS
    given = {
        "zone": zone.key,
        "step": "week" if is_by_week else "day",
        "since": datetime.combine(since or SINCE_EVER, time(), zone),
        "until": datetime.combine(until + timedelta(days=1), time(), zone),
    }
    by: dict[str, dict[Any, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, given)
        for what, day, source, wording, state, many in cursor.fetchall():
            by[what][{"day": day, "source": source, "wording": wording}.get(what)][state] = many
    days = {day: _answers(counted) for day, counted in by["day"].items()}
    return Found(
        total=_answers(sum(by["day"].values(), Counter())),
        course=tuple(_course(days, since, until, 7 if is_by_week else 1)),
        is_by_week=is_by_week,
        sources=_of_sources(by["source"]),
        wordings=_of_wordings(by["wording"]),
    )


def _answers(counted: Mapping[str, int]) -> Answers:
    return Answers(*(counted.get(state, 0) for state in (State.GRANTED, State.REFUSED, State.WITHDRAWN)))


def _course(days: Mapping[date, Answers], since: date | None, until: date, step: int) -> Iterator[tuple[date, Answers]]:
    if not days:
        return
    day = since or min(days)
    day -= timedelta(days=day.weekday() if step > 1 else 0)
    while day <= until:
        yield day, days.get(day, Answers())
        day += timedelta(days=step)


def _of_sources(counted: Mapping[int, Counter[str]]) -> tuple[Named, ...]:
    names = {one.id: one.name for one in sources.listing(closed=True)}
    found = (Named(names.get(source, f"#{source}"), _answers(told)) for source, told in counted.items())
    return tuple(sorted(found, key=lambda one: (-one.answers.asked, one.name)))


def _of_wordings(counted: Mapping[int | None, Counter[str]]) -> tuple[Named, ...]:
    rows = Wording.objects.in_bulk([number for number in counted if number])
    found = (_worded(rows.get(number or 0), _answers(told)) for number, told in counted.items())
    return tuple(sorted(found, key=lambda one: (one.language, -(one.version or 0))))


def _worded(row: Wording | None, told: Answers) -> Named:
    return Named("", told, row.version, row.language, row.text) if row else Named("", told)


# One reading of the ledger along its index by time.
_COUNTED = """
    SELECT CASE WHEN GROUPING(day) = 0 THEN 'day' WHEN GROUPING(source_id) = 0 THEN 'source' ELSE 'wording' END,
        day, source_id, wording_id, state, count(*)
    FROM (
        SELECT date_trunc(%(step)s, at AT TIME ZONE %(zone)s)::date AS day, source_id, wording_id, state
        FROM hits_decision WHERE at >= %(since)s AND at < %(until)s
    ) AS each
    GROUP BY GROUPING SETS ((day, state), (source_id, state), (wording_id, state))
"""
