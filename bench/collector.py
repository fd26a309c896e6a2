"""The collector against its limits: single events against an ASGI application that does nothing, on the same server;
batches of a hundred against a bare insert of the same rows (DESIGN §6).

Each event is of a visitor who has agreed: a line of the log, its message id, and its place in the queue, committed
before the answer. `TRICHTER_BENCH_EVENTS=10000000` shows that memory stays flat over ten million.
"""

import json
import os
import select
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import RawCursor

from trichter.facts.timeline.hits import partitions, sources
from trichter.facts.timeline.hits.arrivals import COLUMNS, Arrival, arrays
from trichter.facts.timeline.hits.models import Ground
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking.events import Client, Event, Today, arrival
from trichter.kernel import clock

SINGLE, BATCHED = 0.3, 0.5
CONNECTIONS = 128
EVENTS = int(os.environ.get("TRICHTER_BENCH_EVENTS", "60000"))
ROUNDS = 3
OF_A_BATCH = 100
VISITORS = 1_000
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_numbers = count(1)


def run() -> list[dict[str, Any]]:
    """Single events, batches, and what the collector takes of memory."""
    partitions.see_to()
    source = sources.add("bench", hosts=[], ground=Ground.ASSURED)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hits_visitor (id, source_id, since, seen_at)"
            " SELECT lpad(to_hex(n), 32, '0'), %s, %s, %s FROM generate_series(1, %s) n ON CONFLICT DO NOTHING",
            [source.id, clock.now(), clock.now(), VISITORS],
        )
    with _served("collector") as ours, _served("nothing") as bare:
        _send(ours, _singles(source), CONNECTIONS * 20)
        _send(bare, _singles(source), CONNECTIONS * 20)
        single = _single(source, ours, bare)
        before = _memory(ours)
        batched = _batched(source, ours)
        rest = max(0, EVENTS - 2 * ROUNDS * OF_A_BATCH * 50)
        _send(ours, _batches(source), rest // OF_A_BATCH, at_once=16)
        after = _memory(ours)
    grown = round(after - before, 1)
    return [single, batched | {"memory_mb": round(after, 1), "memory_grown_mb": grown}]


def _single(source: Listed, ours: "Served", bare: "Served") -> dict[str, Any]:
    """Both in turn, round by round; every answered event has to be in the log."""
    each = EVENTS // (2 * ROUNDS)
    rates, limits, times = [], [], []
    for _round in range(ROUNDS):
        limits.append(_send(bare, _singles(source), each).rate)
        stood = _logged()
        sent = _send(ours, _singles(source), each)
        assert _logged() - stood == each, "what was answered is not in the log"
        rates.append(sent.rate)
        times += sent.times
    value, limit = statistics.median(rates), statistics.median(limits)
    return {
        "bench": "collector.single",
        "value": round(value),
        "unit": "events/s",
        "limit": round(limit),
        "ratio": round(value / limit, 2),
        "budget": SINGLE,
        "ok": value / limit >= SINGLE,
        "connections": CONNECTIONS,
        **_percentiles(times),
    }


def _batched(source: Listed, ours: "Served") -> dict[str, Any]:
    rates, limits, times = [], [], []
    for _round in range(ROUNDS):
        limits.append(_bare(source, batches=50))
        sent = _send(ours, _batches(source), 50, at_once=16)
        rates.append(sent.rate * OF_A_BATCH)
        times += sent.times
    value, limit = statistics.median(rates), statistics.median(limits)
    return {
        "bench": "collector.batches",
        "value": round(value),
        "unit": "events/s",
        "limit": round(limit),
        "ratio": round(value / limit, 2),
        "budget": BATCHED,
        "ok": value / limit >= BATCHED,
        "of": OF_A_BATCH,
        **_percentiles(times),
    }


def _percentiles(times: list[float]) -> dict[str, float]:
    found = sorted(times)
    return {f"p{share}_ms": round(found[len(found) * share // 100] * 1000, 1) for share in (50, 99)}


def _singles(source: Listed) -> Callable[[], bytes]:
    def one() -> bytes:
        number = next(_numbers)
        body = (
            f'{{"k":"{source.key}","v":"{number % VISITORS + 1:032x}","e":[{{"i":"s{number}-{os.getpid()}","t":"page",'
            f'"u":"https://www.ahornwerk.example/preise/{number % 500}?utm_source=google&utm_medium=cpc",'
            f'"r":"https://www.google.de/","s":"Preise","a":120}}]}}'
        )
        return _request("/t/e", body.encode(), "text/plain")

    return one


def _batches(source: Listed) -> Callable[[], bytes]:
    shown = "Authorization: Basic " + b64encode(f"{source.key}:".encode()).decode() + "\r\n"

    def one() -> bytes:
        events = ",".join(
            f'{{"type":"page","messageId":"b{n}-{os.getpid()}","anonymousId":"{n % VISITORS + 1:032x}","timestamp":'
            f'"2026-11-23T12:00:00.000Z","context":{{"page":{{"url":"https://www.ahornwerk.example/preise/{n % 500}",'
            f'"title":"Preise","referrer":"https://www.google.de/"}},"userAgent":"{AGENT}","ip":"203.0.113.7"}}}}'
            for n in (next(_numbers) for _event in range(OF_A_BATCH))
        )
        return _request("/v1/batch", f'{{"batch":[{events}]}}'.encode(), "application/json", shown)

    return one


def _request(path: str, body: bytes, kind: str, more: str = "") -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\nContent-Type: {kind}\r\n{more}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass(slots=True)
class Sent:
    """How many were answered in a second, and after how many seconds each."""

    rate: float = 0.0
    times: list[float] = field(default_factory=list)


def _send(served: "Served", request: Callable[[], bytes], number: int, *, at_once: int = CONNECTIONS) -> Sent:
    """So many requests over connections that stay open, each with one request on its way at a time."""
    if number <= 0:
        return Sent()
    sent, poll = Sent(), select.epoll()
    lines: dict[int, tuple[socket.socket, float]] = {}
    ready = [request() for _one in range(min(at_once, number))]
    began = time.perf_counter()
    for first in ready:
        line = socket.create_connection(("127.0.0.1", served.port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(line.fileno(), select.EPOLLIN)
        line.sendall(first)
        lines[line.fileno()] = line, time.perf_counter()
    asked, answered = len(ready), 0
    while answered < number:
        for descriptor, _event in poll.poll(10):
            line, since = lines[descriptor]
            answer = line.recv(65_536)
            assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")), answer[:300]
            now = time.perf_counter()
            sent.times.append(now - since)
            answered += 1
            if asked < number:
                asked += 1
                line.sendall(request())
                lines[descriptor] = line, now
    sent.rate = number / (time.perf_counter() - began)
    for line, _since in lines.values():
        line.close()
    poll.close()
    return sent


def _bare(source: Listed, *, batches: int) -> float:
    """Rows a second, inserted by a hundred into a table with the same indexes, each batch committed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_hit")
        cursor.execute("CREATE TABLE bare_hit (LIKE hits_hit INCLUDING DEFAULTS)")
        cursor.execute("CREATE INDEX ON bare_hit (visitor, id) WHERE visitor IS NOT NULL")
        cursor.execute("CREATE INDEX ON bare_hit USING brin (received_at)")
    prepared = [arrays([_arrival(source) for _event in range(OF_A_BATCH)]) for _batch in range(batches)]
    told = connection.get_connection_params()
    with psycopg.connect(host=told["host"], user=told["user"], dbname=told["dbname"], autocommit=True) as line:
        inserting = RawCursor(line)
        began = time.perf_counter()
        for columns in prepared:
            inserting.execute(_INSERT, [*columns, clock.now()], prepare=True)
        return batches * OF_A_BATCH / (time.perf_counter() - began)


_JSON = {"arrived", "properties"}
_GIVEN = ", ".join(
    f"${place}::{'text' if name in _JSON else kind}[]" for place, (name, kind) in enumerate(COLUMNS.items(), start=1)
)
_INSERT = f"""
    INSERT INTO bare_hit (received_at, at, source_id, visitor, person, kind, name, url, title, referrer, arrived,
        properties, network, agent, bot)
    SELECT ${len(COLUMNS) + 1}::timestamptz, at, source_id, visitor, person, kind, name, url, title, referrer,
        arrived::jsonb, properties::jsonb, network, agent, bot
    FROM unnest({_GIVEN}) AS given ({", ".join(COLUMNS)})
"""


def _arrival(source: Listed) -> Arrival:
    number = next(_numbers)
    event = Event(
        f"bare{number}", "page", clock.now(), visitor=f"{number % VISITORS + 1:032x}",
        url=f"https://www.ahornwerk.example/preise/{number % 500}", title="Preise", referrer="https://www.google.de/",
    )  # fmt: skip
    return arrival(event, source, Client("203.0.113.7", AGENT), Today("2026-11-23", b"salt"))


def _logged() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hits_hit")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Served:
    """What listens on a port."""

    port: int
    process: "subprocess.Popen[bytes]"


@contextmanager
def _served(what: str) -> Iterator[Served]:
    """`trichter collector`, or a server with the same settings and nothing behind it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    ours = [str(Path(sys.executable).with_name("trichter")), "collector", "--port", str(port)]
    command = ours if what == "collector" else [sys.executable, "-m", "bench.nothing", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not _is_there(port):
            assert process.poll() is None, f"{what} has ended"
            time.sleep(0.05)
        yield Served(port, process)
    finally:
        process.terminate()
        process.wait()


def _is_there(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/t/", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _memory(served: Served) -> float:
    """Megabytes of all its processes, each shared page counted once among those who share it (PSS)."""
    pids, found = [served.process.pid], 0.0
    for pid in pids:
        pids += [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                found += int(line.split()[1]) / 1024
    return found


if __name__ == "__main__":
    print(json.dumps(run()))
