"""Personal parts of pages: which variant fits whom, what may stand in one, and that no colleague's change is lost."""

from datetime import date
from typing import Any

import pytest

from tests.factories import form
from tests.generation.tracking.visitors import Browser, site
from tests.threads import at_once
from trichter.generation.tracking import contents
from trichter.generation.tracking.contents import Contents, written
from trichter.generation.tracking.slots import content, counting, queries, services
from trichter.generation.tracking.slots.choosing import Read, Reader, Rules, chosen
from trichter.generation.tracking.slots.content import Audience, Content, Said, Variant, checked
from trichter.insight.processing import processing
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.spine.intake import record

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SAID = {"de": Said(title="Titel", text="Text")}


def variant(name: str, **more: Any) -> Variant:
    return Variant(name=name, **{"said": SAID} | more)


def hero(*variants: Variant) -> int:
    slot = services.add("hero")
    for one in variants:
        services.add_variant(slot, one)
    return slot


def names(slot: int) -> list[str]:
    return [one.name for one in queries.one(slot).content]


def test_the_first_variant_that_fits_is_shown_else_what_stands_there() -> None:
    people = variant("people", number=1)
    pricing = variant("pricing", number=2, audience=Audience.READERS, phase="evaluation")
    energy = variant("energy", number=3, audience=Audience.READERS, topics=("Energie",))
    two = Content(variants=(people, pricing, energy))
    read = Read(frozenset({"evaluation"}), frozenset({"energie"}))
    assert chosen(two, Reader(has_agreed=True, is_known=True, read=read, holding={1}), today=TODAY) == people
    assert chosen(two, Reader(has_agreed=True, is_known=True, read=read), today=TODAY) == pricing
    assert chosen(two, Reader(has_agreed=True, read=Read(topics=read.topics)), today=TODAY) == energy
    assert chosen(two, Reader(has_agreed=True), today=TODAY) is None


def test_without_agreement_only_what_is_for_everybody_fits() -> None:  # LAW 5.1
    known = variant("people", number=1)
    readers = variant("readers", number=2, audience=Audience.READERS)
    everybody = variant("all", number=3, audience=Audience.ALL)
    nobody = Reader(has_agreed=False, is_known=True, read=Read(frozenset({"need"})), holding={1})
    assert chosen(Content(variants=(known, readers)), nobody, today=TODAY) is None
    assert chosen(Content(variants=(known, readers, everybody)), nobody, today=TODAY) == everybody


@pytest.mark.parametrize(
    ("told", "is_shown"),
    [
        ({"since": TODAY, "until": TODAY}, True),
        ({"since": date(2026, 11, 24)}, False),
        ({"until": date(2026, 11, 22)}, False),
        ({"is_on": False}, False),
    ],
    ids=["its only day", "before it", "after it", "off"],
)
def test_a_variant_has_its_days_and_can_be_off(told: dict[str, Any], is_shown: bool) -> None:
    one = variant("all", audience=Audience.ALL, **told)
    assert (chosen(Content(variants=(one,)), Reader(), today=TODAY) == one) is is_shown


def test_what_was_read_tells_phase_and_topics_and_a_rule_tells_of_the_person() -> None:
    contents.publish(written("evaluation", "/preise* Preise"))
    browser = Browser(site()).agree()
    browser.see("/preise/liste")
    contact = record([form("a@wellner.example", visitor=browser.id, learned={"last_name": "Reimers"})])[0].contact_id
    assert Read.of(queries.pages_of(contact), Contents.now()) == Read(frozenset({"evaluation"}), frozenset({"preise"}))
    slot = hero(
        variant("hers", rule="last_name is Reimers"), variant("his", rule="last_name is Kaltenbach"), variant("known")
    )
    assert Rules(queries.one(slot).content).held(contact, clock.now()) == {1, 3}
    browser.withdraw()
    assert queries.pages_of(contact) == []


