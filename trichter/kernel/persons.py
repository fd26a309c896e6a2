"""Every table that holds rows about a person says here how these rows merge, unmerge, are exported and erased.

A test walks through all models and fails on a table that is missing, so nobody can add personal data and forget the
person behind it. Files are registered too: erasure reaches them as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection
from psycopg import sql
from pydantic_core import from_json, to_jsonable_python

_JSONB = 3802
"""PostgreSQL's number of the type; Django's cursors answer it as text."""

Row = dict[str, Any]


class PersonRows(Protocol):
    """One table's rows about people."""

    @property
    def table(self) -> str:
        """Its name in the database."""

    def merge(self, *, winner: int, loser: int) -> Any:
        """Give the loser's rows to the winner; the answer (JSON) is kept so that `unmerge` can restore both."""

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        """Undo `merge`. `followed` are the touchpoints of after the merge that belong to the loser."""

    def export(self, contact: int) -> list[Row]:
        """What is known, for the person to see and take along (LAW 1.13)."""

    def erase(self, contact: int) -> None:
        """Leave nothing that could lead back to the person (LAW 1.12)."""


@dataclass(frozen=True, slots=True)
class KnownAs:
    """By what texts that hang on no contact may name a person.

    Each stands for the whole: an address and a number (both in normal form) for a whole one, an id of another system
    for a whole cell, a name for first and last name. Anybody can call themselves "@gmail" in a form; less than the
    whole would let them erase other people.
    """

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()


_tables: dict[str, PersonRows] = {}
_files: list[Callable[[KnownAs], None]] = []


def register(rows: PersonRows) -> None:
    """Declare a table; declaring it again replaces the earlier word."""
    _tables[rows.table] = rows


def erases_files(eraser: Callable[[KnownAs], None]) -> Callable[[KnownAs], None]:
    """Declare a function that removes the lines about a person from files, given by what these may name them."""
    _files.append(eraser)
    return eraser


def registered() -> frozenset[str]:
    """The names of all declared tables."""
    return frozenset(_tables)


def merge(*, winner: int, loser: int) -> dict[str, Any]:
    """Move all rows; answers what `unmerge` needs, by table."""
    return {name: rows.merge(winner=winner, loser=loser) for name, rows in _tables.items()}


def unmerge(*, winner: int, loser: int, kept: dict[str, Any], followed: Sequence[int]) -> None:
    """Restore both persons from what `merge` answered."""
    for name, rows in _tables.items():
        rows.unmerge(winner=winner, loser=loser, kept=kept.get(name), followed=followed)


def export(contact: int) -> dict[str, list[Row]]:
    """All that is known of a person, by table, as JSON has it."""
    exported: dict[str, list[Row]] = to_jsonable_python(
        {name: rows.export(contact) for name, rows in sorted(_tables.items())}
    )
    return exported


def erase(contact: int, *, known_as: KnownAs) -> None:
    """Erase in all tables and files, what was declared last first: it may need to read what it hangs on."""
    for rows in reversed(_tables.values()):
        rows.erase(contact)
    erase_in_files(known_as)


def erase_in_files(known_as: KnownAs) -> None:
    """Erase where nothing belongs to a contact, also for somebody who is none."""
    for eraser in _files:
        eraser(known_as)


@dataclass(frozen=True)
class Rows:
    """The usual table: rows with a key and a contact column that move as they are and are deleted on erasure.

    `follows` names the column with the touchpoint that made a row: rows made after a merge follow their touchpoint
    back at the unmerge.
    """

    table: str
    key: str = "id"
    contact: str = "contact_id"
    follows: str | None = None
    hidden: frozenset[str] = field(default_factory=frozenset)

    def merge(self, *, winner: int, loser: int) -> list[int]:
        return self._give("{contact} = %(loser)s", {"winner": winner, "loser": loser})

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        condition = "{key} = ANY(%(kept)s)" + (" OR {follows} = ANY(%(followed)s)" if self.follows else "")
        given = {"winner": loser, "kept": kept or [], "followed": list(followed), "from": winner}
        self._give(f"{{contact}} = %(from)s AND ({condition})", given)

    def export(self, contact: int) -> list[Row]:
        rows = self._run("SELECT * FROM {table} WHERE {contact} = %(contact)s ORDER BY {key}", {"contact": contact})
        return [{k: v for k, v in row.items() if k not in self.hidden} for row in rows]

    def erase(self, contact: int) -> None:
        self._run("DELETE FROM {table} WHERE {contact} = %(contact)s", {"contact": contact})

    def _give(self, condition: str, values: dict[str, Any]) -> list[int]:
        statement = f"UPDATE {{table}} SET {{contact}} = %(winner)s WHERE {condition} RETURNING {{key}}"  # noqa: S608
        return [row[self.key] for row in self._run(statement, values)]

    def _run(self, statement: str, values: dict[str, Any], *, columns: Sequence[str] = ()) -> list[Row]:
        known = ("table", "key", "contact", "follows")
        names = {name: sql.Identifier(getattr(self, name) or self.key) for name in known}
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        return rows_of(sql.SQL(statement).format(**names, columns=listed), values)


