"""The collector's connections to the database: its own, without Django's, which wait in threads."""

from typing import Any

from django.db import connections
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

_NOT_THE_DRIVERS = ("pool", "server_side_binding", "prepare_threshold")
PATIENCE = 5.0
"""Seconds for which a request waits for one."""


def lines(size: int) -> AsyncConnectionPool:
    """A pool that is to be opened in the loop in which it is used.

    Its connections are not tried before each use: of one that has gone the events are sent again (`keeping`).
    """
    told = connections.settings["default"]
    given: dict[str, Any] = {
        name: told[key]
        for name, key in (
            ("dbname", "NAME"),
            ("user", "USER"),
            ("password", "PASSWORD"),
            ("host", "HOST"),
            ("port", "PORT"),
        )
        if told.get(key)
    }
    given |= {name: value for name, value in told.get("OPTIONS", {}).items() if name not in _NOT_THE_DRIVERS}
    return AsyncConnectionPool(
        kwargs=given | {"autocommit": True},
        min_size=1,
        max_size=size,
        timeout=PATIENCE,
        reconnect_timeout=PATIENCE,
        configure=_configure,
        open=False,
    )


async def _configure(connection: AsyncConnection) -> None:
    """What is written again and again is planned once; the plan goes by indexes however empty the tables were."""
    await connection.execute("SET plan_cache_mode = 'force_generic_plan'")
    await connection.execute("SET enable_seqscan = off")
