"""Recording one form submission, found, learned, staged and noted, against a bare commit of one row."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.db import connection

from trichter.spine.intake import record
from trichter.spine.touch import Stage, Touch

BUDGET = 12.0
"""DESIGN §6: the recording itself at most twelve times a bare one-row commit."""
CONTACTS = int(os.environ.get("TRICHTER_BENCH_CONTACTS", "20000"))
ROUNDS, EACH = 15, 40


def run() -> list[dict[str, Any]]:
    """Both in turn, round by round: a machine that changes its pace changes it for both. Medians are compared."""
    _populate()
    connection.cursor().execute("CREATE TABLE bare_touchpoint (LIKE timeline_touchpoint INCLUDING ALL)")
    numbers = count(1)
    bare, recorded = [], []
    for _round in range(ROUNDS):
        bare.append(_milliseconds(_bare, numbers))
        recorded.append(_milliseconds(_submission, numbers))
    value, limit = statistics.median(recorded), statistics.median(bare)
    ratio = round(value / limit, 2)
    return [
        {
            "bench": "intake",
            "value": round(value, 3),
            "unit": "ms",
            "limit": round(limit, 3),
            "ratio": ratio,
            "budget": BUDGET,
            "ok": ratio <= BUDGET,
            "contacts": CONTACTS,
            "per_second": round(1000 / value),
        }
    ]


def _populate() -> None:
    for start in range(0, CONTACTS, 1000):
        record(
            [
                Touch(
                    "contact.imported",
                    {"line": number, "source": "bench"},
                    email=f"person{number}@firma{number % 997}.example",
                    learned={"first_name": "Petra", "last_name": f"Lindner {number}"},
                    stage=Stage("lead"),
                    channel="import",
                )
                for number in range(start, min(start + 1000, CONTACTS))
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _milliseconds(once: Callable[[int], None], numbers: Iterator[int]) -> float:
    began = time.perf_counter()
    for _ in range(EACH):
        once(next(numbers))
    return (time.perf_counter() - began) * 1000 / EACH


def _bare(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_touchpoint"
            " (contact_id, id, kind, occurred_at, recorded_at, actor_type, payload, learned, depth)"
            " VALUES (%s, %s, 'form.submitted', %s, %s, 'person', '{}', '{}', 0)",
            [number, number, "2026-11-17T10:00:00Z", "2026-11-17T10:00:00Z"],
        )


def _submission(number: int) -> None:
    """Every other one is by somebody known."""
    known = number % 2 == 0
    address = (
        f"person{number % CONTACTS}@firma{number % CONTACTS % 997}.example" if known else f"new{number}@neu.example"
    )
    record(
        [
            Touch(
                "form.submitted",
                {"title": "Whitepaper", "answers": {"Thema": "Lastspitzen"}},
                email=address,
                visitor=f"visitor-{number}",
                learned={"first_name": "Anja", "position": "Leiterin"},
                channel="search",
                key=f"form-{number}",
            )
        ]
    )