@dataclass(frozen=True)
class Across(Rows):
    """As `Rows`, but the table's primary key starts with the contact: rows move by delete and insert, so that the
    table can be distributed by contact."""

    def _give(self, condition: str, values: dict[str, Any]) -> list[int]:
        columns = [row["column"] for row in rows_of(_COLUMNS, {"table": self.table}) if row["column"] != self.contact]
        statement = f"""
            WITH gone AS (DELETE FROM {{table}} WHERE {condition} RETURNING *)
            INSERT INTO {{table}} ({{contact}}, {{columns}}) SELECT %(winner)s, {{columns}} FROM gone RETURNING {{key}}
        """  # noqa: S608 our own conditions
        return [row[self.key] for row in self._run(statement, values, columns=columns)]


@dataclass(frozen=True)
class Staying:
    """Rows that point from one contact to another and keep pointing there: a merge leaves them, a redirect leads on."""

    table: str
    contacts: tuple[str, ...] = ("contact_id", "other_id")

    def merge(self, *, winner: int, loser: int) -> None:
        """Stays."""

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:
        """Stays."""

    def export(self, contact: int) -> list[Row]:
        return self._run("SELECT * FROM", contact)

    def erase(self, contact: int) -> None:
        self._run("DELETE FROM", contact)

    def _run(self, verb: str, contact: int) -> list[Row]:
        named = sql.SQL(" OR ").join(sql.SQL("{} = %(contact)s").format(sql.Identifier(name)) for name in self.contacts)
        statement = sql.SQL("{} {} WHERE {}").format(sql.SQL(verb), sql.Identifier(self.table), named)
        return rows_of(statement, {"contact": contact})


@dataclass(frozen=True)
class Derived:
    """A table that is computed from facts: nothing to move or export, it is recomputed after the facts have moved."""

    table: str
    contact: str = "contact_id"

    def merge(self, *, winner: int, loser: int) -> None:
        self._clear(winner, loser)

    def unmerge(self, *, winner: int, loser: int, kept: Any, followed: Sequence[int]) -> None:  # noqa: ARG002
        self._clear(winner, loser)

    def export(self, contact: int) -> list[Row]:
        statement = sql.SQL("SELECT * FROM {} WHERE {} = %(contact)s")
        return rows_of(statement.format(sql.Identifier(self.table), sql.Identifier(self.contact)), {"contact": contact})

    def erase(self, contact: int) -> None:
        """Holds nothing but what the facts, once erased, still say."""

    def _clear(self, *contacts: int) -> None:
        statement = sql.SQL("DELETE FROM {} WHERE {} = ANY(%(contacts)s)")
        rows_of(
            statement.format(sql.Identifier(self.table), sql.Identifier(self.contact)), {"contacts": list(contacts)}
        )


_COLUMNS = sql.SQL("""
    SELECT attname AS column FROM pg_attribute
    WHERE attrelid = %(table)s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
""")


def rows_of(statement: sql.Composable, values: dict[str, Any]) -> list[Row]:
    """Run a statement and read what it answers as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        columns = cursor.description or ()
        found = [dict(zip((column.name for column in columns), row, strict=True)) for row in cursor] if columns else []
    for column in columns:
        if column.type_code == _JSONB:
            for row in found:
                row[column.name] = row[column.name] and from_json(row[column.name])
    return found
