"""What PostgreSQL itself remembers of rows that are gone: their old versions, and samples in its statistics."""

from contextlib import closing

from django.db import connection

# Indexes too, which a mere VACUUM passes over when little has changed; no truncating, which waits five seconds for each
# table that somebody reads. Then the statistics' own old versions.
_STATEMENTS = (
    "SET statement_timeout = 0",
    "SET lock_timeout = '1min'",
    "VACUUM (ANALYZE, INDEX_CLEANUP ON, TRUNCATE OFF)",
    "VACUUM pg_catalog.pg_statistic",
)


def wipe() -> None:
    """Have the database of this installation forget them; on a connection of its own, for VACUUM refuses to run
    within a transaction. Whoever reads or writes meanwhile does not wait."""
    with closing(connection.copy()) as own, own.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement)
