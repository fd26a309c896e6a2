"""The collector's addresses. Whoever shows a key of ours is heard; everybody else learns nothing.

/t/e            events of our own script          /v1/…           the HTTP API of Segment
/t/d            a visitor's answer to the banner   /matomo.php     the tracking API of Matomo
/t/<key>.js     the script itself                  /t/<key>/slots  personal parts of pages
"""

import asyncio
import base64
from collections.abc import Sequence

import psycopg
import structlog
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from trichter.faces.collector import answers, asking, slots
from trichter.faces.collector.answers import Answer, Send
from trichter.faces.collector.asking import Receive, Request, Scope
from trichter.faces.collector.door import Door
from trichter.faces.collector.keeping import Keeper
from trichter.faces.collector.knowing import House, Known
from trichter.faces.collector.lines import lines
from trichter.faces.collector.refusing import Refusals
from trichter.faces.collector.serving import script
from trichter.facts.timeline.hits.arrivals import Arrival
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking import matomo, segment, snippet
from trichter.generation.tracking.errors import Busy, ForeignSite, Refused, UnknownKey
from trichter.generation.tracking.events import Event, arrival
from trichter.kernel import clock

PATHS = ("/t/", "/v1/")
MATOMO = ("/matomo.php", "/piwik.php")

_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)
"""As the driver says it, and as Django does."""

log = structlog.get_logger(__name__)


class Collector:
    """One for each process. `size` is how many connections to the database it may have."""

    def __init__(self, *, size: int) -> None:
        self._size = size
        self._ready: asyncio.Future[None] | None = None
        self._is_ready = False

    @staticmethod
    def is_asked(path: str) -> bool:
        """Whether the collector answers for this path."""
        return path.startswith(PATHS) or path in MATOMO

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        asked = asking.request(scope)
        origin = asked.header(b"origin")
        try:
            answer = await self._answer(asked, receive)
        except Refused as error:
            self._refusals.note(error, asked.host)
            answer = answers.refusal(error)
        except (*_AWAY, PoolTimeout):
            answer = answers.refusal(Busy())
        except asyncio.CancelledError:
            return
        except Exception:
            log.exception("request failed")
            answer = Answer(500, b"500\n")
        await answer.send(send, more=answers.allowed(origin) if asked.method != "OPTIONS" else ())

    async def _answer(self, asked: Request, receive: Receive) -> Answer:
        if asked.method == "OPTIONS":
            return answers.preflight(asked.header(b"origin"))
        if not self._is_ready:
            await self._begin()
        known = await self._house.known()
        if asked.path == "/t/e":
            return await self._events(asked, receive, known)
        if asked.path == "/t/d":
            return await self._decision(asked, receive, known)
        if told := slots.parts(asked.path):
            return await self._slotted(asked, receive, known, *told)
        if asked.path.startswith("/t/"):
            return script(asked, known)
        if asked.path in MATOMO:
            return await self._matomo(asked, receive, known)
        return await self._segment(asked, receive, known)

    async def _begin(self) -> None:
        """With the first request: the pool belongs to the loop in which it is used."""
        if self._ready is None:
            pool = lines(self._size)
            self._house, self._keeper, self._door = House(pool), Keeper(pool), Door()
            self._refusals = Refusals(pool)
            self._slots = slots.Slots(pool)
            self._watch = asyncio.gather(self._house.watch(), asking.watch())
            self._ready = asyncio.ensure_future(pool.open())
        await asyncio.shield(self._ready)
        self._is_ready = True

    async def _events(self, asked: Request, receive: Receive, known: Known) -> Answer:
        if asked.method != "POST":
            return answers.NOT_SO
        body = await asking.body(asked, receive, most=snippet.MOST_BYTES)
        told = snippet.parcel(asking.read(body), now=clock.now())
        source = _source(told.key, asked, known)
        client, today = asked.client, known.today
        arrivals = [arrival(event, source, client, today) for event in told.events]
        await self._keeper.keep(arrivals, size=len(body))
        return answers.TAKEN

    async def _decision(self, asked: Request, receive: Receive, known: Known) -> Answer:
        if asked.method != "POST":
            return answers.NOT_SO
        told = snippet.answer(asking.read(await asking.body(asked, receive, most=snippet.MOST_BYTES)))
        source = _source(told.k, asked, known)
        await self._door.take(told, source=source.id, client=asked.client)
        return answers.TAKEN

    async def _slotted(self, asked: Request, receive: Receive, known: Known, key: str, what: str) -> Answer:
        if what == "slots.js":
            return slots.script(asked, key, known)
        return await self._slots.answer(asked, receive, _source(key, asked, known), known)

    async def _segment(self, asked: Request, receive: Receive, known: Known) -> Answer:
        call = asked.path.removeprefix("/v1/").rstrip("/")
        short = {"t": "track", "p": "page", "i": "identify", "g": "group", "a": "alias", "s": "screen", "b": "batch"}
        call = short.get(call, call)
        if call not in segment.CALLS:
            return answers.NOT_THERE
        if asked.method != "POST":
            return answers.NOT_SO
        body = await asking.body(asked, receive, most=segment.MOST_BYTES)
        told = asking.read(body)
        source = _source(_basic(asked) or (told.get("writeKey") if isinstance(told, dict) else None), asked, known)
        is_browser = bool(asked.host)
        arrivals = [
            arrival(event, source, segment.client(context, asked.client, is_browser=is_browser), known.today)
            for event, context in segment.events(call, told, now=clock.now())
        ]
        await self._keeper.keep(arrivals, size=len(body))
        return answers.DONE

    async def _matomo(self, asked: Request, receive: Receive, known: Known) -> Answer:
        body = await asking.body(asked, receive, most=matomo.MOST_BYTES) if asked.method == "POST" else b""
        is_many = body.lstrip()[:1] == b"{"
        requests = matomo.requests(asked.query, body, is_json=is_many, read=asking.read)
        arrivals = [one for one in (_of_matomo(request, asked, known) for request in requests) if one]
        await self._keeper.keep(arrivals, size=len(body) + len(asked.query))
        if is_many:
            told = f'{{"status":"success","tracked":{len(arrivals)},"invalid":{len(requests) - len(arrivals)}}}'
            return Answer(200, told.encode(), answers.JSON)
        if any(request.told.get("send_image") == "0" for request in requests):
            return answers.TAKEN
        return Answer(200, matomo.PIXEL, answers.GIF)


