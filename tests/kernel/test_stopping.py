"""Whoever waits is woken by what happens, and by nothing else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import OperationalError, connection

from trichter.kernel.stopping import Stop

LONG = 60.0
"""Nobody waits that long: a test that did would not end in time."""


def test_everybody_who_waits_wakes_up_at_a_stop_and_nobody_waits_after_it() -> None:
    stop = Stop()
    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(stop.wait, LONG) for _ in range(3)]
        stop.ask()
        for one in waiting:
            one.result(LONG / 2)
    stop.wait(LONG)
    assert stop.is_asked


@pytest.mark.django_db(transaction=True)
def test_news_wake_up_who_waits_for_them_whenever_they_came() -> None:
    stop = Stop()
    stop.wait_for_news("test_news", seconds=0)
    telling = threading.Timer(0.05, tell)
    telling.start()
    stop.wait_for_news("test_news", seconds=LONG)
    telling.join()

    tell()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # with its answer the news arrive
    stop.wait_for_news("test_news", seconds=LONG)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_is_noticed_by_who_waits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    ending = threading.Timer(0.05, elsewhere, ["SELECT pg_terminate_backend(%s)", [mine]])
    ending.start()
    with pytest.raises(OperationalError):
        wait_until_the_end()
    ending.join()
    connection.close()


def wait_until_the_end() -> None:
    """The first thing to read may be the server's farewell."""
    for _read in range(2):
        Stop().wait_for_news("test_news", seconds=LONG)


def tell() -> None:
    elsewhere("SELECT pg_notify('test_news', '')", [])


def elsewhere(statement: str, values: list[int]) -> None:
    """Over a connection of its own."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute(statement, values)
