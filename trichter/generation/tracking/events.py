"""An event as any protocol tells it, and how it becomes what is kept: bounded, masked, judged.

Of somebody who has not agreed only the path, the channel and a digest are left, whose salt goes with the day (LAW 5.2).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import to_json

from trichter.facts.timeline.hits import visitors
from trichter.facts.timeline.hits.arrivals import Arrival
from trichter.facts.timeline.hits.sources import Listed
from trichter.facts.timeline.origins.classifying import classify
from trichter.facts.timeline.origins.content import Rules
from trichter.facts.timeline.origins.reading import CLICK, link
from trichter.facts.timeline.origins.shipped import SHIPPED
from trichter.generation.tracking import bots
from trichter.kernel import bulk
from trichter.kernel.networks import masked

LONGEST = 1_000
"""Characters of an address, a title or a name; more is cut off."""
LONGEST_ID = 200
SERVER = "server"
"""Stands for the agent of an event that a server tells without one."""
CLOCKS_SET = datetime(2005, 1, 1, tzinfo=UTC)
"""A clock that shows an earlier time was never set, and says nothing."""
OLDEST = timedelta(days=395)
"""What happened longer ago is not taken: its month would have been dropped."""
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]*)", re.IGNORECASE)


class Client(NamedTuple):
    """Who sends, as far as the request says: none of it is kept but the masked network and the agent's name.

    `purpose` is what a browser says of a request that nobody made, as prefetching; `objects` that its human wants to be
    left alone wherever they are (LAW 5.3).
    """

    address: str
    agent: str
    purpose: str = ""
    objects: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The day by the house's clock, its salt, and the rules of channels that hold."""

    day: str
    salt: bytes
    rules: Rules = SHIPPED


@dataclass(slots=True)
class Event:
    """What a protocol says. `visitor` and `person` are its ids; `agrees` what the sender says of the visitor's answer,
    None if nothing. Its no counts, its yes does not: anybody can say that with a key that stands in a page."""

    message: str
    kind: str
    at: datetime
    name: str = ""
    visitor: str | None = None
    person: str | None = None
    url: str = ""
    title: str = ""
    referrer: str = ""
    properties: Mapping[str, Any] | None = None
    campaign: Mapping[str, str] = field(default_factory=dict)
    agrees: bool | None = None


def arrival(event: Event, source: Listed, client: Client, today: Today) -> Arrival:
    """As it is kept."""
    page = _page(event.url[: 4 * LONGEST])
    arrived = page.arrived + tuple(event.campaign.items())
    referrer = _without_query(event.referrer[:LONGEST])
    bot = bots.reason(client.agent, client.purpose)
    # Of what a browser fetched unasked nothing is kept but that it was: whose it is did not see it.
    is_seen = bot != bots.PREFETCH
    is_watched = is_seen and source.is_watched and not client.objects and event.agrees is not False
    visitor = _visitor(event, source) if is_watched else None
    # In the order of the columns: by their names it takes three times as long, half as long as all the rest.
    return Arrival(
        source.id,
        digested(event.message.encode("utf-8", "replace")),
        event.at,
        visitor,
        source.is_assured,
        event.person[:LONGEST_ID] if event.person and is_watched else None,
        event.kind,
        event.name[:LONGEST_ID],
        page.url,
        event.title[:LONGEST],
        referrer,
        bulk.json(dict(arrived)) if arrived else None,
        _json(event.properties) if event.properties else None,
        _network(client.address) if is_seen else "",
        client.agent[:LONGEST] if is_seen else "",
        bot,
        today.day,
        page.path,
        channel(arrived, referrer, page.host, today.rules),
        _passer(source.id, client.address, client.agent, today.salt),
    )


def _json(properties: Mapping[str, Any]) -> str:
    """What is no number, which some libraries send, is nothing."""
    return to_json(properties, inf_nan_mode="null").decode()


class _Page(NamedTuple):
    url: str
    path: str
    host: str
    arrived: tuple[tuple[str, str], ...]


@lru_cache(maxsize=2048)
def _page(url: str) -> _Page:
    """Of a site most events come from few pages."""
    return _Page(_without_query(url)[:LONGEST], path_of(url), host_of(url), _arrived(url))


def path_of(url: str) -> str:
    """What of an address is counted: its path, without what follows."""
    rest = _without_query(url)
    rest = rest[match.end() :] if (match := _HOST.match(rest)) else rest
    path = rest[rest.find("/") :] if "/" in rest else "/"
    return path[:300] or "/"


def host_of(url: str) -> str:
    """In lower case, without port; empty for what is no address."""
    match = _HOST.match(url)
    return match[1].lower() if match else ""


def _visitor(event: Event, source: Listed) -> str | None:
    """Who is known by the sender's own number alone has no browser: the number stands for it."""
    if event.visitor:
        return event.visitor[:LONGEST_ID]
    return visitors.numbered(source.id, event.person) if event.person else None


def _arrived(url: str) -> tuple[tuple[str, str], ...]:
    """Campaign parameters as they stand in the address; of a click id the name alone."""
    query = url.find("?") if "?" in url else url.find("#")
    return _said(url[query : query + 4 * LONGEST]) if query >= 0 else ()


@lru_cache(maxsize=4096)
def _said(query: str) -> tuple[tuple[str, str], ...]:
    """Remembered: thousands come by the same link."""
    told = link(query)
    return (*told.utm.items(), *([(CLICK, told.clicks[0])] if told.clicks else []))


@lru_cache(maxsize=4096)
def channel(arrived: tuple[tuple[str, str], ...], referrer: str, host: str, rules: Rules) -> str:
    """By which one came to a page of this host."""
    return classify(dict(arrived), referrer, own_hosts=frozenset({host}), rules=rules).channel.value


@lru_cache(maxsize=8192)
def _network(address: str) -> str:
    return masked(address)


@lru_cache(maxsize=8192)
def _passer(source: int, address: str, agent: str, salt: bytes) -> str:
    """Whoever reads one page reads another, within the day."""
    return digested(f"{source} {address} {agent}".encode("utf-8", "replace"), key=salt)


def forget() -> None:
    """What is remembered only to be quick: when the day is over no address of its visitors may be left (LAW 5.2)."""
    for remembering in (_page, _said, channel, _network, _passer):
        remembering.cache_clear()


def _without_query(url: str) -> str:
    """An address may carry what nobody wanted to tell us: its query and fragment are left out."""
    for mark in "?#":
        cut = url.find(mark)
        if cut >= 0:
            url = url[:cut]
    return url


def digested(said: bytes, *, key: bytes = b"") -> str:
    """What is kept of something that is only to be known again."""
    return hashlib.blake2b(said, digest_size=16, key=key).hexdigest()
