"""Counting that gives up: nobody waits so long for a total, and the database has better things to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled


class TookTooLong(Exception):
    """The database was told to stop."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Each statement within may take that long; the database itself ends it then. Raises `TookTooLong`."""
    try:
        with transaction.atomic():
            _limit(f"{int(seconds * 1000)}ms")
            yield
            _limit("0")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise


def _limit(time: str) -> None:
    """Until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [time])
