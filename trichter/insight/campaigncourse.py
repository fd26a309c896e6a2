"""The course of a campaign: how often its short links were followed, and how many visits came by it, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from trichter.facts.timeline.campaigns import Listed
from trichter.kernel import clock

DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """`clicks` are of everybody but robots, and of nobody in person; `visits` are of those who agreed."""

    day: date
    clicks: int
    visits: int


@dataclass(frozen=True, slots=True)
class Course:
    """The last days, the earliest first."""

    days: tuple[Day, ...]

    @property
    def clicks(self) -> int:
        return sum(day.clicks for day in self.days)

    @property
    def visits(self) -> int:
        return sum(day.visits for day in self.days)


def course(campaign: Listed) -> Course:
    """Of the last 30 days of the house, today included."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = clock.today()
    first = today - timedelta(days=DAYS - 1)
    given: dict[str, Any] = {"first": first, "last": today, "zone": settings.TIME_ZONE}
    given |= {"since": datetime.combine(first, time(), zone), "campaign": campaign.id, "key": campaign.key}
    with connection.cursor() as cursor:
        cursor.execute(_COURSE, given)
        return Course(tuple(Day(*row) for row in cursor.fetchall()))


_COURSE = """
    WITH days AS (
        SELECT each::date AS day FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') AS each
    ),
    clicks AS (
        SELECT d.day, sum(d.clicks)::bigint AS many FROM shortlinks_shortlinkday d
        JOIN shortlinks_shortlink l ON l.id = d.link_id
        WHERE l.campaign_id = %(campaign)s AND d.day >= %(first)s GROUP BY d.day
    ),
    visits AS (
        SELECT (began_at AT TIME ZONE %(zone)s)::date AS day, count(*) AS many FROM hits_visit
        WHERE began_at >= %(since)s AND campaign = %(key)s GROUP BY 1
    )
    SELECT day, coalesce(clicks.many, 0), coalesce(visits.many, 0)
    FROM days LEFT JOIN clicks USING (day) LEFT JOIN visits USING (day) ORDER BY day
"""
