"""What nobody should send and somebody will: each gets one clear answer, costs no other event, and the collector stays.

# issue 6, must show 1
"""

import gzip
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPResponse
from typing import Any

import pytest

from tests.faces.cli.installations import wait
from tests.faces.collector.tracked import Tracked

PAGE = {"t": "page", "u": "https://www.ahornwerk.example/preise"}


@pytest.fixture(scope="module")
def collector(trichter: Tracked) -> Tracked:
    """As it stands beside the pages."""
    return trichter


@pytest.fixture(scope="module")
def source(collector: Tracked) -> tuple[int, str]:
    return collector.source("www.ahornwerk.example", ground="assured")


@pytest.fixture
def key(source: tuple[int, str]) -> str:
    return source[1]


@pytest.fixture(autouse=True)
def _stays(collector: Tracked, source: tuple[int, str]) -> Iterator[None]:
    """After each of these requests another one is taken."""
    yield
    _number, key = source
    before = kept(collector)
    told = {"type": "track", "event": "after", "userId": "7", "messageId": f"after {before}"}
    assert collector.send("/v1/batch", {"batch": [told]}, key=key).status == 200
    assert kept(collector) == before + 1


def kept(collector: Tracked) -> int:
    return collector.number("SELECT count(*) FROM hits_hit")


def track(message: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "e", "userId": "7", "messageId": message, **more}


def times(collector: Tracked, name: str) -> list[datetime]:
    return [at for (at,) in collector.ask("SELECT at FROM hits_hit WHERE name = %s ORDER BY id", name)]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"batch"', b"7", b"null", b"[[[[[" * 200, b'{"a":"\xff"}', b"\xef\xbb\xbf{}", b"\x00",
        b'{"batch":{}}', b'{"batch":"no"}', b'{"batch":[7]}', b'{"batch":[[]]}', b'{"batch":[null]}', b'{"batch":[{}]}',
        b'{"batch":[{"type":["track"],"userId":"7"}]}', b'{"batch":[{"type":"track"}]}',
        b'{"batch":[{"type":"track","userId":{"a":1}}]}', b'{"batch":[{"type":"track","userId":"\\ud800"}]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_a_word_for_programs(collector: Tracked, key: str, body: bytes) -> None:
    answer = collector.send("/v1/batch", body, key=key)
    assert (answer.status, answer.code) == (400, "invalid_request")


@pytest.mark.parametrize(
    "told",
    [
        7, [], "k", {"k": 7}, {"e": []}, {"k": "KEY", "e": {}}, {"k": "KEY", "e": [7]}, {"k": "KEY", "e": [[]]},
        {"k": "KEY", "e": [{}]}, {"k": "KEY", "e": [{"t": "page"}]}, {"k": "KEY", "e": [{"t": ["page"], "i": "1"}]},
        {"k": "KEY", "v": "../../etc", "e": []}, {"k": "KEY", "v": 7, "e": []}, {"k": "KEY", "e": [{}] * 101},
    ],
)  # fmt: skip
def test_our_own_script_is_read_as_strictly(collector: Tracked, key: str, told: Any) -> None:
    answer = collector.send("/t/e", json.dumps(told).replace("KEY", key).encode())
    assert (answer.status, answer.code) == (400, "invalid_request")


@pytest.mark.parametrize("told", [7, [], {"k": "KEY", "s": "maybe"}, {"k": "KEY", "s": "granted"}, {"k": ["KEY"]}])
def test_an_answer_to_the_banner_too(collector: Tracked, key: str, told: Any) -> None:
    assert collector.send("/t/d", json.dumps(told).replace("KEY", key).encode()).code == "invalid_request"


@pytest.mark.parametrize("site", ["-1", "", "1.5", "1e3", "'", "9999999999999999999999", "²", "%00"])
def test_a_site_of_matomo_is_a_number(collector: Tracked, site: str) -> None:
    answer = collector.send("/matomo.php", f"idsite={site}&rec=1&url=https://www.ahornwerk.example/".encode())
    assert (answer.status, answer.code) == (400, "invalid_request")


