"""What the collector says of slots: to whom, what of it, and what caches and other sites may do with it."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.faces.cli.installations import wait
from tests.faces.collector.tracked import FIREFOX, Answered, Tracked
from trichter.faces.collector import slots
from trichter.faces.collector.lines import lines
from trichter.generation.tracking.events import Client
from trichter.kernel.bulk import json as stored

SITE = "www.ahornwerk.example"
VISITOR = "a" * 32


@pytest.fixture(scope="module")
def key(trichter: Tracked) -> str:
    """Of a source whose pages have a slot with something for everybody, and something for who agreed."""
    number, key = trichter.source(SITE)
    ((slot,),) = trichter.ask(
        "INSERT INTO tracking_slot (name, label, source_id, version, created_at)"
        " VALUES ('foot', '', %s, 1, '2026-11-01') RETURNING id", number,
    )  # fmt: skip
    said = {"de": {"title": "Für alle"}, "en": {"title": "For all"}}
    readers = {"number": 1, "name": "r", "audience": "readers", "said": {"de": {"title": "Für Leser"}}}
    variants = [readers, {"number": 2, "name": "a", "audience": "all", "said": said}]
    trichter.ask(
        "INSERT INTO tracking_slotversion (slot_id, version, content, created_at)"
        " VALUES (%s, 1, %s::jsonb, '2026-11-01')", slot, stored({"variants": variants}),
    )  # fmt: skip
    trichter.ask(
        "INSERT INTO hits_visitor (id, source_id, since, seen_at) VALUES (%s, %s, '2026-11-01', '2026-11-01')",
        VISITOR, number,
    )  # fmt: skip
    wait(lambda: trichter.send(f"/t/{key}/slots", {"s": ["foot"]}).body != b"{}", "the collector knows the slot")
    return key


def asked(trichter: Tracked, key: str, **told: Any) -> Answered:
    return trichter.send(f"/t/{key}/slots", {"s": ["foot", "gone"]} | told, Origin=f"https://{SITE}")


def title(answer: Answered) -> str:
    return str(json.loads(answer.body)["foot"]["h"])


def test_a_reader_gets_what_is_for_them_in_their_language_and_nobody_may_keep_it(trichter: Tracked, key: str) -> None:
    answer = asked(trichter, key, v=VISITOR)
    assert title(answer) == "Für Leser"
    assert title(asked(trichter, key, l="en")) == "For all"
    assert json.loads(answer.body) == {"foot": {"n": 1, "h": "Für Leser", "p": []}}
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["cache-control"] == "private, no-store"
    assert headers["access-control-allow-origin"] == f"https://{SITE}"
    assert headers["vary"] == "Origin"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("who", ["nobody", "an id that nobody agreed to", "one that objects", "a robot"])
def test_who_has_not_agreed_gets_what_is_for_everybody(trichter: Tracked, key: str, who: str) -> None:  # LAW 5.1, 5.3
    body: dict[str, Any] = {"s": ["foot"]} | ({} if who == "nobody" else {"v": VISITOR})
    if who == "an id that nobody agreed to":
        body["v"] = "b" * 32
    headers = {"one that objects": {"Sec_GPC": "1"}, "a robot": {"User_Agent": "Googlebot/2.1"}}.get(who, {})
    assert title(trichter.send(f"/t/{key}/slots", body, **headers)) == "Für alle"


def test_another_site_an_unknown_key_and_what_is_not_understood_are_refused(trichter: Tracked, key: str) -> None:
    path, body = f"/t/{key}/slots", {"s": ["foot"], "v": VISITOR}
    assert trichter.send(path, body, Origin="https://elsewhere.example").code == "foreign_site"
    assert trichter.send("/t/unknown/slots", body).code == "invalid_write_key"
    wrongs: list[Any] = [{"s": []}, {"s": ["foot"], "v": "x"}, {"s": ["foot"], "l": "fr"}, [], {"s": "foot"}]
    assert trichter.send(path, b"{").code == "invalid_request"
    assert trichter.send(path, {"s": ["\x00", "' OR 1=1", "foot", "foot"]}).status == 200
    for wrong in wrongs:
        assert trichter.send(path, wrong).code == "invalid_request", wrong
    assert trichter.send(path, b"{" + b" " * 20_000).code == "too_large"


def test_what_is_shown_and_followed_is_counted_by_day_and_robots_are_not(trichter: Tracked, key: str) -> None:
    counts = "SELECT sum(shown), sum(clicked) FROM tracking_slotday WHERE variant = 1"

    def follow(number: int) -> Answered:
        return trichter.send(f"/t/{key}/slots", {"s": ["foot"], "c": number})

    assert follow(1).status == 204
    wait(lambda: trichter.ask(counts)[0][1] == 1, "what was before is added up")
    ((shown, _clicked),) = trichter.ask(counts)
    asked(trichter, key, v=VISITOR)
    trichter.send(f"/t/{key}/slots", {"s": ["foot"], "v": VISITOR}, User_Agent="Googlebot/2.1")
    follow(99)
    follow(1)
    wait(lambda: trichter.ask(counts) == [(shown + 1, 2)], "both are counted")
    assert trichter.ask("SELECT * FROM tracking_slotday WHERE variant = 99") == []


def test_the_script_is_served_for_known_keys_and_kept_for_a_while(trichter: Tracked, key: str) -> None:
    url = f"http://127.0.0.1:{trichter.port}/t/{key}/slots.js"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"User-Agent": FIREFOX}), timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == "public, max-age=600"
        assert key in answer.read().decode()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(url.replace(key, "unknown"), timeout=30)


def test_of_a_network_no_more_is_counted_than_its_people_can_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "MOST_A_MINUTE", 3)

    async def steps() -> list[bool]:
        heard = slots.Slots(lines(1))
        return [heard._is_plausible(Client(address, FIREFOX)) for address in ("203.0.113.7",) * 4 + ("198.51.100.7",)]

    assert asyncio.run(steps()) == [True, True, True, False, True]
