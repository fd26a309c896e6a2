"""Whatever people say and whatever is done about them: what leaves has a ground by rules that stand here once more.

The model is as simple as the law: of each mailbox and each person it knows who said what, last; it shares no code with
the house.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories import PROOF, day, newsletter
from tests.spine.outreach.posts import sent, settled, write
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.outreach.grounds import Consented, RequestedService
from trichter.spine.touch import PERSON, SYSTEM, Touch

MAILBOXES = ("anna@example.org", "bernd@bücher.example", "carla+news@example.org")
SPELLINGS = {
    "anna@example.org": ["anna@example.org", "Anna@Example.ORG", " ANNA@example.org"],
    "bernd@bücher.example": ["bernd@bücher.example", "BERND@xn--bcher-kva.example", "bernd@BÜCHER.example"],
    "carla+news@example.org": ["carla+news@example.org", "Carla+News@Example.org"],
}
ANSWERS = ("granted", "granted", "granted", "withdrawn", "refused", "requested", "expired")
EXAMPLES = 30
PLACE = st.integers(0, 20)

MOVES = st.one_of(
    st.tuples(st.just("answer"), PLACE, PLACE, PLACE, st.sampled_from(ANSWERS)),
    st.tuples(st.just("answer"), PLACE, PLACE, PLACE, st.sampled_from(ANSWERS)),
    st.tuples(st.just("answer"), PLACE, PLACE, PLACE, st.sampled_from(ANSWERS)),
    st.tuples(st.just("import"), PLACE, PLACE),
    st.tuples(st.just("form"), PLACE, PLACE),
    st.tuples(st.just("judge"), PLACE),
    st.tuples(st.just("bounce"), PLACE, PLACE),
    st.tuples(st.just("merge"), PLACE, PLACE),
    st.tuples(st.just("erase"), PLACE),
    st.tuples(st.just("wait"), st.sampled_from([1, 29, 32])),
    st.tuples(st.just("hand in"), PLACE, PLACE, PLACE),
    st.tuples(st.just("hand in"), PLACE, PLACE, PLACE),
    st.tuples(st.just("send")),
)


NOES = ("withdrawn", "refused")


@dataclass(frozen=True)
class Said:
    """An answer about the newsletter. `when` counts what happened, it is no time."""

    when: int
    person: int
    mailbox: str
    answer: str


@dataclass
class Model:
    """What the law makes of it all. `same` leads from each number of a person to the one that stands for them."""

    now: int = 0
    today: int = 1
    same: dict[int, int] = field(default_factory=dict)
    mailboxes: dict[int, set[str]] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    forms: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    of_robots: set[int] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)

    def agrees(self, person: int, mailbox: str) -> bool:
        """Their last word at this mailbox is a yes, and since then nobody of it, nor they elsewhere, said no."""
        if mailbox in self.dead | self.erased or self.same[person] in self.gone:
            return False
        theirs = [one for one in self.said if self.same[one.person] == self.same[person]]
        last = list(_answers([one for one in theirs if one.mailbox == mailbox]))[-1:]
        if not last or last[0].answer != "granted":
            return False
        noes = [one for one in self.said if one.answer in NOES and (one in theirs or one.mailbox == mailbox)]
        return all(no.when < last[0].when for no in noes)

    def asked(self, person: int, mailbox: str, form: int) -> bool:
        """They sent this form from this mailbox themselves, within thirty days, and were no robot."""
        if form not in self.forms or form in self.of_robots or self.same[person] in self.gone:
            return False
        sender, on, where = self.forms[form]
        is_theirs = self.same[sender] == self.same[person] and where == mailbox
        return is_theirs and self.today - on <= 30 and mailbox not in self.dead


def _answers(rows: list[Said]) -> Iterator[Said]:
    """A question is no answer, and what was never granted cannot expire."""
    before = ""
    for one in rows:
        if one.answer != "requested" and (one.answer != "expired" or before == "granted"):
            yield one
        before = one.answer


class History:
    """Plays moves in the house and in the model alike; what the house refuses with a sentence has not happened."""

    def __init__(self) -> None:
        self.model = Model()
        self.letters: dict[str, tuple[str, int, str, int]] = {}
        self.left = 0

    def play(self, moves: list[tuple[Any, ...]]) -> None:
        for name, *said in moves:
            self.model.now += 1
            with clock.at(day(self.model.today)), suppress(DomainError), transaction.atomic():
                getattr(self, "_" + name.replace(" ", "_"))(*said)

    def _person(self, place: int) -> int:
        known = sorted(self.model.same)
        return known[place % len(known)] if known else 0

    def _mailbox(self, place: int, spelling: int = 0) -> tuple[str, str]:
        mailbox = MAILBOXES[place % len(MAILBOXES)]
        return mailbox, SPELLINGS[mailbox][spelling % len(SPELLINGS[mailbox])]

    def _meet(self, person: int, mailbox: str) -> None:
        self.model.same.setdefault(person, person)
        self.model.mailboxes.setdefault(person, set()).add(mailbox)

    def _import(self, place: int, spelling: int) -> None:
        mailbox, typed = self._mailbox(place, spelling)
        [made] = record([Touch("contact.imported", {"source": "x"}, email=typed, actor=SYSTEM)])
        self._meet(made.contact_id, mailbox)

    def _form(self, place: int, spelling: int) -> None:
        mailbox, typed = self._mailbox(place, spelling)
        [made] = record([Touch("form.submitted", {"title": "x"}, email=typed, actor=PERSON)])
        self._meet(made.contact_id, mailbox)
        self.model.forms[made.touchpoint_id] = (made.contact_id, self.model.today, mailbox)

    def _answer(self, who: int, place: int, spelling: int, answer: str) -> None:
        mailbox, typed = self._mailbox(place, spelling)
        said = {"channel": "email", "purpose": "newsletter", "address": typed, "evidence": PROOF}
        [made] = record([Touch(f"consent.{answer}", said, contact=self._person(who))])
        self._meet(made.contact_id, mailbox)
        self.model.said.append(Said(self.model.now, made.contact_id, mailbox, answer))

    def _judge(self, place: int) -> None:
        form = sorted(self.model.forms)[place % len(self.model.forms)] if self.model.forms else 0
        person = self.model.same[self.model.forms[form][0]] if form else 0
        record([Touch("touchpoint.judged", {"is_bot": True}, contact=person, target=form, actor=SYSTEM)])
        self.model.of_robots.add(form)

    def _bounce(self, who: int, place: int) -> None:
        mailbox, typed = self._mailbox(place, who)
        said = {"address": typed, "is_permanent": True}
        record([Touch("mail.bounced", said, contact=self._person(who), actor=SYSTEM)])
        self.model.dead.add(mailbox)

    def _merge(self, who: int, other: int) -> None:
        winner, loser = (self.model.same.get(self._person(place), 0) for place in (who, other))
        record([Touch("contact.merged", {"loser": loser}, contact=winner, actor=SYSTEM)])
        self.model.same |= {one: winner for one, now in self.model.same.items() if now == loser}

    def _erase(self, who: int) -> None:
        person = self.model.same.get(self._person(who), 0)
        record([Touch("contact.erased", contact=person)])
        for one, now in self.model.same.items():
            if now == person:
                self.model.erased |= self.model.mailboxes.get(one, set())
        self.model.gone.add(person)

    def _wait(self, days: int) -> None:
        self.model.today += days

    def _hand_in(self, who: int, place: int, form: int) -> None:
        """Advertising and a service, on whatever form there is."""
        person, (mailbox, typed) = self._person(who), self._mailbox(place, form)
        asked = sorted(self.model.forms)[form % len(self.model.forms)] if self.model.forms else 0
        for ground in (Consented("newsletter"), RequestedService(asked)):
            cause = f"{self.model.now} {ground.name}"
            self.letters[cause] = (ground.name, person, mailbox, asked)
            write(ground, cause=cause, contact=person, address=typed)

    def _send(self) -> None:
        for letter in sent():
            name, person, mailbox, form = self.letters[letter.cause]
            self.left += 1
            if name == "consented":
                assert self.model.agrees(person, mailbox), f"no consent: {letter.address}"
            else:
                assert self.model.asked(person, mailbox, form), f"nobody asked: {letter.address}"


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins with an empty house."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # to make an example smaller would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(MOVES, min_size=8, max_size=25))
def test_whatever_leaves_has_a_ground(moves: list[tuple[Any, ...]]) -> None:  # LAW 1.6, 1.11, 1.12, 2.3, 2.8
    with undone():
        settled()
        newsletter()
        history = History()
        history.play([("import", 0, 0), ("form", 1, 0), *moves, ("hand in", 0, 0, 0), ("hand in", 1, 1, 0), ("send",)])


@pytest.mark.django_db
def test_and_not_because_nothing_leaves() -> None:
    with undone():
        settled()
        newsletter()
        history = History()
        history.play([("import", 0, 1), ("answer", 0, 0, 2, "granted"), ("form", 1, 0), ("hand in", 0, 0, 0)])
        history.play([("hand in", 1, 1, 0), ("send",)])
        assert history.left == 2