def test_a_rule_that_cannot_be_asked_any_more_holds_for_nobody() -> None:
    known = record([form("a@wellner.example")])[0].contact_id
    broken = variant("broken", number=1, rule="custom.gone is yes")
    assert broken.problem
    assert Rules(Content(variants=(broken,))).held(known, clock.now()) == set()


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"said": {"de": Said()}}, content.NothingToShow),
        ({"said": {"de": Said(title="x", label="hier")}}, content.HalfALink),
        ({"said": {"de": Said(title="x", label="hier", link="javascript:alert(1)")}}, content.NoLink),
        ({"said": {"de": Said(title="x", label="hier", link="//elsewhere.example")}}, content.NoLink),
        ({"said": {"de": Said(title="x", label="hier", link="/\\elsewhere.example")}}, content.NoLink),
        ({"since": TODAY, "until": date(2026, 11, 1)}, content.EndsBeforeItBegins),
        ({"rule": "last_name of"}, BadRule),
    ],
    ids=["nothing", "half a link", "a script", "another host", "another host by a backslash", "days", "a rule"],
)
def test_what_makes_no_sense_or_harm_is_refused(told: dict[str, Any], error: type[DomainError]) -> None:
    with pytest.raises(error):
        checked(variant("x", **told))


def test_two_who_change_different_variants_lose_nothing_and_of_one_variant_the_later_is_told() -> None:
    slot = hero(variant("one"), variant("two"))
    seen = queries.one(slot).version
    one, two = queries.one(slot).content
    services.change_variant(slot, one.model_copy(update={"name": "eins"}), seen=seen)
    services.change_variant(slot, two.model_copy(update={"name": "zwei"}), seen=seen)
    assert names(slot) == ["eins", "zwei"]
    with pytest.raises(services.ChangedMeanwhile):
        services.change_variant(slot, one.model_copy(update={"name": "uno"}), seen=seen)
    assert names(slot) == ["eins", "zwei"]


def test_variants_are_moved_switched_off_removed_and_an_earlier_version_holds_again() -> None:
    slot = hero(variant("one"), variant("two"), variant("three"))
    before = queries.one(slot).version
    services.move(slot, 3, up=True)
    services.move(slot, 1, up=True)
    services.switch(slot, 2, on=False)
    services.remove(slot, 1)
    assert names(slot) == ["three", "two"]
    assert [one.is_on for one in queries.one(slot).content] == [True, False]
    assert services.add_variant(slot, variant("four")) == 4
    services.use_again(slot, before)
    assert names(slot) == ["one", "two", "three"]
    assert services.add_variant(slot, variant("five")) == 5


def test_a_slot_of_a_site_goes_before_one_of_all_sites_and_a_name_stands_once() -> None:
    general = services.add("hero")
    special = services.add("hero", source=7)
    with pytest.raises(services.NameTaken):
        services.add("hero")
    with pytest.raises(services.NoName):
        services.add("Das Große")
    slots = [
        queries.Open(one.id, one.name, one.source, one.version, one.content)
        for one in sorted(queries.every(), key=lambda one: one.id)
    ]
    found = [queries.find(slots, "hero", source=7), queries.find(slots, "hero", source=8)]
    assert [one.id if one else None for one in found] == [special, general]
    assert queries.find(slots, "foot", source=7) is None
    services.close(general)
    assert services.add("hero") not in (general, special)


def test_what_is_set_back_is_as_it_was() -> None:
    slot = hero(variant("one"))
    was = services.state(slot)
    services.remove(slot, 1)
    services.close(slot)
    services.set_back(slot, was)
    assert (names(slot), queries.one(slot).is_closed) == (["one"], False)


def test_slots_are_named_whose_rules_read_a_segment() -> None:
    segment = editing.create("Metall", rule=parse("last_name is known")).pk
    services.add_variant(services.add("hero", label="Startseite oben"), variant("x", rule=f"segment.{segment}"))
    assert queries.naming(segment) == ["Startseite oben"]
    assert queries.naming(segment + 1) == []
    assert counting.by_slot(TODAY) == {}


def test_the_record_of_processing_names_them_as_soon_as_there_are_any() -> None:  # LAW 1.15
    site()
    before = {str(one.name) for one in processing().activities}
    services.add("hero")
    assert {str(one.name) for one in processing().activities} - before == {"Personal parts of web pages"}


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_lose_nothing() -> None:
    slot = services.add("hero")
    at_once(*[lambda name=name: services.add_variant(slot, variant(name)) for name in "abcd"])
    assert sorted(names(slot)) == list("abcd")
    assert sorted(one.number for one in queries.one(slot).content) == [1, 2, 3, 4]
    assert queries.one(slot).version == 5
