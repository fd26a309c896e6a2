"""What stands in the database and in the home, as comparable texts."""

from pathlib import Path
from typing import Any

from django.db import connection

from trichter.kernel.environment import environment
from trichter.kernel.postgres.place import place

COMPUTED = ("contacts_contact", "lifecycle_standing", "lifecycle_journey")
PERSONS = (
    *COMPUTED,
    "contacts_identifier",
    "contacts_shareddevice",
    "contacts_duplicatesuggestion",
    "timeline_touchpoint",
    "timeline_recordedkey",
    "consent_chain",
    "consent_consent",
    "consent_suppression",
    "spine_reaction",
)


def tables() -> list[str]:
    """All tables of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [table for (table,) in cursor.fetchall()]


def rows(*names: str) -> dict[str, list[str]]:
    """The rows of tables as JSON texts, in an order of their own."""
    with connection.cursor() as cursor:
        found: dict[str, list[str]] = {}
        for name in names:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t ORDER BY 1')
            found[name] = [row for (row,) in cursor.fetchall()]
        return found


def whole_database() -> str:
    """Every value of every row of every table; binary ones as their bytes read as well."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT table_name, string_agg(format('encode(t.%I, ''escape'')', column_name), ' || '' '' || ')
                       FILTER (WHERE data_type = 'bytea')
            FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1
        """)
        binary: dict[str, Any] = dict(cursor.fetchall())
        texts = []
        for table in tables():
            extra = f" || ' ' || coalesce({binary[table]}, '')" if binary.get(table) else ""
            cursor.execute(f"SELECT coalesce(string_agg(t::text{extra}, chr(10)), '') FROM \"{table}\" t")
            texts.append(cursor.fetchone()[0])
    return "\n".join(texts)


def whole_home() -> str:
    """Every file of the home but the database server's own."""
    home = environment().home_path
    server = place(home).folder
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and server not in path.parents]
    return "\n".join(_read(path) for path in files)


def _read(path: Path) -> str:
    return f"{path}\n{path.read_bytes().decode('utf-8', 'replace')}"
