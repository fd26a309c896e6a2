"""What stands in the slots of a page for whom: asked by the second script, and counted.

/t/<key>/slots.js   the script            /t/<key>/slots   what its slots hold for this reader; that a link was followed
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import psycopg
import rjsmin
import structlog
from django.db import connections
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trichter.faces.collector import answers, asking, serving
from trichter.faces.collector.answers import Answer
from trichter.faces.collector.asking import Receive, Request
from trichter.faces.collector.door import Limit
from trichter.faces.collector.knowing import Known
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking import bots
from trichter.generation.tracking.contents import Contents
from trichter.generation.tracking.errors import NotUnderstood, TooMany
from trichter.generation.tracking.events import Client
from trichter.generation.tracking.slots import counting
from trichter.generation.tracking.slots.choosing import Read, Reader, Rules, chosen
from trichter.generation.tracking.slots.content import Audience, Content, Variant
from trichter.generation.tracking.slots.queries import OPEN_SLOTS, READER, Open, find, opened
from trichter.kernel import bulk, clock
from trichter.kernel.networks import masked
from trichter.kernel.problems import problem
from trichter.qualification.rules.operands import Vocabulary

SCRIPT = Path(__file__).parent / "script" / "slots.js"
MOST_BYTES = 16 * 1024
MOST_A_MINUTE = 600
"""Of a network, that are counted: a large firm's whole office may come by one. Whoever comes then is answered alike."""
FRESH = 2.0
"""Seconds for which what slots hold is believed."""
RENEWED = 10.0
"""Seconds after which rules are written anew, changed or not: fields, scores and what pages are about may have."""
COUNTED = 1.0
"""Seconds after which what was counted is added up."""
PRIVATE = ((b"cache-control", b"private, no-store"),)
_PATH = re.compile(r"/t/([0-9a-zA-Z]{1,64})/(slots(?:\.js)?)")

log = structlog.get_logger(__name__)


class Asked(BaseModel):
    """The slots of a page, the reader's id if they agreed to have one; or the variant whose link was followed."""

    model_config = ConfigDict(frozen=True)
    s: Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(min_length=1, max_length=100)]
    v: Annotated[str | None, Field(pattern=r"^[0-9a-f]{32}$")] = None
    language: Literal["de", "en"] = Field(default="de", alias="l")
    c: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None


@dataclass(frozen=True, slots=True)
class _Held:
    """What holds now: slots, each with its rules ready to be asked, and what the house's pages are about."""

    slots: Sequence[Open]
    rules: Mapping[tuple[int, int], Rules]
    contents: Contents


def parts(path: str) -> tuple[str, str] | None:
    """The key and what is asked for, if it is one of these addresses."""
    found = _PATH.fullmatch(path)
    return (found[1], found[2]) if found else None


def script(asked: Request, key: str, known: Known) -> Answer:
    """`/t/<key>/slots.js`"""
    return serving.sent(asked, served(key)) if key in known.by_key else answers.NOT_THERE


@lru_cache(maxsize=256)
def served(key: str) -> bytes:
    """The whole script for a source."""
    minified = str(rjsmin.jsmin(SCRIPT.read_text("utf-8"))).encode()
    return b"(" + minified + b")(" + bulk.json({"key": key}).encode() + b");\n"


