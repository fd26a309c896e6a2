"""The tracking API of Matomo, as its JavaScript and its clients for servers speak it: matomo.php with parameters in the
address or in a form, or many at once as JSON (LAW 5.5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from trichter.generation.tracking.errors import NotUnderstood
from trichter.generation.tracking.events import CLOCKS_SET, OLDEST, SERVER, Client, Event
from trichter.kernel.text import storable

MOST_BYTES = 500 * 1024
MOST_EVENTS = 2_500
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
"""A transparent picture of one point, which is what Matomo answers."""
_ID = re.compile(r"[0-9a-f]{16}")
_EVENT = {"e_c": "category", "e_a": "action", "e_n": "label", "e_v": "value"}
_MORE = {"search": "search", "search_cat": "category", "idgoal": "goal", "revenue": "revenue", "gt_ms": "milliseconds"}

Told = Mapping[str, str]
"""The parameters of one request."""


@dataclass(frozen=True, slots=True)
class Request:
    """One of them: the site's number, and whether its key came with it, which its sender alone knows."""

    site: int
    token: str
    told: Told


def requests(query: str, body: bytes, *, is_json: bool, read: Any) -> list[Request]:
    """All that are in a request; `read` reads JSON. Raises `NotUnderstood`."""
    if not is_json:
        return [_request(_parsed(query, body.decode("utf-8", "replace")), "")]
    told = read(body)
    many = told.get("requests") if isinstance(told, dict) else None
    if not isinstance(many, list) or len(many) > MOST_EVENTS:
        raise NotUnderstood("requests")
    token = str(told.get("token_auth") or "")
    return [_request(_parsed(one) if isinstance(one, str) else _plain(one), token) for one in many]


def event(request: Request, *, now: datetime) -> Event | None:
    """What happened; None for what is no event, as the sign that somebody is still there, and for what is too old."""
    told = request.told
    if told.get("rec") != "1" or told.get("ping") == "1":
        return None
    at = _at(told, now) if request.token else now
    if at < now - OLDEST:
        return None
    kind, name, url = _what(told)
    visitor = told.get("_id") or told.get("cid") or ""
    return Event(
        message=_message(told),
        kind=kind,
        at=at,
        name=name,
        visitor=visitor if _ID.fullmatch(visitor) else None,
        person=told.get("uid") or None,
        url=url,
        title=told.get("action_name", ""),
        referrer=told.get("urlref", ""),
        properties=_properties(told),
    )


def client(told: Told, sender: Client, *, is_trusted: bool) -> Client:
    """Another's address is believed of whoever has the key; the agent that it names of anybody, as Matomo does."""
    address = told.get("cip", "") if is_trusted else ""
    agent = told.get("ua") or sender.agent or (SERVER if is_trusted else "")
    return Client(address or sender.address, agent, sender.purpose, sender.objects and not is_trusted)


def _what(told: Told) -> tuple[str, str, str]:
    """Kind, name and address."""
    url = told.get("url", "")
    if told.get("download"):
        return "download", told["download"], url
    if told.get("link"):
        return "outbound", told["link"], url
    if told.get("e_c") and told.get("e_a"):
        return "track", f"{told['e_c']} {told['e_a']}", url
    if told.get("search"):
        return "track", "search", url
    if told.get("idgoal"):
        return "track", f"goal {told['idgoal']}", url
    return "page", "", url


def _properties(told: Told) -> dict[str, Any] | None:
    found = {name: told[key] for key, name in (_EVENT | _MORE).items() if told.get(key)}
    found |= {key: value for key, value in told.items() if key.startswith("dimension") and key[9:].isdecimal()}
    return found or None


def _message(told: Told) -> str:
    """Matomo has no ids of messages; its random number makes the same one the same, if it is there."""
    return repr(sorted(told.items())) if told.get("rand") else str(uuid4())


def _at(told: Told, now: datetime) -> datetime:
    given = told.get("cdt", "")
    try:
        at = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.fromisoformat(given)
    except (ValueError, OverflowError, OSError):
        return now
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(at, now) if at >= CLOCKS_SET else now


def _request(told: Told, token: str) -> Request:
    site = told.get("idsite", "")
    if not site.isdecimal() or len(site) > 9:
        raise NotUnderstood("idsite")
    return Request(int(site), told.get("token_auth") or token, told)


def _parsed(*parts: str) -> dict[str, str]:
    """Without what no text of a database holds."""
    return {storable(name): storable(value) for part in parts for name, value in parse_qsl(part.lstrip("?"))}


def _plain(told: Any) -> dict[str, str]:
    if not isinstance(told, dict):
        raise NotUnderstood("requests")
    return {str(name): str(value) for name, value in told.items()}
