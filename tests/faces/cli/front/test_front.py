"""The front through a real socket: whoever is slow waits alone, and the application gets whole requests."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from tests.faces.cli.front.echoing import PIECE, PIECES, THREADS
from tests.faces.cli.installations import LONG, free_port, wait

MANY = 10 * THREADS


class Server:
    """The small application, served."""

    def __init__(self) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "tests.faces.cli.front.echoing", str(self.port)]
        self.process = subprocess.Popen(command)
        wait(self._answers, "it answers")

    def _answers(self) -> bool:
        try:
            return bool(self.asks("GET", "/").status == 200)
        except OSError:
            return False

    def asks(self, method: str, path: str, body: Any = None, seconds: float = LONG, **headers: str) -> Any:
        """An answer that has been read."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer: Any = line.getresponse()
        answer.text = answer.read()
        line.close()
        return answer

    def environ(self, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.asks(method, path, body, LONG, **headers).text)
        return found

    def line(self, sent: bytes) -> socket.socket:
        """A connection on which this was sent, and nothing more."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=LONG)
        line.sendall(sent)
        return line


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    served = Server()
    yield served
    served.process.terminate()
    served.process.wait(LONG)


HALF = b"POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nfirst_name=a"
LONG_ANSWER = b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("sent", [HALF, LONG_ANSWER, b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_many_slow_clients_hold_up_nobody(server: Server, sent: bytes) -> None:
    with ExitStack() as lines:
        for _ in range(MANY):
            lines.enter_context(server.line(sent))
        time.sleep(0.5)
        assert server.asks("GET", "/", seconds=1).status == 200


def test_connections_kept_open_hold_up_nobody(server: Server) -> None:
    with ExitStack() as lines:
        for _ in range(MANY):
            assert lines.enter_context(server.line(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")).recv(100)
        assert server.asks("GET", "/", seconds=1).status == 200


def test_a_body_that_does_not_come_is_told_so_in_both_languages(server: Server) -> None:
    with server.line(HALF) as line:
        answer = http.client.HTTPResponse(line)
        answer.begin()
        text = answer.read().decode()
    assert answer.status == 408
    assert "kam zu langsam an" in text
    assert "took too long" in text


def test_a_body_that_drips_is_not_waited_for_either(server: Server) -> None:
    began = time.monotonic()
    with server.line(HALF) as line:
        line.settimeout(0.5)
        while time.monotonic() - began < 10:
            try:
                if answer := line.recv(100):
                    break
            except TimeoutError:
                line.sendall(b"a")
    assert b" 408 " in answer
    assert time.monotonic() - began > 1.5, "but as long as it may take in all"


@pytest.mark.parametrize("how", ["told", "chunked"])
def test_a_body_too_large_for_anybody_is_refused_and_not_kept(server: Server, how: str) -> None:
    large = b"a" * (3 * 1024 * 1024)
    answer = server.asks("POST", "/", large if how == "told" else iter([large[:100_000]] * 30))
    assert answer.status == 413
    assert "mehr, als wir auf einmal annehmen" in answer.text.decode()
    assert "more than we can take" in answer.text.decode()
    assert server.environ("GET", "/")["files"] == 0


def test_a_body_as_large_as_anybodys_may_be_comes_through(server: Server) -> None:
    assert server.environ("POST", "/", b"a" * 256 * 1024)["read"] == 256 * 1024


def test_a_colleague_may_send_more_and_it_lies_on_the_disk_while_it_is_needed(server: Server) -> None:
    found = server.environ("POST", "/", b"a" * (3 * 1024 * 1024) + b"!ende", Cookie="trichter_session=lea")
    assert (found["read"], found["ends"], found["files"]) == (3 * 1024 * 1024 + 5, "!ende", 1)
    assert server.environ("GET", "/")["files"] == 0


def test_nor_may_a_colleague_send_everything(server: Server) -> None:
    assert server.asks("POST", "/", b"a" * (5 * 1024 * 1024), Cookie="trichter_session=lea").status == 413


def test_a_cookie_of_that_name_is_not_enough(server: Server) -> None:
    assert server.asks("POST", "/", b"a" * 300_000, Cookie="trichter_session=x").status == 413


def test_a_request_is_told_as_wsgi_has_it(server: Server) -> None:
    # PEP 3333
    found = server.environ("POST", "/%C3%BC%2Fb?q=%20%C3%BC", b"12345", Content_Type="text/x", X_A="1")
    expected = {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": "/ü/b".encode().decode("latin-1"),
        "QUERY_STRING": "q=%20%C3%BC", "CONTENT_TYPE": "text/x", "CONTENT_LENGTH": "5", "HTTP_X_A": "1",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": str(server.port), "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "read": 5,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert "HTTP_CONTENT_TYPE" not in found


def test_a_chunked_body_gets_its_length(server: Server) -> None:
    found = server.environ("POST", "/", iter([b"123", b"45"]))
    assert (found["CONTENT_LENGTH"], found["read"]) == ("5", 5)
    assert "HTTP_TRANSFER_ENCODING" not in found


def test_headers_that_come_twice_are_joined_and_none_passes_for_another(server: Server) -> None:
    twice = b"X-A: 1\r\nX-A: 2\r\nCookie: a=1\r\nCookie: b=2\r\nX_Forwarded_For: 6.6.6.6\r\n\r\n"
    head = b"GET / HTTP/1.1\r\nHost: x\r\n" + twice
    with server.line(head) as line:
        answer = http.client.HTTPResponse(line)
        answer.begin()
        found = json.loads(answer.read())
    assert (found["HTTP_X_A"], found["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")
    assert "HTTP_X_FORWARDED_FOR" not in found


def test_a_client_that_asks_first_is_told_to_go_on(server: Server) -> None:
    with server.line(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n") as line:
        assert b" 100 " in line.recv(100)
        line.sendall(b"abc")
        assert b" 200 " in line.recv(1000)


def test_both_cookies_of_an_answer_arrive(server: Server) -> None:
    assert server.asks("GET", "/").headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_head_gets_the_head_alone(server: Server) -> None:
    answer = server.asks("HEAD", "/long")
    assert (answer.status, answer.headers["Content-Length"], answer.text) == (200, str(PIECES * len(PIECE)), b"")


def test_a_long_answer_arrives_whole_and_is_closed(server: Server) -> None:
    before = server.environ("GET", "/")["closed"]
    assert len(server.asks("GET", "/long").text) == PIECES * len(PIECE)
    wait(lambda: server.environ("GET", "/")["closed"] > before, "it is closed")


@pytest.mark.parametrize("hangs_up", [True, False])
def test_an_answer_that_nobody_reads_is_closed_too(server: Server, hangs_up: bool) -> None:
    before = server.environ("GET", "/")["closed"]
    line = server.line(LONG_ANSWER)
    line.recv(1000)
    if hangs_up:
        line.close()
    wait(lambda: server.environ("GET", "/")["closed"] > before, "it is closed")
    line.close()


def test_whoever_hangs_up_while_sending_leaves_nothing(server: Server) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nCookie: trichter_session=lea\r\nContent-Length: 4000000\r\n\r\n"
    server.line(head + b"a" * 2_000_000).close()
    wait(lambda: server.environ("GET", "/")["files"] == 0, "the file is closed")


def test_what_breaks_is_answered(server: Server) -> None:
    answer = server.asks("GET", "/breaks")
    assert answer.status == 500
    assert "schiefgegangen" in answer.text.decode()
    assert "RuntimeError" not in answer.text.decode()


def test_what_is_under_way_is_answered_before_it_stops() -> None:
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(_last_answer, range(3))) == [b"HTTP/1.1 200 OK"] * 3


def _last_answer(_attempt: int) -> bytes:
    served = Server()
    with served.line(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") as line:
        time.sleep(0.3)
        served.process.send_signal(signal.SIGTERM)
        answer = line.recv(1000)
    served.process.wait(LONG)
    return answer.partition(b"\r\n")[0]


def test_it_stops_though_clients_are_slow() -> None:
    served = Server()
    with served.line(HALF), served.line(LONG_ANSWER):
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(LONG)
