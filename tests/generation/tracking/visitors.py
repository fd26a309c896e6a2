"""Visitors whose events arrive as a collector writes them."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from trichter.facts.consent import wordings
from trichter.facts.timeline.hits import arrivals, sources
from trichter.facts.timeline.hits.models import Ground
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking import decisions
from trichter.generation.tracking.digest import digest
from trichter.generation.tracking.events import Client, Event, Today, arrival
from trichter.generation.tracking.snippet import Answer
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine import reactions

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CLIENT = Client("203.0.113.7", FIREFOX)
SITE = "https://www.ahornwerk.example"
_numbers = count(1)


def site(ground: Ground = Ground.ASKED, *, may_identify: bool = False) -> Listed:
    """A source, with the words by which visitors are asked."""
    wordings.found_purpose("visits", label=Words("Visits", "Besuche"))
    wordings.publish_wording("visits", channel="tracking", language="de", text="Dürfen wir Ihre Besuche messen?")
    return sources.add("Website", hosts=["www.ahornwerk.example"], ground=ground, may_identify=may_identify)


@dataclass
class Browser:
    """A browser at a site, which has an id as soon as its human agrees."""

    source: Listed
    id: str | None = None
    client: Client = field(default=CLIENT)

    def agree(self) -> "Browser":
        """To the banner."""
        self.id = f"{next(_numbers):032x}"
        self._answer("granted")
        return self

    def refuse(self) -> None:
        """The banner."""
        self._answer("refused")

    def withdraw(self) -> None:
        """What was agreed to."""
        self._answer("withdrawn")

    def see(self, path: str, *, at: datetime | None = None, referrer: str = "", message: str = "", **more: Any) -> None:
        """A page."""
        self.do("page", url=f"{SITE}{path}", title=path, at=at, referrer=referrer, message=message, **more)

    def do(self, kind: str, *, at: datetime | None = None, message: str = "", **told: Any) -> None:
        """Anything."""
        told = {"visitor": self.id} | told
        event = Event(message=message or f"m{next(_numbers)}", kind=kind, at=at or clock.now(), **told)
        arrivals.keep([arrival(event, self.source, self.client, Today(clock.today().isoformat(), b"salt"))])

    def _answer(self, state: str) -> None:
        told = {"k": self.source.key, "v": self.id, "s": state, "u": f"{SITE}/?secret=1", "l": "de"}
        decisions.take(Answer.model_validate(told), source=self.source.id, client=self.client)


def work() -> None:
    """All that a worker does about it, until nothing is left to do."""
    while digest() or reactions.drain():
        pass
