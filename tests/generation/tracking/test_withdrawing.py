"""Who withdraws while their last events are being written, or digested, leaves nothing that leads to them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import RawCursor

from tests.generation.tracking.visitors import CLIENT, SITE, Browser, site, work
from tests.threads import started
from trichter.facts.timeline.hits import arrivals
from trichter.facts.timeline.hits.models import Hit, Visit
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.tracking import digest
from trichter.generation.tracking.events import Event, Today, arrival
from trichter.kernel import clock
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser() -> Browser:
    """Of somebody known."""
    found = Browser(site()).agree()
    record([Touch("form.submitted", {"title": "Anfrage"}, email="anna@firma.example", visitor=found.id)])
    work()
    return found


@contextmanager
def _being_written(browser: Browser) -> Iterator[None]:
    """A collector writes a page of theirs, and commits at the end."""
    event = Event("m-last", "page", clock.now(), visitor=browser.id, url=f"{SITE}/geheim", title="geheim")
    batch = [arrival(event, browser.source, CLIENT, Today(clock.today().isoformat(), b"salt"))]
    told = connection.get_connection_params()
    told = {name: told[name] for name in ("dbname", "user", "password", "host", "port") if told.get(name)}
    with psycopg.connect(**told) as collector:
        RawCursor(collector).execute(arrivals.STATEMENT, arrivals.values(batch, now=clock.now()))
        yield


def _of(browser_id: str | None) -> tuple[int, int, int]:
    pages = Touchpoint.objects.filter(kind="page.viewed").count()
    return Hit.objects.filter(visitor=browser_id).count(), Visit.objects.filter(visitor=browser_id).count(), pages


def test_while_their_last_page_is_written(browser: Browser) -> None:  # LAW 5.1
    with _being_written(browser):
        browser.withdraw()
    work()
    assert _of(browser.id) == (0, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hits_waiting")
        assert cursor.fetchone() == (0,)


def test_while_their_last_page_is_digested(browser: Browser) -> None:  # LAW 5.1
    with _being_written(browser):
        pass
    with transaction.atomic():
        digest.digest()
        withdrawn = started(browser.withdraw)
    withdrawn()
    assert _of(browser.id)[:2] == (0, 0)