@pytest.mark.parametrize("body", [b'{"requests":7}', b'{"requests":[7]}', b'{"requests":[[]]}', b"{"])
def test_many_of_matomo_are_a_list_of_requests(collector: Tracked, body: bytes) -> None:
    assert collector.send("/matomo.php", body).code == "invalid_request"


@pytest.mark.parametrize(
    "shown", ["Basic", "Basic ", "Basic \xe4\xf6", "Basic %%%", "Basic 4pyT", "Bearer x", "Basic ////"]
)
def test_a_key_shown_in_no_known_way_is_no_key(collector: Tracked, shown: str) -> None:
    answer = collector.send("/v1/track", track("m"), Authorization=shown)
    assert (answer.status, answer.code) == (401, "invalid_write_key")


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no gzip",
        gzip.compress(b"{}", mtime=0)[:-4],
        gzip.compress(b"{}", mtime=0)[:5],
        gzip.compress(b"{}", mtime=0) + b"more",
        b"\x1f\x8b",
    ],
)
def test_what_cannot_be_unpacked_is_refused(collector: Tracked, key: str, packed: bytes) -> None:
    answer = collector.send("/v1/batch", packed, key=key, Content_Encoding="gzip")
    assert (answer.status, answer.code) == (400, "invalid_request")


def test_a_small_parcel_that_unpacks_to_very_much_is_too_large(collector: Tracked, key: str) -> None:
    bomb = gzip.compress(b" " * 200_000_000, mtime=0)
    assert len(bomb) < 500 * 1024
    assert collector.send("/v1/batch", bomb, key=key, Content_Encoding="gzip").code == "too_large"


def test_what_is_cut_between_the_halves_of_a_letter_is_kept_without_it(collector: Tracked, key: str) -> None:
    whole = track("halves", event="Schönes Wochen\ud83d", properties={"t\ud83d": "\udc00x", "nul": "a\x00b"})
    assert collector.send("/v1/batch", {"batch": [whole, track("beside")]}, key=key).status == 200
    [row] = collector.ask("SELECT name, properties->>'t', properties->>'nul' FROM hits_hit WHERE name LIKE 'Schönes%%'")
    assert row == ("Schönes Wochen", "x", "ab")


def test_nul_in_addresses_and_forms_costs_nothing(collector: Tracked, source: tuple[int, str]) -> None:
    number, key = source
    page = "https://www.ahornwerk.example/nul%00/?utm_source=a%00b"
    seen = {**PAGE, "i": "nul", "u": page, "n": "a\x00b"}
    assert collector.send("/t/e", {"k": key, "v": "d" * 32, "e": [seen]}).status == 204
    form = f"idsite={number}&rec=1&rand=1&_id={'e' * 16}&action_name=a%00b&url={page.replace('%', '%25')}&urlref=%00"
    assert collector.send("/matomo.php", form.encode()).status == 200
    assert collector.number("SELECT count(*) FROM hits_hit WHERE url LIKE '%%/nul%%'") == 2


def test_what_is_no_number_is_nothing_and_what_is_a_large_one_stays(collector: Tracked, key: str) -> None:
    body = b'{"batch":[{"type":"track","event":"numbers","userId":"7","messageId":"n","properties":%s}]}'
    told = b'{"a":NaN,"b":-Infinity,"c":1e999,"d":1' + b"0" * 300 + b',"e":1e-400}'
    assert collector.send("/v1/batch", body % told, key=key).status == 200
    [row] = collector.ask(
        "SELECT properties->>'a', properties->>'b', properties->>'c', length(properties->>'d') FROM hits_hit"
        " WHERE name = 'numbers'"
    )
    assert row == (None, None, None, 301)


