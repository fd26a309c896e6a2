"""What PostgreSQL itself remembers of rows that are gone: old versions, samples in its statistics, words in indexes."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from trichter.kernel import clock

_PATIENT = ("SET statement_timeout = 0", "SET lock_timeout = '1min'")
# Indexes too, which a mere VACUUM passes over when little has changed; no truncating, which waits five seconds for each
# table that somebody reads. Then the statistics' own old versions.
_STATEMENTS = (
    "VACUUM (ANALYZE, INDEX_CLEANUP ON, TRUNCATE OFF)",
    "VACUUM pg_catalog.pg_statistic",
)
# Each says in its comment since when it knows what it knows.
_INDEXES_OF_WORDS = """
    SELECT index.oid::regclass::text, obj_description(index.oid, 'pg_class')
    FROM pg_class index JOIN pg_am ON pg_am.oid = index.relam JOIN pg_index ON pg_index.indexrelid = index.oid
    WHERE pg_am.amname = 'gin' AND index.relnamespace = current_schema()::regnamespace AND {}
"""
_WHOLE = _INDEXES_OF_WORDS.format("indisvalid")
_LEFT_BEHIND = _INDEXES_OF_WORDS.format(r"NOT indisvalid AND index.relname LIKE '%\_ccnew%'")


def wipe() -> None:
    """Have the database of this installation forget them. Whoever reads or writes meanwhile does not wait."""
    with _apart() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement)


def wipe_words(*, gone_since: datetime) -> list[str]:
    """Make anew the indexes of words that were made before `gone_since`, and answer their names: such an index keeps a
    word for ever, also when no row has it any more.

    Nobody waits for this, but it waits for every transaction that is open. Raises `OperationalError` if one of them
    stays open for more than a minute.
    """
    made: list[str] = []
    with _apart() as cursor:
        cursor.execute(_LEFT_BEHIND)  # by an attempt that was not finished
        for name, _since in cursor.fetchall():
            cursor.execute(_about("DROP INDEX CONCURRENTLY {}", name))
        cursor.execute(_WHOLE)
        for name, since in cursor.fetchall():
            if since and datetime.fromisoformat(since) > gone_since:
                continue
            began = sql.Literal(clock.now().isoformat())
            cursor.execute(_about("REINDEX INDEX CONCURRENTLY {}", name))
            cursor.execute(_about("COMMENT ON INDEX {} IS {}", name, began))
            made.append(name)
    return made


@contextmanager
def _apart() -> Iterator[CursorWrapper]:
    """A connection of its own: such statements refuse to run within a transaction."""
    with closing(connection.copy()) as own, own.cursor() as cursor:
        for statement in _PATIENT:
            cursor.execute(statement)
        yield cursor


def _about(statement: str, name: str, *more: sql.Composable) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(name), *more)
