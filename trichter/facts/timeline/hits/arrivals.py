"""What arrives together is kept together: one statement for a batch, whatever protocol it came by.

Each message counts once by its id. What a visitor has agreed to becomes a line of the log and waits to be digested;
what a robot did becomes a line that says so, and waits for nobody; everything else is only counted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from psycopg import RawCursor

from trichter.kernel import bulk, clock

COLUMNS: bulk.Columns = {
    "source_id": "int",
    "digest": "uuid",
    "at": "timestamptz",
    "visitor": "text",
    "is_assured": "boolean",
    "person": "text",
    "kind": "text",
    "name": "text",
    "url": "text",
    "title": "text",
    "referrer": "text",
    "arrived": "jsonb",
    "properties": "jsonb",
    "network": "text",
    "agent": "text",
    "bot": "text",
    "day": "date",
    "path": "text",
    "channel": "text",
    "passer": "uuid",
}


class Arrival(NamedTuple):
    """An event as it is kept, its fields those of `COLUMNS`; JSON is written already, digests and days as text.

    `digest` is of the message's id, `visitor` the id that came with it if any; `is_assured` says that consent is kept
    where it comes from. `day`, `path`, `channel` and `passer` are what is counted if no visitor has agreed.
    """

    source_id: int
    digest: str
    at: datetime
    visitor: str | None
    is_assured: bool
    person: str | None
    kind: str
    name: str
    url: str
    title: str
    referrer: str
    arrived: str | None
    properties: str | None
    network: str
    agent: str
    bot: str | None
    day: str
    path: str
    channel: str
    passer: str


def arrays(arrivals: Sequence[Arrival]) -> list[str]:
    """The columns of a batch as literals of arrays; of messages that came twice in it, the first."""
    first = {(one.source_id, one.digest): one for one in reversed(arrivals)}
    by_column = zip(*reversed(first.values()), strict=True)
    return [bulk.array(list(values), kind) for values, kind in zip(by_column, COLUMNS.values(), strict=True)]


def values(arrivals: Sequence[Arrival], *, now: datetime) -> list[Any]:
    """What `STATEMENT` is given, for its places $1, $2 …"""
    return [*arrays(arrivals), now]


def keep(arrivals: Sequence[Arrival]) -> None:
    """As collectors do, from a process with Django's connection; within the caller's transaction, if there is one."""
    if arrivals:
        connection.ensure_connection()
        with connection.wrap_database_errors:
            RawCursor(connection.connection).execute(STATEMENT, values(arrivals, now=clock.now()))


_JSON = {"arrived", "properties"}
_GIVEN = ", ".join(
    f"${place}::{'text' if name in _JSON else kind}[]" for place, (name, kind) in enumerate(COLUMNS.items(), start=1)
)
_NOW = f"${len(COLUMNS) + 1}::timestamptz"
STATEMENT = f"""
    WITH new AS (
        INSERT INTO hits_message (source_id, digest, seen_at)
        SELECT source_id, digest, {_NOW} FROM unnest($1::int[], $2::uuid[]) AS given (source_id, digest)
        ORDER BY source_id, digest
        ON CONFLICT DO NOTHING RETURNING source_id, digest
    ),
    given AS (
        SELECT * FROM unnest({_GIVEN}) WITH ORDINALITY AS given ({", ".join(COLUMNS)}, place)
    ),
    come AS MATERIALIZED (
        SELECT given.*, given.visitor IS NOT NULL AND CASE WHEN is_assured
            THEN NOT EXISTS (SELECT FROM hits_gone WHERE hits_gone.digest = sha256(given.visitor::bytea))
            ELSE EXISTS (SELECT FROM hits_visitor known WHERE known.id = given.visitor
                AND known.source_id = given.source_id) END AS is_kept
        FROM given JOIN new USING (source_id, digest)
    ),
    log AS (
        INSERT INTO hits_hit (received_at, at, source_id, visitor, person, kind, name, url, title, referrer, arrived,
            properties, network, agent, bot)
        SELECT {_NOW}, at, source_id, CASE WHEN is_kept THEN visitor END, CASE WHEN is_kept THEN person END,
            kind, name, url, title, referrer, arrived::jsonb, CASE WHEN is_kept THEN properties::jsonb END, network,
            agent, bot
        FROM come WHERE is_kept OR bot IS NOT NULL ORDER BY place
        RETURNING id, received_at, visitor, bot
    ),
    queued AS (
        INSERT INTO hits_waiting (id, received_at, visitor)
        SELECT id, received_at, visitor FROM log WHERE visitor IS NOT NULL AND bot IS NULL
    )
    INSERT INTO hits_tally (day, source_id, path, channel, passer, is_page)
    SELECT day, source_id, path, channel, passer, kind = 'page' FROM come WHERE NOT is_kept AND bot IS NULL
"""  # noqa: S608 our own words
"""Writes a batch: of each message one line at most, however often it is sent, numbered as they came.

Messages are written in the order of their digests: two batches that hold the same ones wait for each other at most.
"""