@pytest.mark.parametrize("ago", [1e300, float("inf"), float("nan"), -1e300, "soon", [], None, True])
@pytest.mark.parametrize("more", [{"w": 1e308, "d": float("inf")}, {"w": -1, "d": "deep"}, {"p": []}])
def test_a_page_says_odd_numbers_about_itself(collector: Tracked, key: str, ago: Any, more: dict[str, Any]) -> None:
    seen = {**PAGE, "i": f"odd {ago} {more}", "a": ago, **more}
    assert collector.send("/t/e", {"k": key, "v": "d" * 32, "e": [seen]}).status == 204


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("1970-01-01T00:00:00Z", None), ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
        ("9999-12-31T23:59:59Z", None), ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"), ("yesterday", None),
        (1763900000, None), ([], {}), ("", ""), ("2099-01-01", None),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_now(collector: Tracked, key: str, said: Any, sent: Any) -> None:
    name = f"time {said} {sent}"
    told = track(name, event=name, timestamp=said, **({"sentAt": sent} if sent is not None else {}))
    assert collector.send("/v1/batch", {"batch": [told]}, key=key).status == 200
    [at] = times(collector, name)
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_wrong_clock_is_told_by_when_it_sent(collector: Tracked, key: str) -> None:
    told = track("clock", event="clock", timestamp="1970-01-01T00:00:00Z")
    assert collector.send("/v1/batch", {"batch": [told], "sentAt": "1970-01-01T01:00:00Z"}, key=key).status == 200
    [at] = times(collector, "clock")
    assert abs(datetime.now(UTC) - at - timedelta(hours=1)) < timedelta(minutes=5)


@pytest.mark.parametrize("cdt", ["0", "-1", "99999999999999999999", "1970-01-01 00:00:00", "9999-12-31", "morgen", "²"])
def test_so_is_a_time_of_matomo(collector: Tracked, source: tuple[int, str], cdt: str) -> None:
    number, key = source
    form = f"idsite={number}&rec=1&token_auth={key}&_id={'e' * 16}&cdt={cdt}&search=cdt&url=https://a.example/{cdt}"
    assert collector.send("/matomo.php", form.encode()).status == 200
    [(at,)] = collector.ask("SELECT at FROM hits_hit ORDER BY received_at DESC, id DESC LIMIT 1")
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize("path", ["/t/e", "/v1/batch", "/matomo.php"])
def test_ten_megabytes_are_too_large_however_they_come(collector: Tracked, key: str, path: str) -> None:
    whole = b'{"a":"' + b"x" * 10_000_000 + b'"}'
    assert raw(collector, path, whole) == 413
    assert raw(collector, path, whole, is_chunked=True) == 413


def test_a_body_that_does_not_come_holds_nobody_up(collector: Tracked, key: str) -> None:
    lines = [socket.create_connection(("127.0.0.1", collector.port)) for _each in range(50)]
    for line in lines:
        line.sendall(b"POST /t/e HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert collector.send("/t/e", {"k": key, "e": [{**PAGE, "i": "beside the slow"}]}).status == 204
    for line in lines:
        line.close()


def test_who_leaves_before_the_answer_leaves_the_others_theirs(collector: Tracked, key: str) -> None:
    body = json.dumps({"k": key, "v": "d" * 32, "e": [{**PAGE, "i": "left", "n": "left"}]}).encode()
    for _each in range(20):
        with socket.create_connection(("127.0.0.1", collector.port)) as line:
            line.sendall(b"POST /t/e HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    wait(lambda: kept_once(collector, "left"), "what was sent is kept once")


def kept_once(collector: Tracked, name: str) -> bool:
    return collector.number("SELECT count(*) FROM hits_hit WHERE name = %s", name) == 1


def raw(collector: Tracked, path: str, body: bytes, *, is_chunked: bool = False) -> int:
    """The status, from a sender that does not wait for an answer before all is sent, if it can be sent."""
    length = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(body)}"
    with socket.create_connection(("127.0.0.1", collector.port), timeout=30) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode())
        try:
            for start in range(0, len(body), 65_536):
                part = body[start : start + 65_536]
                line.sendall(b"%x\r\n%s\r\n" % (len(part), part) if is_chunked else part)
            line.sendall(b"0\r\n\r\n" if is_chunked else b"")
        except OSError:
            pass  # whoever has heard enough has answered
        answer = HTTPResponse(line)
        answer.begin()
        return int(answer.status)
