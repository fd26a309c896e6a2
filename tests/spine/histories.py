"""Random histories of a few people: what they do and what is said of them, corrected, merged, undone and erased."""

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.factories import PROOF, day
from trichter.facts.timeline.models import ActorType, Touchpoint
from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.touch import SYSTEM, Actor, Stage, Touch

if TYPE_CHECKING:
    from collections.abc import Callable

Move = tuple[str, dict[str, Any]]

FACTS: list[tuple[str, dict[str, Any]]] = [
    ("form.submitted", {"title": "Kontakt"}),
    ("page.viewed", {"url": "/preise"}),
    ("call.made", {"direction": "in", "text": "x"}),
    ("call.made", {"direction": "out", "outcome": "not_reached"}),
    ("mail.received", {"title": "x"}),
    ("meeting.held", {"purpose": "follow_up"}),
    ("deal.opened", {"title": "x"}),
    ("deal.won", {"amount_cents": 100}),
    ("referral.made", {}),
    ("application.received", {}),
    ("note.written", {"text": "x"}),
]
WAYS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"email": f"person{n}@example.org"} for n in range(3)]
    + [{"email": "person0@firma.example"}, {"phone": "+49 40 123456"}]
    + [{"external": ("crm", "1")}, {"visitor": "browser 0"}, {}]
)
LEARNED = st.fixed_dictionaries(
    {},
    optional={
        "first_name": st.sampled_from(["Anna", "Bernd", "", None]),
        "birthday": st.sampled_from(["1980-05-01", None]),
        "address": st.sampled_from([{"city": "Hagen"}, {"street": "Ring 1", "country": "DE"}, None]),
        "company": st.sampled_from(
            [{"name": "Firma", "domain": "firma.example"}, {"name": "Ahorn", "city": "Unna"}, None]
        ),
        "tag:Metall": st.booleans(),
        "email": st.sampled_from(["person1@example.org", "person9@example.org"]),
    },
)
WHEN = st.integers(1, 9)
STAGES = st.sampled_from(["subscriber", "lead", "mql", "customer", "promoter", "other"])
PLACE = st.integers(0, 30)
"""A person or touchpoint of the history, counted round."""


@st.composite
def _fact(draw: st.DrawFn) -> dict[str, Any]:
    kind, payload = draw(st.sampled_from(FACTS))
    who = draw(WAYS) | draw(st.sampled_from([{}, {"visitor": "browser 0"}, {"visitor": "browser 1"}]))
    claim = draw(st.none() | st.builds(Stage, STAGES, reason=st.just("x")))
    return {
        "kind": kind,
        "payload": payload,
        **who,
        "occurred_at": day(draw(WHEN)),
        "learned": draw(LEARNED),
        "channel": draw(st.none() | st.sampled_from(["search", "print"])),
        "campaign": draw(st.none() | st.just("messe")),
        "actor": Actor(draw(st.sampled_from([ActorType.PERSON, ActorType.IMPORT, ActorType.COLLEAGUE]))),
        "stage": claim,
        "key": draw(st.none() | st.sampled_from(["key 1", "key 2"])),
    }


FACTS_OF_A_BATCH = _fact()


def _about(name: str, **said: st.SearchStrategy[Any]) -> st.SearchStrategy[Move]:
    return st.tuples(st.just(name), st.fixed_dictionaries({"who": PLACE, **said}))


MOVES: st.SearchStrategy[Move] = st.one_of(
    st.tuples(st.just("facts"), st.fixed_dictionaries({"batch": st.lists(_fact(), min_size=1, max_size=3)})),
    st.tuples(st.just("facts"), st.fixed_dictionaries({"batch": st.lists(_fact(), min_size=1, max_size=3)})),
    _about("fact of", fact=_fact(), by_hand=st.none() | STAGES),
    _about("sets", stage=STAGES, track=st.sampled_from(["customer", "customer", "hr"]), at=WHEN),
    _about("judges", criterion=st.sampled_from(["need", "market_fit"]), answer=st.sampled_from(["yes", "no"]), at=WHEN),
    _about("answers", state=st.sampled_from(["requested", "granted", "withdrawn", "refused"]), at=WHEN),
    _about("corrects", how=st.sampled_from(["retracted", "restored", "edited", "judged"]), target=PLACE, at=WHEN),
    _about("merges", other=PLACE),
    _about("merges", other=PLACE),
    _about("unmerges", other=PLACE),
    st.tuples(st.just("unmerges the last"), st.just({})),
)
HISTORIES: st.SearchStrategy[list[Move]] = st.tuples(
    st.lists(MOVES, min_size=3, max_size=12), st.lists(_about("erases"), max_size=1), st.lists(MOVES, max_size=3)
).map(lambda parts: [move for part in parts for move in part])
"""Most of what happens happens before somebody is erased, if anybody is."""


