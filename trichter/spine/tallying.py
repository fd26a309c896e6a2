"""How many reached which stage on which day, kept as sums where a house is so large that counting takes too long.

Small houses count everybody each time they look and are never behind. In large ones a job counts every few minutes,
and whoever shows the sums says from when they are.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from trichter.kernel import clock
from trichter.spine.models import FunnelDay
from trichter.spine.timetable import every

LARGE = 20_000
"""From so many standings on, sums are kept."""

HERE = "NOT s.contact_id IN (SELECT e.id FROM contacts_contact e WHERE e.erased_at IS NOT NULL)"
"""Whoever was erased is in no list, so no number counts them. Not EXISTS: they are few, and gathered once."""

# `reached[i]` is when the stage of position i, or one beyond it, was first reached. Who came on no channel that we know
# came on another.
DAYS = """
    SELECT (passed.at AT TIME ZONE %(zone)s)::date AS day, s.track_id, passed.position,
        coalesce(j.first_channel, 'other') AS channel, j.first_campaign_id AS campaign_id, count(*) AS reached
    FROM lifecycle_standing s
    CROSS JOIN LATERAL unnest(s.reached) WITH ORDINALITY AS passed (at, position)
    LEFT JOIN lifecycle_journey j ON j.contact_id = s.contact_id
    WHERE {condition} AND passed.at IS NOT NULL AND {here}
    GROUP BY 1, 2, 3, 4, 5
""".replace("{here}", HERE)
_KEPT = f"""
    INSERT INTO spine_funnelday (day, track_id, position, channel, campaign_id, reached, made_at)
    SELECT days.*, %(now)s FROM ({DAYS.format(condition="true")}) AS days
"""  # noqa: S608 our own statement


@every(timedelta(minutes=5), "funnel.tally")
def tally() -> bool:
    """Count anew; whether this house keeps sums at all. Until all is counted, readers see the sums of last time."""
    is_large = _standings() >= LARGE
    with transaction.atomic(), connection.cursor() as cursor:
        FunnelDay.objects.all().delete()
        if is_large:
            cursor.execute(_KEPT, {"zone": settings.TIME_ZONE, "now": clock.now()})
    return is_large


def _standings() -> int:
    """About how many there are, as the database believes: nobody counts them for this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'lifecycle_standing'::regclass")
        return int(cursor.fetchone()[0])