@dataclass(slots=True)
class Slots:
    """Of this process."""

    pool: AsyncConnectionPool
    _held: _Held | None = None
    _looked: float = 0.0
    _written: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _shown: Counter[tuple[int, date, int]] = field(default_factory=Counter)
    _clicked: Counter[tuple[int, date, int]] = field(default_factory=Counter)
    _adding: asyncio.Task[None] | None = None
    _limit: Limit = field(default_factory=lambda: Limit(MOST_A_MINUTE, seconds=60))

    async def answer(self, asked: Request, receive: Receive, source: Listed, known: Known) -> Answer:
        """`/t/<key>/slots`"""
        if asked.method != "POST":
            return answers.NOT_SO
        told = _told(asking.read(await asking.body(asked, receive, most=MOST_BYTES)))
        held = await self._now()
        today = date.fromisoformat(known.today.day)
        slots = [slot for name in dict.fromkeys(told.s) if (slot := find(held.slots, name, source=source.id))]
        robot = bots.reason(asked.client.agent, asked.client.purpose)
        is_counted = not robot and self._is_plausible(asked.client)
        if told.c is not None:
            for slot in slots if is_counted and told.c else ():
                if slot.content.variant(told.c):
                    self._count(self._clicked, slot, today, told.c)
            return answers.TAKEN
        is_nobody = robot or asked.client.objects or not source.is_watched
        readers = await self._readers(held, slots, None if is_nobody else told.v)
        shown: dict[str, Any] = {}
        for slot in slots:
            variant = chosen(slot.content, readers[slot.id], today=today)
            if is_counted:
                self._count(self._shown, slot, today, variant.number if variant else counting.DEFAULT)
            if variant:
                shown[slot.name] = _said(variant, told.language)
        return Answer(200, bulk.json(shown).encode(), answers.JSON, PRIVATE)

    def _is_plausible(self, client: Client) -> bool:
        """Whether its network has not asked more than its people can: a script shall not make the numbers."""
        try:
            self._limit.count(masked(client.address))
        except TooMany:
            return False
        return True

    async def _readers(self, held: _Held, slots: Sequence[Open], visitor: str | None) -> dict[int, Reader]:
        """Who reads, for each of the slots. Nothing is asked where all that could be shown is for everybody."""
        nobody = {slot.id: Reader() for slot in slots}
        if not visitor or not any(_asks_who(slot.content) for slot in slots):
            return nobody
        async with self.pool.connection() as connection:
            rows = await _ask(connection, READER, [visitor])
            if not rows:
                return nobody
            ((contact, urls),) = rows
            read = Read.of(urls, held.contents)
            return {
                slot.id: Reader(
                    has_agreed=True,
                    is_known=contact is not None,
                    read=read,
                    holding=await _holding(connection, held, slot, contact),
                )
                for slot in slots
            }

    async def _now(self) -> _Held:
        """While the database is away what was held last is good enough. Raises what the database raises."""
        if self._held is None or time.monotonic() - self._looked > FRESH:
            async with self._lock:
                if self._held is None or time.monotonic() - self._looked > FRESH:
                    self._held = await self._look()
                    self._looked = time.monotonic()
        return self._held

    async def _look(self) -> _Held:
        try:
            async with self.pool.connection() as connection:
                slots = opened(await _ask(connection, OPEN_SLOTS))
        except (psycopg.OperationalError, PoolTimeout):
            if self._held is None:
                raise
            return self._held
        is_old = self._held is None or time.monotonic() - self._written > RENEWED
        kept = {} if is_old or self._held is None else self._held.rules
        if not is_old and self._held and slots == self._held.slots:
            return self._held
        held = await asyncio.to_thread(_written, slots, kept)
        self._written = time.monotonic() if is_old else self._written
        return held

    def _count(self, what: Counter[tuple[int, date, int]], slot: Open, day: date, variant: int) -> None:
        what[slot.id, day, variant] += 1
        if self._adding is None or self._adding.done():
            self._adding = asyncio.create_task(self._add())

    async def _add(self) -> None:
        """What was counted since; if the database is away, with what comes next."""
        while self._shown or self._clicked:
            await asyncio.sleep(COUNTED)
            shown, clicked = self._shown, self._clicked
            self._shown, self._clicked = Counter(), Counter()
            keys = sorted(shown.keys() | clicked.keys())
            columns = [list(column) for column in zip(*keys, strict=True)]
            values = [*columns, [shown[key] for key in keys], [clicked[key] for key in keys]]
            try:
                async with self.pool.connection() as connection:
                    await AsyncRawCursor(connection).execute(counting.ADD, values)
            except (psycopg.Error, PoolTimeout) as error:
                log.warning("slots not counted", problem=type(error).__name__)
                self._shown.update(shown)
                self._clicked.update(clicked)


async def _holding(connection: AsyncConnection, held: _Held, slot: Open, contact: int | None) -> frozenset[int]:
    if contact is None:
        return frozenset()
    rules = held.rules[slot.id, slot.version]
    statement = rules.statement(contact, clock.now())
    try:
        rows = await _ask(connection, *statement) if statement else []
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        log.warning("slot cannot be asked", slot=slot.id, problem=type(error).__name__)
        rows = []
    return rules.holding([(told[0], told[1]) for told in rows])


def _written(slots: Sequence[Open], kept: Mapping[tuple[int, int], Rules]) -> _Held:
    """In a thread, whose connection is given back: what rules ask is written by what the house knows of its fields."""
    try:
        vocabulary = Vocabulary()
        rules = {
            (slot.id, slot.version): kept.get((slot.id, slot.version)) or Rules(slot.content, vocabulary)
            for slot in slots
        }
        return _Held(slots, rules, Contents.now())
    finally:
        connections.close_all()


async def _ask(connection: AsyncConnection, statement: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    cursor = AsyncRawCursor(connection)
    await cursor.execute(statement, given, prepare=True)
    return await cursor.fetchall()


def _asks_who(content: Content) -> bool:
    return any(one.is_on and one.audience is not Audience.ALL for one in content)


def _told(body: Any) -> Asked:
    """Raises `NotUnderstood`."""
    try:
        return Asked.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise NotUnderstood(f"{'.'.join(map(str, first['loc']))}: {problem(first)}") from error


def _said(variant: Variant, language: str) -> dict[str, Any]:
    """As the script reads it, and nothing of the person. The language is named where it is not the page's."""
    spoken, said = variant.in_language(language)
    link = {"a": said.label, "u": said.link} if said.link else {}
    other = {"l": spoken} if spoken != language else {}
    return {"n": variant.number, "h": said.title, "p": said.paragraphs} | link | other
