"""The job of every minute: whose answer to fifty rules about time has changed, with a million people and ten million
touchpoints. It has a minute; more than a tenth of it would be felt by what else the worker does."""

import time
from datetime import timedelta
from typing import Any

from django.db import connection

from bench import pages
from bench.segments import compare, did
from trichter.kernel import clock
from trichter.qualification.rules.checking import read
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import Segment
from trichter.spine import segmenting

BUDGET = 6
"""Seconds."""
SEGMENTS = 50
TICKS = 5
_KINDS = ("form.submitted", "mail.sent", "mail.opened", "mail.clicked", "note.written")


def run() -> list[dict[str, Any]]:
    """The longest of some, each with what an hour brings: all that was populated happened at a whole one."""
    pages._populate()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE segments_membership")
        Segment.objects.all().delete()
    began = clock.now()
    with clock.at(began):
        for number in range(SEGMENTS):
            editing.create(f"Segment {number}", read({"where": rule(number)}))
        gathered = time.perf_counter()
        while segmenting.gather_changed():
            pass
        gathered = time.perf_counter() - gathered
    seconds, asked = [], []
    for number in range(1, TICKS + 1):
        with clock.at(began + timedelta(hours=number)):
            start = time.perf_counter()
            asked.append(segmenting.tick())
            seconds.append(time.perf_counter() - start)
    longest = max(seconds)
    return [
        {
            "bench": "tick",
            "value": round(longest, 2),
            "unit": "s",
            "limit": BUDGET,
            "ratio": round(longest / BUDGET, 2),
            "budget": 1,
            "ok": longest <= BUDGET,
            "segments": SEGMENTS,
            "asked": asked,
            "gathered_s": round(gathered, 1),
            "people": pages.PEOPLE,
            "touchpoints": pages.TOUCHPOINTS,
        }
    ]


def rule(number: int) -> dict[str, Any]:
    """One of fifty, each with a window of its own."""
    days = 7 + number * 6
    kind = _KINDS[number % len(_KINDS)]
    return [
        did(kind, days=days, values=[2]),
        {"not": did(kind, days=days)},
        compare("stage.since", "before", {"distance": days, "unit": "day"}),
        did(kind, measure="last", operator="before", values=[{"distance": days, "unit": "day"}]),
        compare("active", "not in the last", {"length": days, "unit": "day"}),
    ][number // len(_KINDS) % 5]
