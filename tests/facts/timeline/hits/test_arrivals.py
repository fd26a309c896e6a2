"""A batch as it is written: in its order, each message once, and beside others that hold the same ones."""

import uuid
from datetime import datetime
from functools import partial

import pytest
from django.db import connection

from tests.threads import at_once
from trichter.facts.timeline.hits import arrivals
from trichter.facts.timeline.hits.arrivals import Arrival
from trichter.facts.timeline.hits.models import Hit
from trichter.kernel import clock


def _arrival(number: int, at: datetime) -> Arrival:
    return Arrival(
        source_id=1, digest=uuid.uuid5(uuid.NAMESPACE_URL, f"{number}").hex, at=at, visitor="a", is_assured=True,
        person=None, kind="page", name=f"{number}", url="https://a.example/", title="", referrer="", arrived=None,
        properties=None, network="203.0.113.0", agent="Firefox", bot=None, day="2026-11-23", path="/", channel="direct",
        passer=uuid.UUID(int=1).hex,
    )  # fmt: skip


@pytest.mark.django_db
def test_what_came_at_once_is_numbered_in_the_order_in_which_it_came() -> None:
    now = clock.now()
    with connection.cursor() as cursor:  # as a collector's connections are
        cursor.execute("SET LOCAL plan_cache_mode = 'force_generic_plan'; SET LOCAL enable_seqscan = off")
    arrivals.keep([_arrival(number, now) for number in range(600)])
    names = Hit.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == [f"{number}" for number in range(600)]


@pytest.mark.django_db(transaction=True)
def test_batches_that_hold_the_same_messages_do_not_block_each_other() -> None:
    now = clock.now()
    for portion in range(10):
        same = [_arrival(portion * 1_000 + number, now) for number in range(500)]
        at_once(*(partial(arrivals.keep, told) for told in (same, same[::-1], same, same[::-1])))
    assert Hit.objects.count() == 5_000
