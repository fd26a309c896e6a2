"""What we know of somebody does not depend on the order in which we heard it, and the person outweighs every file."""

from collections.abc import Iterator
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import anna, bernd, day, does, form, happen, known, learns
from trichter.facts.contacts.models import Contact, FieldDefinition
from trichter.facts.contacts.registers import STRENGTH, Registers
from trichter.facts.timeline.models import ActorType, Touchpoint
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Actor, Touch

IMPORT, COLLEAGUE, ENRICHMENT = (Actor(kind) for kind in (ActorType.IMPORT, ActorType.COLLEAGUE, ActorType.ENRICHMENT))


@pytest.fixture
def _replay_equals_live(db: None) -> Iterator[None]:
    yield
    assert rebuild().differing == 0


pytestmark = pytest.mark.usefixtures("_replay_equals_live")


def told(name: str, at: float, *, actor: Actor) -> Touch:
    return Touch(
        "contact.edited",
        email="anna@example.org",
        learned={"first_name": name},
        actor=actor,
        occurred_at=day(at),
    )


def test_every_actor_has_a_strength() -> None:
    assert STRENGTH.keys() == set(ActorType.values)


def test_a_stronger_source_is_never_overwritten_by_a_weaker_one() -> None:
    contact = anna(learned={"first_name": "Anna"}, occurred_at=day(1))
    for weaker in (ActorType.API, ActorType.PARTNER, ActorType.IMPORT, ActorType.ENRICHMENT, ActorType.SYSTEM):
        happen(told("Falsch", 9, actor=Actor(weaker)))
    assert known(contact).first_name == "Anna"
    assert known(contact).sources["first_name"]["by"] == "person"
    happen(told("Anne", 9, actor=COLLEAGUE))
    assert known(contact).first_name == "Anne"


def test_of_equals_the_later_counts_even_if_it_is_heard_first() -> None:
    happen(told("Neu", 5, actor=IMPORT))
    [recorded] = happen(told("Alt", 2, actor=IMPORT))
    assert known(recorded.contact_id).first_name == "Neu"


def test_of_equals_at_one_instant_the_one_recorded_last_counts() -> None:
    happen(told("Eins", 5, actor=IMPORT))
    [recorded] = happen(told("Zwei", 5, actor=IMPORT))
    assert known(recorded.contact_id).first_name == "Zwei"


def test_a_value_knows_who_told_it_when_and_in_which_touchpoint() -> None:
    contact = anna()
    touchpoint = learns(contact, position="Leiterin", actor=COLLEAGUE, occurred_at=day(3))
    source = known(contact).sources["position"]
    assert (source["by"], source["tp"]) == ("colleague", touchpoint)
    assert datetime.fromisoformat(source["at"]) == day(3)


def test_a_value_cleared_by_hand_stays_cleared_against_weaker_sources() -> None:
    contact = anna(learned={"position": "Leiterin", "birthday": "1980-05-01"}, occurred_at=day(1))
    learns(contact, position="", birthday=None, actor=COLLEAGUE, occurred_at=day(2))
    learns(contact, position="Chefin", birthday="1999-01-01", actor=IMPORT, occurred_at=day(3))
    assert (known(contact).position, known(contact).birthday) == ("", None)
    learns(contact, position="Chefin", occurred_at=day(4))
    assert known(contact).position == "Chefin"


def test_tags_come_and_go_one_by_one() -> None:
    contact = anna(learned={"tag:Metall": True, "tag:Kunststoff": True}, occurred_at=day(1))
    assert known(contact).tags == ["Kunststoff", "Metall"]
    does(contact, "contact.edited", learned={"tag:Metall": False}, occurred_at=day(2))
    assert known(contact).tags == ["Kunststoff"]
    does(contact, "contact.edited", learned={"tag:Metall": True}, actor=IMPORT, occurred_at=day(3))
    assert known(contact).tags == ["Kunststoff"]  # a file does not bring back what a person took away
    does(contact, "contact.edited", learned={"tag:Metall": True}, occurred_at=day(3))
    assert known(contact).tags == ["Kunststoff", "Metall"]


def test_an_address_is_one_value_and_never_mixed_from_two() -> None:
    whole = {"street": "Ring 1", "postal_code": "58095", "city": "Hagen"}
    contact = anna(learned={"address": whole}, occurred_at=day(1))
    learns(contact, address={"city": "Dortmund", "country": "de"}, occurred_at=day(2))
    person = known(contact)
    assert (person.street, person.postal_code, person.city, person.country) == ("", "", "Dortmund", "DE")
    learns(contact, address=None, occurred_at=day(3))
    assert known(contact).city == ""


