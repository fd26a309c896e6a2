"""Those who have not agreed are only counted: by page, and by channel, day by day, and told apart by a digest whose
salt is destroyed when the day is over (LAW 5.2)."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from trichter.facts.timeline.hits.models import Passer, Salt

SALT = """
    INSERT INTO hits_salt (day, salt) VALUES ($1, $2)
    ON CONFLICT (day) DO UPDATE SET day = excluded.day RETURNING salt
"""
"""The salt of a day ($1), made from what is given ($2) by whoever needs it first; for collectors, past Django."""
OTHER = ""
"""Stands for the path of all that came after a day's paths of a source were too many: a path is never empty."""
MOST_PATHS = 5_000
"""Paths of a source that are told apart on a day: anybody can ask for pages that are not there."""
# Whoever comes by two channels on a day counts for the first. One folds at a time: the lock keeps days from meeting.
_FOLD = """
    WITH told AS MATERIALIZED (DELETE FROM hits_tally WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM hits_tally LIMIT %(most)s)) RETURNING *),
    passed AS (
        INSERT INTO hits_passer (day, source_id, digest) SELECT DISTINCT day, source_id, passer FROM told
        ON CONFLICT DO NOTHING RETURNING day, source_id, digest
    ),
    came AS (
        SELECT DISTINCT ON (day, source_id, passer) day, source_id, channel FROM told
        JOIN passed USING (day, source_id) WHERE passed.digest = told.passer
        ORDER BY day, source_id, passer, place
    ),
    viewed AS (SELECT day, source_id, path, count(*) AS views FROM told WHERE is_page GROUP BY day, source_id, path),
    fresh AS (
        SELECT day, source_id, path, row_number() OVER (PARTITION BY day, source_id ORDER BY views DESC, path) AS place
        FROM viewed WHERE NOT EXISTS (SELECT FROM hits_pageday known WHERE known.day = viewed.day
            AND known.source_id = viewed.source_id AND known.path = viewed.path)
    ),
    room AS (
        SELECT each.day, each.source_id, %(paths)s - (SELECT count(*) FROM hits_pageday known
            WHERE known.day = each.day AND known.source_id = each.source_id) AS room
        FROM (SELECT DISTINCT day, source_id FROM fresh) AS each
    ),
    pages AS (
        INSERT INTO hits_pageday (day, source_id, path, views)
        SELECT day, source_id, CASE WHEN fresh.place > room.room THEN %(other)s ELSE path END, sum(views)
        FROM viewed LEFT JOIN fresh USING (day, source_id, path) LEFT JOIN room USING (day, source_id) GROUP BY 1, 2, 3
        ON CONFLICT (day, source_id, path) DO UPDATE SET views = hits_pageday.views + excluded.views
    ),
    counted AS (
        INSERT INTO hits_channelday (day, source_id, channel, visitors, views)
        SELECT day, source_id, channel, sum(visitors), sum(views) FROM (
            SELECT day, source_id, channel, count(*) AS visitors, 0 AS views FROM came GROUP BY day, source_id, channel
            UNION ALL
            SELECT day, source_id, channel, 0, count(*) FROM told WHERE is_page GROUP BY day, source_id, channel
        ) AS both_sides GROUP BY day, source_id, channel
        ON CONFLICT (day, source_id, channel) DO UPDATE SET
            visitors = hits_channelday.visitors + excluded.visitors, views = hits_channelday.views + excluded.views
    )
    SELECT count(*) FROM told
"""
# Any number, as long as it is ours alone.
_LOCK = 7_482_007
MOST = 20_000
LATE = timedelta(hours=1)
"""By then whatever a collector had of yesterday is written."""


def fold() -> int:
    """Add what was told since to the days; answers how much, up to `MOST`. Nobody else folds meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, {"most": MOST, "paths": MOST_PATHS, "other": OTHER})
        return int(cursor.fetchone()[0])


def destroy_salts(now: datetime) -> int:
    """Destroy those of the days before this moment's, by the house's clock; answers how many.

    The digests that were made with them lead to nobody any more. They go an hour later, and not while anything is told
    of their day still: whoever told of it late, and was counted, would count once more.
    """
    today, settled = now.date(), (now - LATE).date()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT DISTINCT day FROM hits_tally")
        told = [day for (day,) in cursor.fetchall()]
        Passer.objects.filter(day__lt=settled).exclude(day__in=told).delete()
        return Salt.objects.filter(day__lt=today).delete()[0]
