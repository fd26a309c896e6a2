"""The digest: pages that known visitors look at, recorded, scored and asked of segments, against the bare insertion of
as many touchpoints into a table with the same indexes.

The budget of the issue is ten thousand a second or the ratio; `limited_by` names what takes longest.
"""

import cProfile
import os
import pstats
import time
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import connection

from bench.evaluate import with_rules_and_segments
from trichter.facts.timeline.hits import arrivals, partitions, sources
from trichter.facts.timeline.hits.models import Ground
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking.digest import MOST, digest
from trichter.generation.tracking.events import Client, Event, Today, arrival
from trichter.kernel import bulk, clock
from trichter.spine.intake import record
from trichter.spine.touch import Touch

BUDGET = 10_000
"""Touchpoints a second."""
VISITORS = 2_000
PAGES = int(os.environ.get("TRICHTER_BENCH_PAGES", "20000"))
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_numbers = count(1)


def run() -> list[dict[str, Any]]:
    """Pages recorded in a second, each on the timeline when it is counted."""
    partitions.see_to()
    source = sources.add("bench digest", ground=Ground.ASSURED)
    for first in range(0, VISITORS, 500):
        record([_known(number) for number in range(first, first + 500)])
    known = with_rules_and_segments()
    _visit(source, MOST * 2)
    while digest():
        pass
    _visit(source, PAGES)
    connection.cursor().execute("VACUUM ANALYZE")
    before, profile = _viewed(), cProfile.Profile()
    began = time.perf_counter()
    while digest():
        pass
    seconds = time.perf_counter() - began
    recorded = _viewed() - before
    _visit(source, MOST)
    profile.runcall(digest)
    value, limit = recorded / seconds, _bare()
    return [
        {
            "bench": "digest",
            "value": round(value),
            "unit": "touchpoints/s",
            "limit": round(limit),
            "ratio": round(value / limit, 3),
            "budget": BUDGET,
            "ok": recorded == PAGES,
            "is_ten_thousand": value >= BUDGET,
            **known,
            "limited_by": _longest(profile),
        }
    ]


def _known(number: int) -> Touch:
    told = {"first_name": "Anja", "last_name": f"Lindner {number}"}
    address = f"person{number}@firma{number % 97}.example"
    return Touch("form.submitted", {"title": "Anfrage"}, email=address, visitor=f"browser {number}", learned=told)


def _visit(source: Listed, pages: int) -> None:
    for first in range(0, pages, 500):
        arrivals.keep([_page(source, number) for number in range(first, min(first + 500, pages))])


def _page(source: Listed, number: int) -> arrivals.Arrival:
    """Each visitor looks at ten pages, one a minute."""
    at = clock.now() - timedelta(hours=1) + timedelta(minutes=number // VISITORS)
    event = Event(
        f"page {next(_numbers)}", "page", at, visitor=f"browser {number % VISITORS}",
        url=f"https://www.ahornwerk.example/seite/{number % 40}", title="Seite",
    )  # fmt: skip
    return arrival(event, source, Client("203.0.113.7", AGENT), Today(at.date().isoformat(), b"salt"))


def _viewed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM timeline_touchpoint WHERE kind = 'page.viewed'")
        return int(cursor.fetchone()[0])


def _bare() -> float:
    """Rows a second, in the same batches."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_views")
        cursor.execute("CREATE TABLE bare_views (LIKE timeline_touchpoint INCLUDING ALL)")
    now = clock.now()
    payload = bulk.json({"url": "https://www.ahornwerk.example/seite/1", "title": "Seite", "visit": 1})
    rows = [(n % VISITORS, n, "page.viewed", now, now, "direct", "person", payload, "{}", 0) for n in range(PAGES)]
    began = time.perf_counter()
    for first in range(0, PAGES, MOST):
        bulk.insert("bare_views", _COLUMNS, rows[first : first + MOST])
    return PAGES / (time.perf_counter() - began)


_COLUMNS = {
    "contact_id": "bigint",
    "id": "bigint",
    "kind": "text",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "channel": "text",
    "actor_type": "text",
    "payload": "jsonb",
    "learned": "jsonb",
    "depth": "smallint",
}


def _longest(profile: cProfile.Profile) -> dict[str, float]:
    """The three functions of ours in which a batch spends most, as shares of it."""
    stats: Any = pstats.Stats(profile)
    whole = stats.total_tt
    ours = {
        f"{place[0].rpartition('trichter/')[2]}:{place[2]}": round(told[3] / whole, 2)
        for place, told in stats.stats.items()
        if "trichter/" in place[0] and told[3] < whole * 0.9
    }
    return dict(sorted(ours.items(), key=lambda one: -one[1])[:4])
