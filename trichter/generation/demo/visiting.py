"""The demo company's website: who looked at which pages in the last ninety days, who agreed to it, and who only counts.

Visits of strangers come by the way on which real ones come; of those who have not agreed there is nothing but counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from trichter.facts.consent.models import Wording
from trichter.facts.timeline.hits import arrivals, partitions, sources
from trichter.facts.timeline.hits.models import ChannelDay, Decision, Ground, PageDay, Visitor
from trichter.facts.timeline.hits.sources import Listed
from trichter.facts.timeline.hits.visitors import digest as digest_of
from trichter.generation.demo.chance import chance
from trichter.generation.demo.texts import PAGES, PRICES
from trichter.generation.tracking import contents, digest
from trichter.generation.tracking.events import Client, Event, Today, arrival
from trichter.spine.browsers import CHANNEL, PURPOSE

SITE = "www.ahornwerk.example"
DAYS = 90
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18 Safari/605",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
)
_WAYS = (
    (34, "", "https://www.google.de/"),
    (18, "?utm_source=google&utm_medium=cpc&utm_campaign=Lastspitzen", ""),
    (12, "?utm_source=newsletter&utm_medium=email", ""),
    (8, "", "https://www.linkedin.com/"),
    (5, "", "https://chatgpt.com/"),
    (23, "", ""),
)
"""Shares in a hundred, what the link says, and the page before."""
_CHANNELS = (("search", 40), ("direct", 27), ("paid_search", 15), ("email", 8), ("social", 7), ("assistant", 3))
_PHASES = (
    ("evaluation", "/preise* Preise"),
    ("evaluation", "/praxisberichte* Referenzen"),
    ("need", "/loesung* Messtechnik"),
)


@dataclass(frozen=True, slots=True)
class _Came:
    """A stranger who has agreed, when, and what they looked at."""

    visitor: str
    at: datetime
    events: tuple[Event, ...]
    agent: str


def visit(now: datetime, *, zone: ZoneInfo) -> None:
    """Let them have come."""
    rng = chance("visits")
    partitions.see_to()
    source = sources.add("Website", hosts=[SITE], ground=Ground.ASKED)
    contents.publish([rule for phase, lines in _PHASES for rule in contents.written(phase, lines)])
    came = [one for day in range(DAYS, -1, -1) for one in _came(rng, now, day)]
    _answer(rng, came, source)
    _keep(came, source)
    while digest.digest():
        continue
    _count(rng, now, source, zone=zone)


def _came(rng: Random, now: datetime, day: int) -> Iterator[_Came]:
    """More on working days, and the last of them are there still."""
    moment = now - timedelta(days=day)
    for _number in range(rng.randint(3, 6) if moment.weekday() > 4 else rng.randint(9, 18)):
        at = (
            now - timedelta(minutes=rng.randint(2, 25)) if day == 0 else moment - timedelta(minutes=rng.randint(0, 600))
        )
        yield _stranger(rng, at, most=now)


def _stranger(rng: Random, at: datetime, *, most: datetime) -> _Came:
    visitor, agent = f"{rng.getrandbits(128):032x}", rng.choice(_AGENTS)
    ((_share, query, referrer),) = rng.choices(_WAYS, [share for share, _query, _referrer in _WAYS])
    pages = rng.choices([*PAGES, PRICES], k=rng.randint(1, 6))
    events = [
        Event(
            f"{visitor} {place}", "page", min(at + timedelta(seconds=70 * place), most), visitor=visitor,
            url=f"https://{SITE}{path}{'' if place else query}", title=title, referrer="" if place else referrer,
        )
        for place, (path, title) in enumerate(pages)
    ]  # fmt: skip
    return _Came(visitor, at, tuple(events), agent)


def _answer(rng: Random, came: Sequence[_Came], source: Listed) -> None:
    """To the banner: of three who are asked about one agrees, and a few think again."""
    asked = Wording.objects.filter(purpose=PURPOSE, channel=CHANNEL, language="de").order_by("-version").first()
    told = {
        "source_id": source.id,
        "wording_id": asked and asked.pk,
        "language": "de",
        "url": f"https://{SITE}/",
        "network": "",
        "agent": "",
    }
    Visitor.objects.bulk_create(
        Visitor(id=one.visitor, source_id=source.id, since=one.at, seen_at=one.at) for one in came
    )
    agreed = [Decision(browser=digest_of(one.visitor), state="granted", at=one.at, **told) for one in came]
    refused = [Decision(state="refused", at=one.at, **told) for one in came for _other in range(rng.randint(0, 3))]
    Decision.objects.bulk_create(sorted([*agreed, *refused], key=lambda one: one.at))


def _keep(came: Sequence[_Came], source: Listed) -> None:
    batch: list[arrivals.Arrival] = []
    for one in came:
        client = Client("192.0.2.7", one.agent)
        batch += [arrival(event, source, client, Today(one.at.date().isoformat(), b"demo")) for event in one.events]
        if len(batch) >= 500:
            arrivals.keep(batch)
            batch = []
    arrivals.keep(batch)


def _count(rng: Random, now: datetime, source: Listed, *, zone: ZoneInfo) -> None:
    """Those who did not agree, day by day."""
    pages, channels = [], []
    for ago in range(DAYS, -1, -1):
        day = (now - timedelta(days=ago)).astimezone(zone).date()
        busy = 0.35 if day.weekday() > 4 else 1.0
        for path, _title in (*PAGES, PRICES):
            pages.append(PageDay(day=day, source_id=source.id, path=path, views=round(busy * rng.randint(6, 40))))
        views = sum(one.views for one in pages[-len(PAGES) - 1 :])
        for channel, share in _CHANNELS:
            seen = round(views * share / 100)
            channels.append(
                ChannelDay(day=day, source_id=source.id, channel=channel, visitors=round(seen / 2.6), views=seen)
            )
    PageDay.objects.bulk_create(pages)
    ChannelDay.objects.bulk_create(channels)
