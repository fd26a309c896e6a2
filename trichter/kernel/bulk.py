"""Set-based statements: one for a batch of any size, from columns of arrays (`unnest`), sent without waiting."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count as counted
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import RawCursor
from pydantic_core import from_json, to_json

Columns = Mapping[str, str]
"""Column names and their PostgreSQL types, in the order of the rows' values."""

_AS_TEXT = frozenset({"jsonb", "text[]", "timestamptz[]"})
"""Types that arrive as texts and are cast row by row: an array of arrays would have to be rectangular."""


Answer = Callable[[], list[tuple[Any, ...]]]
"""Fetches the rows of a statement that was sent."""


@contextmanager
def pipelined() -> Iterator[None]:
    """Send the statements within without waiting for the answer to each: the first fetch waits for all sent before it.

    An error of a statement whose answer nobody fetches appears at the next fetch or at the end of the block.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def ask(statement: str, values: Sequence[Any] = (), *, prepare: bool = False) -> Answer:
    """Send a question; the answer can be fetched later.

    `prepare` what is asked for each recording: then the server plans it once (`plan_for` says how).
    """
    return _send(statement, values, prepare=prepare)


class Prepared:
    """A long statement that is sent again and again: prepared on the server, its named places found once.

    The driver looks for the places of a statement of more than 4 kB each time it is sent, which takes longer than the
    statement itself.
    """

    def __init__(self, statement: str) -> None:
        self._names: dict[str, int] = {}
        self._named, self._statement = statement, _PLACE.sub(self._place, statement)

    def _place(self, found: re.Match[str]) -> str:
        name = found.group(1)
        return f"${self._names.setdefault(name, len(self._names) + 1)}" if name else "%"

    def ask(self, given: Mapping[str, Any]) -> Answer:
        """Send it; the answer can be fetched later."""
        if _is_looked_at():
            return _openly(self._named, given)
        return _execute(*self.statement(given), prepare=True)

    def statement(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """With numbered places, and their values: for who asks past Django."""
        return self._statement, [given[name] for name in self._names]


_PLACE = re.compile(r"%(?:\((\w+)\)s|%)")


FEW = 30
"""Rows up to which planning a long statement takes longer than running it."""


def plan_for(rows: int, *, sharing: int | None = None) -> None:
    """From here on in this transaction: of few rows one plan does for all, of many each batch is worth its own.
    `sharing` is the key of an advisory lock that it holds together with others from here on.

    Left to itself, the server soon takes the plan for few, which seems cheaper, for batches of a thousand too. The plan
    for few goes by indexes, whatever it sees: made while a table was empty, it would read all of it for ever.
    """
    is_few = rows <= FEW
    _plan("force_generic_plan" if is_few else "force_custom_plan", scans="off" if is_few else "on", sharing=sharing)


def plan_as_usual() -> None:
    """What else this transaction asks is planned as if nothing had been said."""
    _plan("auto", scans="on")


def _plan(mode: str, *, scans: str, sharing: int | None = None) -> None:
    if sharing is None:
        ask(_PLAN, [mode, scans], prepare=True)
    else:
        ask(f"{_PLAN}, pg_advisory_xact_lock_shared(%s)", [mode, scans, sharing], prepare=True)


_PLAN = "SELECT set_config('plan_cache_mode', %s, true), set_config('enable_seqscan', %s, true)"


def insert(table: str, columns: Columns, rows: Sequence[Sequence[Any]], *, then: str = "") -> list[tuple[Any, ...]]:
    """Insert rows; `then` is what follows in the statement (ON CONFLICT …, RETURNING …)."""
    answer = inserting(table, columns, rows, then=then)
    return answer() if "RETURNING" in then else []


def inserting(table: str, columns: Columns, rows: Sequence[Sequence[Any]], *, then: str = "") -> Answer:
    """As `insert`; what RETURNING answers can be fetched later."""
    if not rows:
        return list
    return _send(_insert(table, tuple(columns.items()), then), _arrays(columns, rows), prepare=True)


def update(table: str, key: str, columns: Columns, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows over those of the same `key`, which is one of the columns."""
    if not rows:
        return
    _send(_update(table, key, tuple(columns.items())), _arrays(columns, rows), prepare=True)


Numbers = Callable[[], list[int]]
"""Fetches numbers that were asked for."""