def _source(key: object, asked: Request, known: Known) -> Listed:
    """Raises `UnknownKey` and `ForeignSite`."""
    source = known.by_key.get(key) if isinstance(key, str) else None
    if source is None:
        raise UnknownKey
    _check_site(source, asked.host, asked)
    return source


def _check_site(source: Listed, host: str, asked: Request) -> None:
    """A browser says on which site it is; whoever is no browser has to have the key. Our own pages are among all."""
    if host and host != asked.header(b"host").lower() and not _is_among(host, source.hosts):
        raise ForeignSite(source.id, host)


def _is_among(host: str, hosts: Sequence[str]) -> bool:
    bare = host.partition(":")[0]
    return any(
        host == one or bare == one or (one.startswith("*.") and (bare.endswith(one[1:]) or bare == one[2:]))
        for one in hosts
    )


def _basic(asked: Request) -> str | None:
    """The name in `Authorization: Basic`, by which Segment's libraries show the key."""
    kind, _space, told = asked.header(b"authorization").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        return base64.b64decode(told, validate=True).decode().partition(":")[0]
    except ValueError:
        return None


def _of_matomo(request: matomo.Request, asked: Request, known: Known) -> Arrival | None:
    """Whoever has no key is told from others by the site of the page that is measured."""
    source = known.by_number.get(request.site)
    is_trusted = source is not None and request.token == source.key
    if source is None or (request.token and not is_trusted):
        raise UnknownKey
    if not is_trusted:
        url = request.told.get("url", "")
        _check_site(source, url.partition("://")[2].partition("/")[0].lower() or asked.host or "?", asked)
    event: Event | None = matomo.event(request, now=clock.now())
    if event is None:
        return None
    if event.person and not is_trusted:
        event.person = None
    return arrival(event, source, matomo.client(request.told, asked.client, is_trusted=is_trusted), known.today)
