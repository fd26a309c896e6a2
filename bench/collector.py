"""The collector under load: single events against a bare server, batches against a bare insert (DESIGN §6).

All of an event is done: the message counted once, the robot told, the network masked, the line durable and indexed
and waiting for its visit. TRICHTER_BENCH_EVENTS=10000000 sends ten million in batches.
"""

import base64
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from bench._load import PLACE, SEPARATOR
from trichter.facts.timeline.hits import partitions, sources
from trichter.facts.timeline.hits.models import Ground
from trichter.facts.timeline.hits.sources import Listed
from trichter.kernel import bulk, clock

SINGLES, BATCHES = 0.3, 0.5
"""DESIGN §6: of what a bare server answers, and of what a bare insert writes."""
FLAT = 1.1
"""By which memory may have grown at the end."""
CONNECTIONS, SENDERS, BATCH = 128, 8, 100
ROUNDS = 3
REQUESTS = int(os.environ.get("TRICHTER_BENCH_REQUESTS", "24000"))
"""Single events in a round."""
EVENTS = int(os.environ.get("TRICHTER_BENCH_EVENTS", "300000"))
"""In batches, in all rounds together."""
VISITORS = 1_000
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Mobile/15E148 Safari/604.1",
)


def run() -> list[dict[str, Any]]:
    """Both in turn, round by round: a machine that changes its pace changes it for both. Medians are compared."""
    partitions.see_to()
    source = sources.add("bench", hosts=["www.ahornwerk.example"], ground=Ground.ASSURED)
    with _bare_server() as bare, _collector() as (process, port):
        warm = _send(port, CONNECTIONS, 4_000, _singles(source)), _send(port, SENDERS, 40, _batches(source))
        assert not any(one["wrong"] for one in warm), warm
        before = _memory(process)
        singles = [
            (_send(bare, CONNECTIONS, REQUESTS, _singles(source)), _send(port, CONNECTIONS, REQUESTS, _singles(source)))
            for _round in range(ROUNDS)
        ]
        written = _kept()
        _inserted(written)  # both tables are as large when the batches begin
        batches = [
            (_inserted(EVENTS // ROUNDS), _send(port, SENDERS, EVENTS // ROUNDS // BATCH, _batches(source)))
            for _round in range(ROUNDS)
        ]
        written = _kept() - written
        after = _memory(process)
    limits, values = ([one["per_second"] for one in side] for side in zip(*singles, strict=True))
    rows, taken = [one for one, _told in batches], [answered["per_second"] * BATCH for _one, answered in batches]
    told = [answered for _rows, answered in batches]
    expected = EVENTS // ROUNDS // BATCH * BATCH * ROUNDS
    return [
        _line("collector: single events", values, limits, SINGLES, [answered for _bare, answered in singles]),
        _line("collector: batches of 100", taken, rows, BATCHES, told, is_whole=written == expected),
        {
            "bench": "collector: memory", "value": round(after, 1), "unit": "MB", "limit": round(before, 1),
            "ratio": round(after / before, 2), "budget": FLAT, "ok": after / before <= FLAT,
            "events": expected + ROUNDS * REQUESTS,
        },
    ]  # fmt: skip


def _line(
    name: str,
    values: list[float],
    limits: list[float],
    budget: float,
    told: list[dict[str, float]],
    *,
    is_whole: bool = True,
) -> dict[str, Any]:
    value, limit = statistics.median(values), statistics.median(limits)
    ratio = round(value / limit, 2)
    return {
        "bench": name, "value": round(value), "unit": "events/s", "limit": round(limit), "ratio": ratio,
        "budget": budget, "ok": is_whole and ratio >= budget and not any(one["wrong"] for one in told),
        **{part: round(max(one[part] for one in told), 1) for part in ("median_ms", "p99_ms")},
        "sender_share": round(statistics.median(one["own_seconds"] for one in told), 2),
    }  # fmt: skip


def _singles(source: Listed) -> list[bytes]:
    """As our script sends them."""
    return [_request("/t/e", _page(source, number), _AGENTS[number % 3]) for number in range(VISITORS)]


def _page(source: Listed, number: int) -> bytes:
    url = f"https://www.ahornwerk.example/produkte/{number % 97}?utm_source=google&utm_medium=cpc&utm_campaign=herbst"
    seen = {
        "i": f"s{PLACE.decode()}", "t": "page", "u": url if number % 4 == 0 else url.partition("?")[0],
        "r": "https://www.google.de/" if number % 4 == 0 else "", "s": "Messkopf M4 | Ahornwerk", "a": 12,
    }  # fmt: skip
    return json.dumps({"k": source.key, "v": f"{number:032x}", "e": [seen]}).encode()


def _batches(source: Listed) -> list[bytes]:
    """As Segment's libraries send them."""
    shown = base64.b64encode(f"{source.key}:".encode()).decode()
    return [
        _request("/v1/batch", json.dumps({"batch": list(_told(start))}).encode(), "analytics-node/3", shown)
        for start in range(0, VISITORS, 50)
    ]


def _told(start: int) -> Iterator[dict[str, Any]]:
    for number in range(BATCH):
        page = {"url": f"https://www.ahornwerk.example/produkte/{number}", "title": "Messkopf M4"}
        yield {
            "type": "track", "event": "Datenblatt", "messageId": f"b{number:03}{PLACE.decode()}",
            "anonymousId": f"{(start + number) % VISITORS:032x}", "properties": {"sku": f"M4-{number}", "price": 189.5},
            "context": {"page": page, "userAgent": _AGENTS[number % 3], "ip": f"203.0.113.{number}"},
        }  # fmt: skip


def _request(path: str, body: bytes, agent: str, shown: str = "") -> bytes:
    more = f"Authorization: Basic {shown}\r\n" if shown else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: t.ahornwerk.example\r\nUser-Agent: {agent}\r\n{more}"
        f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _send(port: int, connections: int, requests: int, templates: list[bytes]) -> dict[str, Any]:
    """By a process of its own."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(SEPARATOR.join(templates))
        file.flush()
        command = [sys.executable, "-m", "bench._load", str(port), str(connections), str(requests), file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


_numbers = count(1)


def _inserted(rows: int) -> float:
    """Rows a second that a connection inserts, a hundred in a statement, all its text made ready before, into a table
    that grows from round to round, as the log does."""
    for statement in _BARE:
        _execute(statement)
    batches = [_columns() for _batch in range(rows // BATCH)]
    return rows // BATCH * BATCH / _insert(batches)


_COLUMNS = {
    "digest": "uuid", "received_at": "timestamptz", "at": "timestamptz", "source_id": "int", "visitor": "text",
    "kind": "text", "name": "text", "url": "text", "title": "text", "referrer": "text", "properties": "jsonb",
    "network": "text", "agent": "text",
}  # fmt: skip
_BARE = (
    "CREATE TABLE IF NOT EXISTS bare_hit"
    " (LIKE hits_hit INCLUDING DEFAULTS, digest uuid NOT NULL, PRIMARY KEY (source_id, digest))",
    "CREATE INDEX IF NOT EXISTS bare_of_visitor ON bare_hit (visitor, id) WHERE visitor IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS bare_by_time ON bare_hit USING brin (received_at)",
)
_NAMES = ", ".join(_COLUMNS)
_ARRAYS = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(_COLUMNS.values(), 1))
_INSERT = f"INSERT INTO bare_hit ({_NAMES}) SELECT {_NAMES} FROM unnest({_ARRAYS}) AS t ({_NAMES})"


def _columns() -> list[str]:
    now = clock.now()
    rows = [
        (
            os.urandom(16).hex(), now, now, 1, f"{next(_numbers) % VISITORS:032x}", "track", "Datenblatt",
            f"https://www.ahornwerk.example/produkte/{number}", "Messkopf M4", "",
            f'{{"sku":"M4-{number}","price":189.5}}', "203.0.113.0", _AGENTS[number % 3],
        )
        for number in range(BATCH)
    ]  # fmt: skip
    return [
        bulk.array(list(values), kind) for values, kind in zip(zip(*rows, strict=True), _COLUMNS.values(), strict=True)
    ]


def _insert(batches: list[list[str]]) -> float:
    told = connection.get_connection_params()
    told = {name: told[name] for name in ("dbname", "user", "password", "host", "port") if told.get(name)}
    with psycopg.connect(**told, autocommit=True) as line:
        began = time.perf_counter()
        for batch in batches:
            psycopg.RawCursor(line).execute(_INSERT, batch, prepare=True)
        return time.perf_counter() - began


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hits_hit")
        return int(cursor.fetchone()[0])


@contextmanager
def _collector() -> Iterator[tuple[int, int]]:
    with _running([str(Path(sys.executable).with_name("trichter")), "collector", "--port"]) as (process, port):
        yield process, port


@contextmanager
def _bare_server() -> Iterator[int]:
    with _running([sys.executable, "-m", "bench._noop"]) as (_process, port):
        yield port


@contextmanager
def _running(command: list[str]) -> Iterator[tuple[int, int]]:
    """One process answers, beside the one that looks after it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    process = subprocess.Popen([*command, str(port)], env=os.environ | {"TRICHTER_PROCESSES": "1"})
    try:
        while not _listens(port):
            assert process.poll() is None, "it has ended"
            time.sleep(0.05)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _memory(pid: int) -> float:
    """Megabytes of a process and its children, what they share counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rollups = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in (pid, *children)]
    return sum(int(text.split("\nPss:")[1].split()[0]) for text in rollups) / 1024
