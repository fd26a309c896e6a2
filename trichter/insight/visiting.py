"""Visitors of the firm's sites in a time: those who agreed, and apart from them those who are only counted."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from trichter.insight.funnel import span
from trichter.insight.overview import Scope


@dataclass(frozen=True, slots=True)
class Visitors:
    """`counted` are told anew each day, for nothing is kept of them; `agreed` are browsers, however often they came."""

    counted: int
    agreed: int


def visitors(scope: Scope) -> Visitors | None:
    """In these days, perhaps by one channel; None for what cannot be told of visitors: a campaign, a team."""
    if scope.campaign or scope.team:
        return None
    begins, ends = span(scope.since, scope.until, scope.zone)
    given: dict[str, Any] = {"begins": begins, "ends": ends, "channel": scope.channel}
    given |= {"first": scope.since, "last": scope.until}
    with connection.cursor() as cursor:
        cursor.execute(_VISITORS, given)
        return Visitors(*cursor.fetchone())


# Along visit_by_time; the counts of days are few.
_VISITORS = """
    SELECT
        (SELECT coalesce(sum(visitors), 0)::bigint FROM hits_channelday
            WHERE (%(first)s::date IS NULL OR day >= %(first)s::date)
            AND (%(last)s::date IS NULL OR day <= %(last)s::date)
            AND (%(channel)s::text IS NULL OR channel = %(channel)s::text)),
        (SELECT count(DISTINCT visitor) FROM hits_visit WHERE began_at >= %(begins)s AND began_at < %(ends)s
            AND (%(channel)s::text IS NULL OR channel = %(channel)s::text))
"""