def next_ids(sequence: str, count: int) -> Numbers:
    """The next numbers of a sequence, to be fetched later. Unused ones leave harmless gaps."""
    if not count:
        return list
    rows = _send("SELECT nextval(%s::text::regclass) FROM generate_series(1, %s)", [sequence, count], prepare=True)
    return lambda: [row[0] for row in rows()]


def _send(statement: str, values: Sequence[Any], *, prepare: bool) -> Answer:
    if _is_looked_at():
        return _openly(statement, values)
    return _execute(_numbered(statement), values, prepare=prepare)


def _is_looked_at() -> bool:
    """Whether somebody wants to see each statement."""
    database = connections[DEFAULT_DB_ALIAS]
    return database.queries_logged or bool(database.execute_wrappers)


def _openly(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> Answer:
    cursor = connection.cursor()
    cursor.execute(statement, values)
    answer: Answer = cursor.fetchall
    return answer


@lru_cache(maxsize=512)
def _numbered(statement: str) -> str:
    """With the server's places, which the driver need not look for: a third of the time that sending takes."""
    numbers = counted(1)
    return re.sub(r"%[s%]", lambda found: f"${next(numbers)}" if found.group() == "%s" else "%", statement)


def _execute(statement: str, values: Sequence[Any], *, prepare: bool) -> Answer:
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    cursor = RawCursor(database.connection)
    with database.wrap_database_errors:
        cursor.execute(statement, values, prepare=prepare)
    answer: Answer = cursor.fetchall
    return answer


def json(value: Any) -> str:
    """JSON as it is stored."""
    return to_json(value).decode()


def read_json(text: str | bytes) -> Any:
    """What `json` wrote; Django's cursors answer jsonb as text."""
    return from_json(text)


def text_array(values: Sequence[str | None]) -> str:
    """The PostgreSQL literal of an array of texts."""
    return "{" + ",".join(["NULL" if value is None else _quoted(value) for value in values]) + "}"


def _quoted(value: str) -> str:
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_NUMBERS = frozenset({"bigint", "int", "smallint"})
_WRITE: dict[str, Callable[[Any], str]] = {
    "boolean": str,
    "timestamptz": lambda value: f'"{value.isoformat()}"',
    "bytea": lambda value: f'"\\\\x{value.hex()}"',
}


def _arrays(columns: Columns, rows: Sequence[Sequence[Any]]) -> list[str]:
    """The columns as array literals, built here in a fifth of the time that the driver's array dumper takes."""
    by_column = zip(*rows, strict=True)
    return [array(list(values), kind) for values, kind in zip(by_column, columns.values(), strict=True)]


def array(values: Sequence[Any], kind: str) -> str:
    """The PostgreSQL literal of an array of that type, by the fastest writer that tells its values rightly."""
    if kind in _NUMBERS:
        return "{" + repr(list(values))[1:-1].replace("None", "NULL") + "}"
    if kind in _WRITE:
        written = {value: "NULL" if value is None else _WRITE[kind](value) for value in set(values)}
        return "{" + ",".join([written[value] for value in values]) + "}"
    # JSON and array literals quote alike, but for control characters; in stored JSON these are escaped twice.
    encoded = to_json(values)
    if kind == "jsonb" or b"\\" not in encoded:
        return "{" + encoded[1:-1].decode() + "}"
    return text_array(values)


@lru_cache(maxsize=256)
def _insert(table: str, columns: tuple[tuple[str, str], ...], then: str) -> str:
    names = ", ".join(name for name, _type in columns)
    return f"INSERT INTO {table} ({names}) {_rows(columns)} {then}"


@lru_cache(maxsize=256)
def _update(table: str, key: str, columns: tuple[tuple[str, str], ...]) -> str:
    sets = ", ".join(f"{name} = new.{name}" for name, _type in columns if name != key)
    return f"UPDATE {table} SET {sets} FROM ({_rows(columns)}) AS new WHERE {table}.{key} = new.{key}"  # noqa: S608 our own names


def _rows(columns: tuple[tuple[str, str], ...]) -> str:
    casts = ", ".join(f"{name}::{kind} AS {name}" if kind in _AS_TEXT else name for name, kind in columns)
    arrays = ", ".join(f"%s::{'text' if kind in _AS_TEXT else kind}[]" for _name, kind in columns)
    names = ", ".join(name for name, _type in columns)
    return f"SELECT {casts} FROM unnest({arrays}) AS given ({names})"  # noqa: S608 our own names
