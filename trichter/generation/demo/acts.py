"""One act of a story: something that will be recorded about somebody, and what it is called in the story."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from trichter.facts.timeline.models import ActorType
from trichter.generation.demo.courses import Course
from trichter.generation.demo.house import House
from trichter.generation.demo.people import Person
from trichter.generation.demo.texts import AGENT
from trichter.generation.offers.queries import SUBJECT
from trichter.spine.touch import Actor, Touch, colleague

FILE = Actor(ActorType.IMPORT)
LOOKED_UP = Actor(ActorType.ENRICHMENT)


@dataclass(frozen=True, slots=True)
class Act:
    """A touch at a time, of the person with this key.

    `corrects` names the act that this one corrects, `loser` the person whom it merges away or brings back: what they
    became is known only when they are recorded.
    """

    at: datetime
    person: str
    touch: Touch
    name: str = ""
    corrects: str = ""
    loser: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells the story of one person: it knows the way they go, the house, chance, and when the story ends."""

    person: Person
    course: Course
    house: House
    rng: Random
    end: datetime

    @property
    def owner(self) -> str:
        """The colleague in charge, once there is one."""
        return self.person.owner or ("lea", "jonas", "aylin")[self.course.number % 3]

    @property
    def is_tracked(self) -> bool:
        """Whether the person lets us count their visits."""
        return bool(self.person.email) and self.course.number % 5 < 3

    def act(
        self, at: datetime, kind: str, payload: dict[str, Any] | None = None, *, name: str = "", **touch: Any
    ) -> Act:
        """The person does something, and names themselves by their address."""
        known_by = (
            {"email": self.person.email}
            if self.person.email
            else {"phone": self.person.phone}
            if self.person.phone
            else {}
        )
        return Act(at, self.person.key, Touch(kind, payload or {}, **{**known_by, **touch}), name)

    def work(
        self,
        at: datetime,
        kind: str,
        payload: dict[str, Any] | None = None,
        *,
        by: str = "",
        name: str = "",
        **touch: Any,
    ) -> Act:
        """A colleague does something about the person."""
        actor = colleague(self.house.colleagues[by or self.owner])
        return Act(by_day(at), self.person.key, Touch(kind, payload or {}, actor=actor, **touch), name)

    def visit(self, at: datetime, page: tuple[str, str], *, browser: str = "", **touch: Any) -> Act:
        """A page is looked at, in a browser that we know by then."""
        seen = {"url": page[0], "title": page[1], "seconds": self.rng.randint(12, 260)}
        return Act(at, self.person.key, Touch("page.viewed", seen, visitor=browser or self.person.visitor, **touch))

    def answer(
        self, at: datetime, *, channel: str, purpose: str, form: str = "", mail: str = "", address: str = ""
    ) -> dict[str, Any]:
        """What a touch about consent says, with its proof."""
        wording = self.house.wording(purpose, channel, self.person.language, at=at)
        told = {"channel": channel, "purpose": purpose, "wording": wording, "address": address, "user_agent": AGENT}
        told |= {"ip": f"192.0.2.{self.course.number % 254 + 1}"}
        told |= {"evidence": {"form": form}} if form else {}
        return told | ({"confirmation_mail": mail} if mail else {})

    def submission(
        self,
        at: datetime,
        form: tuple[str, str, str],
        answer: str,
        *,
        follows: tuple[Touch, ...] = (),
        **touch: Any,
    ) -> Act:
        """A form is sent: title, page and question, with the answer. If it is an offer's, all is about that offer."""
        title, url, question = form
        told: dict[str, Any] = {"title": title, "url": url, "answers": {question: answer}}
        if (shown := self.house.offer(title, at=at)) is None:
            return self.act(at, "form.submitted", told, follows=follows, **touch)
        language = self.person.language
        told |= {"offer": shown.offer, "version": shown.version, "wants": shown.wants, "language": language}
        told |= {"notice": shown.notices.get(language)}
        about = SUBJECT, shown.offer
        return self.act(
            at, "form.submitted", told, subject=about, follows=tuple(_about(about, one) for one in follows), **touch
        )

    def between(self, first: datetime, last: datetime, share: float) -> datetime:
        """A moment on the way from one to the other."""
        return (first + (last - first) * share).replace(microsecond=0)


def _about(subject: tuple[str, int], touch: Touch) -> Touch:
    return replace(touch, subject=subject, follows=tuple(_about(subject, one) for one in touch.follows))


def by_day(moment: datetime) -> datetime:
    """The same day, but nobody works in the night."""
    return (moment + timedelta(hours=7) if moment.hour < 7 else moment).replace(microsecond=0)