def test_custom_fields_are_kept_by_type_and_cleared_by_nothing() -> None:
    for key, kind, options in (
        ("budget", "money", []),
        ("shift", "choice", ["früh", "spät"]),
        ("ovens", "number", []),
        ("certified", "boolean", []),
        ("uses", "many", ["a", "b"]),
        ("since", "date", []),
        ("remark", "text", []),
    ):
        label = {"en": key, "de": key}
        FieldDefinition.objects.create(key=key, type=kind, label=label, options=options, created_at=day(1))
    said = {"budget": 1_000, "shift": "früh", "ovens": 2.5, "certified": False, "uses": ["b"], "since": "2020-01-31"}
    said["remark"] = " x "
    contact = anna(learned={f"custom:{key}": value for key, value in said.items()}, occurred_at=day(1))
    assert known(contact).properties == said | {"remark": "x"}
    does(contact, "contact.edited", learned={"custom:budget": None, "custom:certified": None}, occurred_at=day(2))
    assert known(contact).properties.keys() == said.keys() - {"budget", "certified"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_facts_of_three_sources_come_to_the_same_person_in_any_order(order: tuple[int, ...]) -> None:
    touches = [told("Person", 1, actor=Actor(ActorType.PERSON)), told("Datei", 2, actor=IMPORT)]
    touches.append(told("Anbieter", 3, actor=ENRICHMENT))
    for place in order:
        happen(touches[place])
    assert Contact.objects.get().first_name == "Person"


SAID = st.fixed_dictionaries(
    {},
    optional={
        "first_name": st.sampled_from(["Anna", "Anne", "", None]),
        "position": st.sampled_from(["Leiterin", "Chefin", ""]),
        "birthday": st.sampled_from(["1980-05-01", None]),
        "address": st.sampled_from([{"city": "Hagen"}, {"street": "Ring 1"}, None]),
        "company": st.sampled_from([{"name": "Wellner"}, {"name": "Ahorn", "domain": "ahorn.example"}, None]),
        "tag:Metall": st.booleans(),
    },
)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.data())
def test_any_order_of_touches_makes_the_same_person(data: st.DataObject) -> None:
    said = data.draw(st.lists(st.tuples(SAID, st.sampled_from(ActorType)), min_size=2, max_size=6))
    order = data.draw(st.permutations(range(len(said))))
    firms = ({"name": "Wellner"}, {"name": "Ahorn", "domain": "ahorn.example"})
    happen(*[Touch("contact.captured", learned={"company": firm}) for firm in firms])
    people = []
    for places in (range(len(said)), order):
        contact = happen(Touch("contact.captured"))[0].contact_id
        people.append(contact)
        for place in places:
            learned, actor = said[place]
            does(contact, "contact.edited", learned=learned, actor=Actor(actor), occurred_at=day(1 + place))
    one, other = (_face(contact) for contact in people)
    assert one == other


def _face(contact: int) -> dict[str, Any]:
    person: dict[str, Any] = {**Contact.objects.filter(id=contact).values().get()}
    sources = {name: (source["by"], source["at"]) for name, source in person.pop("sources").items()}
    return {name: value for name, value in person.items() if name not in ("id", "created_at")} | {"sources": sources}


SOURCE = st.builds(
    lambda by, at, tp: {"by": by, "at": day(at).isoformat(timespec="microseconds"), "tp": tp},
    st.sampled_from(sorted(STRENGTH)),
    st.integers(1, 4),
    st.integers(1, 1_000),
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(), SOURCE), max_size=8, unique_by=lambda one: one[1]["tp"]), st.randoms())
def test_a_register_is_a_function_of_the_set_of_what_was_said(said: list[tuple[int, Any]], chance: Any) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    one, other = Registers(), Registers()
    for registers, order in ((one, said), (other, shuffled)):
        for value, source in order:
            registers.learn({"x": value}, source)
    assert (one.values, one.sources) == (other.values, other.sources)


def test_a_guess_at_the_firm_is_outweighed_by_whoever_says_it() -> None:
    """A business address leads to the firm of its domain only as long as nobody says otherwise."""
    happen(Touch("contact.captured", learned={"company": {"name": "Wellner GmbH", "domain": "wellner.example"}}))
    guessed, said = form("anna@wellner.example", occurred_at=day(2)), {"company": {"name": "Ahorn GmbH"}}
    contact = happen(guessed)[0].contact_id
    assert str(known(contact).company) == "Wellner GmbH"
    learns(contact, actor=IMPORT, occurred_at=day(1), **said)
    assert str(known(contact).company) == "Ahorn GmbH"
    happen(guessed)
    assert str(known(contact).company) == "Ahorn GmbH"


def test_a_firm_cleared_by_hand_is_not_guessed_again() -> None:
    happen(Touch("contact.captured", learned={"company": {"name": "Wellner GmbH", "domain": "wellner.example"}}))
    contact = happen(form("anna@wellner.example", occurred_at=day(1)))[0].contact_id
    learns(contact, company=None, actor=COLLEAGUE, occurred_at=day(2))
    happen(form("anna@wellner.example", occurred_at=day(3)))
    assert known(contact).company is None


def test_learning_nothing_new_writes_nothing() -> None:
    contact = anna(learned={"first_name": "Anna"}, occurred_at=day(1))
    version = _version(contact)
    learns(contact, first_name="Falsch", actor=IMPORT)
    does(contact, "note.written", {"text": "x"})
    assert _version(contact) == version
    assert bernd() != contact
    assert Touchpoint.objects.filter(contact_id=contact).count() == 4


def _version(contact: int) -> str:
    return str(Contact.objects.filter(id=contact).extra(select={"version": "xmin::text"}).values_list("version").get())
