"""What of a letter is kept, and for how long: that it left, when, why and how it ended; not for ever what it said."""

from datetime import datetime, timedelta

from psycopg import sql

from trichter.kernel import clock
from trichter.kernel.persons import rows_of
from trichter.spine.outreach.models import NOBODY
from trichter.spine.timetable import every

KEPT_FOR = timedelta(days=90)
"""Long enough for whoever asks what we wrote last quarter. The mail that asks about a sign-up is kept as its proof."""
BATCH = 500
_MOST_BATCHES = 20
"""In an hour, and each is a transaction of its own: neither holds up the mail that leaves meanwhile."""

_SOURCES = sql.SQL("""
    WITH old AS (
        SELECT id FROM outreach_message
        WHERE source IS NOT NULL AND NOT is_proof AND created_at < %(before)s
            AND state NOT IN ('queued', 'deferred', 'sending', 'in_doubt')
        ORDER BY created_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    )
    UPDATE outreach_message letter SET source = NULL FROM old WHERE letter.id = old.id RETURNING letter.id
""")
_NOBODYS = sql.SQL("""
    WITH old AS (
        SELECT id FROM outreach_message
        WHERE contact_id = %(nobody)s AND address <> '' AND created_at < %(before)s
            AND state NOT IN ('queued', 'deferred', 'sending')
        ORDER BY created_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    )
    UPDATE outreach_message letter SET address = '', address_key = '', envelope_from = '', envelope_to = '',
        subject = '', source = NULL, error = '', context = '{}'
    FROM old WHERE letter.contact_id = %(nobody)s AND letter.id = old.id RETURNING letter.id
""")
_BOXED = sql.SQL("""
    DELETE FROM outreach_boxedmail WHERE id IN (
        SELECT id FROM outreach_boxedmail WHERE at < %(before)s ORDER BY id LIMIT %(batch)s
    ) RETURNING id
""")


@every(timedelta(hours=1), "letters.forget")
def forget() -> int:
    """Drop what old letters said, and of those to nobody we know also to whom; answers how many rows it took.

    What waits, is on its way or has still to be decided keeps what it needs.
    """
    before = clock.now() - KEPT_FOR
    return sum(_in_batches(statement, before) for statement in (_NOBODYS, _SOURCES, _BOXED))


def _in_batches(statement: sql.SQL, before: datetime) -> int:
    values = {"before": before, "batch": BATCH, "nobody": NOBODY}
    done = 0
    for _batch in range(_MOST_BATCHES):
        taken = len(rows_of(statement, values))
        done += taken
        if taken < BATCH:
            break
    return done
