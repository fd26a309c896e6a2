"""What PostgreSQL itself remembers of rows that are gone: their old versions, samples in its statistics, and words."""

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
# An index of words keeps a word for ever, also when no row has it any more.
_INDEXES_OF_WORDS = """
    SELECT index.oid::regclass FROM pg_class index JOIN pg_am ON pg_am.oid = index.relam
    WHERE pg_am.amname = 'gin' AND index.relkind = 'i' AND index.relnamespace = current_schema()::regnamespace
"""


def wipe() -> None:
    """Have the database of this installation forget them; on a connection of its own, for VACUUM refuses to run
    within a transaction. Whoever reads or writes meanwhile does not wait."""
    with closing(connection.copy()) as own, own.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement)
        cursor.execute(_INDEXES_OF_WORDS)
        for (index,) in cursor.fetchall():
            cursor.execute(f"REINDEX INDEX CONCURRENTLY {index}")
