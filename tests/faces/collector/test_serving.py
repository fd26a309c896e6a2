"""The script as a browser fetches it: with the words of the house, kept for a while, and only for keys that exist."""

import gzip
import urllib.error
import urllib.request

from tests.faces.cli.installations import wait
from tests.faces.collector.tracked import Answered, Tracked


def _fetch(trichter: Tracked, path: str, **headers: str) -> Answered:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{trichter.port}{path}", headers=named)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Answered(answer.status, answer.read(), dict(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answered(error.code, error.read(), dict(error.headers))


def _named(answered: Answered, name: str) -> str | None:
    return {key.lower(): value for key, value in answered.headers.items()}.get(name)


def test_a_browser_keeps_it_for_a_while_and_then_asks_whether_it_is_another(trichter: Tracked) -> None:
    _number, key = trichter.source("www.ahornwerk.example")
    first = _fetch(trichter, f"/t/{key}.js")
    assert (first.status, _named(first, "content-type")) == (200, "text/javascript; charset=utf-8")
    assert _named(first, "cache-control") == "public, max-age=600"
    assert _named(first, "set-cookie") is None
    again = _fetch(trichter, f"/t/{key}.js", If_None_Match=str(_named(first, "etag")))
    assert (again.status, again.body) == (304, b"")


def test_it_comes_in_less_than_4_kb_with_its_banner(trichter: Tracked) -> None:
    _number, key = trichter.source("www.ahornwerk.example")
    plain = _fetch(trichter, f"/t/{key}.js")
    packed = _fetch(trichter, f"/t/{key}.js", Accept_Encoding="gzip, deflate, br")
    assert _named(packed, "content-encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert _named(packed, "etag") != _named(plain, "etag")
    assert len(packed.body) < 4 * 1024


def test_it_carries_the_words_in_force(trichter: Tracked) -> None:
    _number, key = trichter.source("www.ahornwerk.example")
    before = _fetch(trichter, f"/t/{key}.js")
    trichter.ask(
        "INSERT INTO consent_wording (purpose, channel, language, version, text, created_at)"
        " SELECT purpose, channel, language, max(version) + 1, 'Darf Ahornwerk mitlesen?', '2026-11-02'"
        " FROM consent_wording WHERE purpose = 'visits' AND language = 'de' GROUP BY purpose, channel, language"
    )
    wait(
        lambda: "Darf Ahornwerk mitlesen?" in _fetch(trichter, f"/t/{key}.js").body.decode(), "the new words are there"
    )
    assert _fetch(trichter, f"/t/{key}.js", If_None_Match=str(_named(before, "etag"))).status == 200


def test_where_visitors_are_only_counted_nobody_is_asked(trichter: Tracked) -> None:
    _number, key = trichter.source("www.ahornwerk.example", ground="none")
    assert b'"asks":false' in _fetch(trichter, f"/t/{key}.js").body


def test_there_is_none_for_keys_that_nobody_has_or_that_are_closed(trichter: Tracked) -> None:
    number, key = trichter.source("www.ahornwerk.example")
    assert _fetch(trichter, f"/t/{key}").status == 404
    assert _fetch(trichter, "/t/0123456789abcdef.js").status == 404
    trichter.ask("UPDATE hits_source SET closed_at = '2026-11-02' WHERE id = %s", number)
    wait(lambda: _fetch(trichter, f"/t/{key}.js").status == 404, "it is gone")
