"""Histories in which what happens to one person concerns others, time passes, and the rules of scores change."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.factories import PROOF, day, lea
from tests.qualification.scoring.models import compare, did, fit, model
from tests.spine.histories import MOVES, WHEN, History, Move
from trichter.facts.contacts.models import Company
from trichter.facts.staff import services as staff
from trichter.facts.timeline.models import ActorType
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle import policies
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.scoring import versions
from trichter.spine import applying, firms, passing, rescoring, segmenting, teams
from trichter.spine.longwork import doing
from trichter.spine.touch import SYSTEM, Actor, Touch

SHARED = "info@firma.example"
FIRMS = [{"name": "Firma", "domain": "firma.example"}, {"name": "Ahorn"}]
MODELS = [
    model(
        fit("large", 5, compare("company.employees", "at least", 100)),
        fit("north", 3, compare("owner", "is known")),
        did("page", 8, "page.viewed", most=2),
        half_life_days=3,
    ),
    model(
        fit("large", 2, compare("company.employees", "at least", 100)),
        fit("named", 4, compare("first_name", "is known")),
        did("page", 8, "page.viewed", most=1),
        did("form", 20, "form.submitted"),
        half_life_days=30,
    ),
]


WHO = st.integers(0, 5)


def _move(name: str, **said: st.SearchStrategy[Any]) -> st.SearchStrategy[Move]:
    return st.tuples(st.just(name), st.fixed_dictionaries({"who": WHO, **said}))


_JOINS = _move(
    "joins", firm=st.sampled_from(FIRMS), employees=st.sampled_from([None, None, 5, 500]), by_file=st.booleans()
)
_SHARES = _move("shares", state=st.sampled_from(["granted", "granted", "withdrawn", "refused"]), at=WHEN)
_SEES = _move("sees", at=WHEN)
_OURS = st.one_of(
    _JOINS,
    _JOINS,
    _SEES,
    _SHARES,
    _move("complains"),
    _move("grows", employees=st.sampled_from([5, 500])),
    _move("erases", suppresses=st.booleans()),
    _move("is looked after", by_us=st.booleans()),
    _move("regroups"),
    _move("publishes"),
    _move("waits", days=st.sampled_from([0, 1, 4])),
    _move("works"),
    _move("joins hands", other=WHO),
)
ADDRESSES = ("person0@example.org", "person1@example.org", "person2@example.org", "person0@firma.example")


def _beginning(joined: list[dict[str, Any]]) -> list[Move]:
    begun: list[Move] = []
    for who, address in enumerate(ADDRESSES):
        begun += [
            ("facts", {"batch": [{"kind": "form.submitted", "payload": {"title": "x"}, "email": address}]}),
            ("joins", joined[who] | {"who": who, "by_file": False}),
            ("shares", {"who": who, "state": "granted", "at": 2 + who}),
            ("is looked after", {"who": who, "by_us": who < 2}),
        ]
    return begun


BEGINNING = st.lists(_JOINS.map(lambda move: move[1]), min_size=4, max_size=4).map(_beginning)
"""Four people who work at one of two firms and share an address, two of whom we look after."""
CROSSING: st.SearchStrategy[Move] = st.one_of(_OURS, _OURS, _OURS, _OURS, MOVES)


class Crossing(History):
    """Plays these moves too, at a time that begins after all that is told of the past and goes on with them."""

    def __init__(self) -> None:
        super().__init__()
        self.boss = lea().pk
        self.team = staff.found_team("Nord", department="sales").pk
        self.now: datetime = day(10)
        self._published = 0

    def play(self, moves: list[Move]) -> None:
        for move in moves:
            with clock.at(self.now):
                super().play([move])
            self.now += timedelta(seconds=7)

    def work(self) -> None:
        """Whatever is to be done in the background, until nothing is left."""
        with clock.at(self.now):
            self._renew()
            passing.tick()
            segmenting.tick()
            while segmenting.gather_changed() + segmenting.ask_colleagues():
                pass

    def apply(self, rules: list[Rule]) -> None:
        """These rules come to those in force, and are applied to those already there."""
        with clock.at(self.now):
            known = policies.publish("customer", rules=[*ways()["customer"].rules, *rules])
            applying.start("customer", seen=known.version, by=self.boss)
            self._renew()

    def _joins(self, who: int, firm: dict[str, Any], employees: int | None, *, by_file: bool) -> list[Touch]:
        told = {"company": firm | ({"employees": employees} if employees else {})}
        actor = Actor(ActorType.IMPORT) if by_file else Actor(ActorType.COLLEAGUE, self.boss)
        return [Touch("contact.imported" if by_file else "contact.edited", learned=told, actor=actor, **self._of(who))]

    def _sees(self, who: int, at: int) -> list[Touch]:
        return [Touch("page.viewed", {"url": "/preise"}, occurred_at=day(at), **self._of(who))]

    def _grows(self, who: int, employees: int) -> list[Touch]:
        known = list(Company.objects.order_by("id").values_list("id", flat=True))
        if known:
            try:
                firms.edit(known[who % len(known)], {"employees": employees}, by=self.boss)
            except DomainError as refusal:
                self.refused.append(type(refusal).__name__)
        return []

    def _shares(self, who: int, state: str, at: int) -> list[Touch]:
        said = {"channel": "email", "purpose": "newsletter", "evidence": PROOF, "address": SHARED}
        return [Touch(f"consent.{state}", said, occurred_at=day(at), **self._of(who))]

    def _complains(self, who: int) -> list[Touch]:
        return [Touch("mail.complained", {"address": SHARED}, actor=SYSTEM, **self._of(who))]

    def _erases(self, who: int, *, suppresses: bool = True) -> list[Touch]:
        return [Touch("contact.erased", {"suppresses": suppresses}, **self._of(who))]

    def _is_looked_after(self, who: int, *, by_us: bool) -> list[Touch]:
        hand = Actor(ActorType.COLLEAGUE, self.boss)
        return [Touch("contact.edited", learned={"owner": self.boss if by_us else None}, actor=hand, **self._of(who))]

    def _joins_hands(self, who: int, other: int) -> list[Touch]:
        return self._merges(who, other)

    def _regroups(self, who: int) -> list[Touch]:
        teams.change(self.boss, name="Lea", role="sales", teams=[self.team] if who % 2 else [])
        return []

    def _publishes(self, who: int) -> list[Touch]:
        self._published += 1
        versions.save_draft("business", MODELS[self._published % 2])
        rescoring.publish("business")
        if who % 3:
            self._renew()
        return []

    def _renew(self) -> None:
        while doing.advance():
            pass

    def _waits(self, who: int, days: int) -> list[Touch]:
        self.now += timedelta(days=days, minutes=1)
        with clock.at(self.now):
            segmenting.tick()
        return []

    def _works(self, who: int) -> list[Touch]:
        jobs = (segmenting.ask_colleagues, segmenting.gather_changed, self._renew, segmenting.tick)
        jobs[who % len(jobs)]()
        return []

    def _of(self, who: int) -> dict[str, Any]:
        return {"contact": self._person(who) or None}
