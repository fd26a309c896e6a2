"""Django's database entry: the server of `DATABASE_URL`, or the socket of the embedded one."""

import sys
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trichter.kernel.environment import Environment
from trichter.kernel.postgres.cluster import NAME
from trichter.kernel.postgres.errors import AddressNotUnderstood
from trichter.kernel.postgres.place import place

_OWN_KEYS = ("dbname", "user", "password", "host", "port")


def database_settings(environment: Environment) -> dict[str, Any]:
    """The entry for `DATABASES`. Connects to nothing and makes nothing."""
    entry: dict[str, Any]
    if environment.database_url is None:
        sockets = str(place(environment.home_path).sockets)
        entry = {"NAME": NAME, "USER": NAME, "PASSWORD": "", "HOST": sockets, "PORT": "", "OPTIONS": {}}
    else:
        entry = from_url(environment.database_url.get_secret_value())
    # Values travel beside the statement: no rewriting of large batches into texts on the way.
    entry["OPTIONS"]["server_side_binding"] = True
    # Prepared is what asks for it (`kernel.bulk`), and nothing else however often it runs; Django's default is never.
    entry["OPTIONS"]["prepare_threshold"] = sys.maxsize
    # Checked before use: it costs an empty query, and a server that was killed costs nobody a request.
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, **entry}


def pool(entry: dict[str, Any], *, size: int) -> None:
    """Let a web process share its connections among its requests; before the first is opened.

    Not for commands, workers and tests: they have one connection, or threads that come and go.
    """
    # Its back-off doubles for as long as it tries: giving up soon means that the next request tries at once.
    entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": size, "timeout": 10, "reconnect_timeout": 5}


def from_url(url: str) -> dict[str, Any]:
    """The entry for an address. Raises AddressNotUnderstood for anything but a PostgreSQL address with a database."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise AddressNotUnderstood
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Without its cause, which repeats the address and with it the password.
        raise AddressNotUnderstood from None
    if not given.get("dbname"):
        raise AddressNotUnderstood
    name, user, password, host, port = (str(given.pop(key, "") or "") for key in _OWN_KEYS)
    return {"NAME": name, "USER": user, "PASSWORD": password, "HOST": host, "PORT": port, "OPTIONS": dict(given)}
