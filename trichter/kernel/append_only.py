"""Tables that only grow: the database refuses update and delete, but for merge and erasure, which pass a door."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.db import connection, transaction
from django.db.migrations.operations.special import RunSQL

Door = Literal["merge", "erasure"]

_GUARD = """
CREATE OR REPLACE FUNCTION trichter_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;
    ELSIF current_setting('trichter.door', true) IN ('merge', 'erasure') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(table: str) -> RunSQL:
    """The migration operation that makes `table` refuse UPDATE, DELETE and TRUNCATE (LAW 1.1)."""
    rows = f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    whole = f"CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    return RunSQL(
        [_GUARD, f"{rows} EXECUTE FUNCTION trichter_append_only()", f"{whole} EXECUTE FUNCTION trichter_append_only()"],
        [f"DROP TRIGGER {table}_never_truncated ON {table}", f"DROP TRIGGER {table}_only_grows ON {table}"],
    )


@contextmanager
def opened(door: Door) -> Iterator[None]:
    """Let merge or erasure change append-only rows until the block ends, be it by an error: the setting is undone with
    the savepoint."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trichter.door', %s, true)", [door])
        yield
        cursor.execute("SELECT set_config('trichter.door', '', true)")