class History:
    """Plays moves. What the house refuses with a sentence is refused; anything else is an error."""

    def __init__(self) -> None:
        self.people: list[int] = []
        self.merges: list[tuple[int, int]] = []
        self.refused: list[str] = []

    def play(self, moves: list[Move]) -> None:
        """All of them, in their order."""
        for name, said in moves:
            move: Callable[..., list[Touch]] = getattr(self, "_" + name.replace(" ", "_"))
            touches = move(**said)
            try:
                recorded = record(touches)
            except DomainError as refusal:
                self.refused.append(type(refusal).__name__)
                continue
            self.people += [one.contact_id for one in recorded if one.created]
            self.merges += [(t.contact or 0, t.payload["loser"]) for t in touches if t.kind == "contact.merged"]

    def _person(self, place: int) -> int:
        return self.people[place % len(self.people)] if self.people else 0

    def _facts(self, batch: list[dict[str, Any]]) -> list[Touch]:
        return [Touch(**fact) for fact in batch]

    def _fact_of(self, who: int, fact: dict[str, Any], by_hand: str | None) -> list[Touch]:
        named = Touch(**fact | {"contact": self._person(who) or None})
        return [named, *self._sets(who, by_hand, "customer", 5)] if by_hand else [named]

    def _sets(self, who: int, stage: str, track: str, at: int) -> list[Touch]:
        stage = stage if track == "customer" or stage == "other" else "interview"
        payload = {"track": track, "stage": stage, "reason": "x"}
        return [Touch("stage.set", payload, contact=self._person(who) or None, occurred_at=day(at), actor=SYSTEM)]

    def _judges(self, who: int, criterion: str, answer: str, at: int) -> list[Touch]:
        said = {"criterion": criterion, "answer": answer, "evidence": "x"}
        return [Touch("criterion.judged", said, contact=self._person(who) or None, occurred_at=day(at), actor=SYSTEM)]

    def _answers(self, who: int, state: str, at: int) -> list[Touch]:
        payload = {"channel": "email", "purpose": "newsletter", "evidence": PROOF}
        return [Touch(f"consent.{state}", payload, contact=self._person(who) or None, occurred_at=day(at))]

    def _corrects(self, who: int, how: str, target: int, at: int) -> list[Touch]:
        contact = self._person(who)
        theirs = list(Touchpoint.objects.filter(contact_id=contact).order_by("id").values_list("id", flat=True))
        said: dict[str, dict[str, Any]] = {"edited": {"occurred_at": day(at)}, "judged": {"is_bot": bool(at % 3)}}
        touchpoint = theirs[target % len(theirs)] if theirs else None
        return [Touch(f"touchpoint.{how}", said.get(how, {}), contact=contact or None, target=touchpoint, actor=SYSTEM)]

    def _merges(self, who: int, other: int) -> list[Touch]:
        winner, loser = self._person(who), self._person(other)
        loser = self._person(other + 1) if loser == winner else loser
        return [Touch("contact.merged", {"loser": loser}, contact=winner or None, actor=SYSTEM)]

    def _unmerges(self, who: int, other: int) -> list[Touch]:
        pair = (self._person(who), self._person(other))
        winner, loser = self.merges[other % len(self.merges)] if self.merges else pair
        return [Touch("contact.unmerged", {"loser": loser}, contact=winner or None, actor=SYSTEM)]

    def _unmerges_the_last(self) -> list[Touch]:
        if not self.merges:
            return []
        winner, loser = self.merges.pop()
        return [Touch("contact.unmerged", {"loser": loser}, contact=winner, actor=SYSTEM)]

    def _erases(self, who: int) -> list[Touch]:
        return [Touch("contact.erased", contact=self._person(who) or None)]
