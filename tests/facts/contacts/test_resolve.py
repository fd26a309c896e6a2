"""Whose is it? Every rule of DESIGN §3, one after the other and as one batch."""

from typing import Any

import pytest

from tests.factories import anna, bernd, charlie, does, form, happen, known
from trichter.facts.contacts.models import Contact, DuplicateSuggestion, Identifier, SharedDevice
from trichter.facts.timeline.models import Touchpoint
from trichter.spine.touch import Recorded, Touch

pytestmark = pytest.mark.django_db
VIEW = Touch("page.viewed", {"url": "/preise"}, visitor="browser 1")


def owner(kind: str, value: str) -> int:
    return Identifier.objects.get(kind=kind, value=value).contact_id


def suggested() -> list[tuple[set[int], str]]:
    return [({one.contact_id, one.other_id}, one.reason) for one in DuplicateSuggestion.objects.order_by("id")]


def one_by_one(*touches: Touch) -> list[Recorded]:
    return [happen(touch)[0] for touch in touches]


both_ways = pytest.mark.parametrize("record", [one_by_one, happen], ids=["one by one", "in one batch"])


@pytest.mark.parametrize(
    "again",
    [
        {"email": "ANNA@Example.org "},
        {"phone": "040/123456"},
        {"external": ("CRM", "17")},
        {"visitor": "browser 1"},
    ],
    ids=["email", "phone", "external", "visitor"],
)
def test_a_person_is_known_again_by_each_of_her_keys(again: dict[str, Any]) -> None:
    [first] = happen(form("anna@example.org", phone="+49 40 123456", external=("crm", "17"), visitor="browser 1"))
    [second] = happen(form(**again))
    assert second.contact_id == first.contact_id
    assert not second.created


def test_an_address_in_punycode_and_in_unicode_is_one() -> None:
    assert (
        len({happen(form(f"anna@{domain}"))[0].contact_id for domain in ("müller.example", "XN--mller-kva.example")})
        == 1
    )


def test_the_original_spelling_is_kept() -> None:
    happen(form("Anna.Ahorn@Example.org"))
    assert Identifier.objects.get().original == "Anna.Ahorn@Example.org"


@both_ways
def test_two_browsers_with_one_address_are_one_contact_with_two_visitors(record) -> None:  # type: ignore[no-untyped-def]
    first, second = record(form("anna@example.org", visitor="browser 1"), form("anna@example.org", visitor="browser 2"))
    assert first.contact_id == second.contact_id
    assert owner("visitor", "browser 1") == owner("visitor", "browser 2") == first.contact_id
    assert not SharedDevice.objects.exists()


@both_ways
def test_a_shared_browser_never_overwrites_a_person(record) -> None:  # type: ignore[no-untyped-def]
    view, hers, his, later = record(
        VIEW, form("anna@example.org", visitor="browser 1"), form("bernd@example.org", visitor="browser 1"), VIEW
    )
    assert view.contact_id == hers.contact_id != his.contact_id
    assert his.created
    assert later.contact_id == his.contact_id  # later page views are Bernd's, earlier history stays Anna's
    assert known(hers.contact_id).email == "anna@example.org"
    shared = {(one.contact_id, one.other_id, one.visitor) for one in SharedDevice.objects.all()}
    pair = (hers.contact_id, his.contact_id)
    assert shared == {(*pair, "browser 1"), (*pair[::-1], "browser 1")}
    assert suggested() == []


@both_ways
def test_a_browser_that_goes_back_and_forth_follows_whoever_named_themselves_last(record) -> None:  # type: ignore[no-untyped-def]
    hers = form("anna@example.org", visitor="browser 1")
    his = form("bernd@example.org", visitor="browser 1")
    answers = record(hers, his, hers, VIEW, his, VIEW)
    a, b = answers[0].contact_id, answers[1].contact_id
    assert [one.contact_id for one in answers] == [a, b, a, a, b, b]
    assert SharedDevice.objects.count() == 2


@both_ways
def test_a_browser_known_alone_is_adopted_by_the_first_who_names_herself(record) -> None:  # type: ignore[no-untyped-def]
    view, hers = record(VIEW, form("anna@example.org", visitor="browser 1"))
    assert hers.contact_id == view.contact_id
    assert not hers.created
    assert Contact.objects.count() == 1


@both_ways
def test_two_browsers_of_one_nobody_are_not_adopted_by_two_people(record) -> None:  # type: ignore[no-untyped-def]
    [nobody] = happen(VIEW)
    happen(Touch("page.viewed", {"url": "/"}, contact=nobody.contact_id, visitor="browser 2"))
    hers, his = record(form("anna@example.org", visitor="browser 1"), form("bernd@example.org", visitor="browser 2"))
    assert hers.contact_id == nobody.contact_id
    assert his.contact_id != hers.contact_id


@both_ways
def test_a_browser_known_alone_does_not_take_a_known_person_over(record) -> None:  # type: ignore[no-untyped-def]
    [first] = happen(form("anna@example.org"))
    view, again = record(VIEW, form("anna@example.org", visitor="browser 1"))
    assert again.contact_id == first.contact_id != view.contact_id
    assert owner("visitor", "browser 1") == first.contact_id


GERDA = {"first_name": "Gerda", "last_name": "Alt"}
BERND = {"first_name": "Bernd", "last_name": "Neu"}
HOUSE = {"address": {"street": "Ring 1", "postal_code": "58089", "city": "Hagen", "country": "DE"}}


def share_browser_1(one: int, other: int) -> bool:
    shared = {(one.contact_id, one.other_id, one.visitor) for one in SharedDevice.objects.all()}
    return shared == {(one, other, "browser 1"), (other, one, "browser 1")}


@both_ways
@pytest.mark.parametrize("told", [GERDA | HOUSE, GERDA, HOUSE, {"last_name": "Alt"}], ids=str)
def test_a_person_without_any_address_of_mail_is_not_overwritten_in_her_browser(record, told) -> None:  # type: ignore[no-untyped-def]
    hers, his = record(
        form(visitor="browser 1", learned=told), form("bernd@example.org", visitor="browser 1", learned=BERND)
    )
    assert his.created
    assert (known(hers.contact_id).last_name, known(hers.contact_id).street) == (
        told.get("last_name", ""),
        "Ring 1" if "address" in told else "",
    )
    assert str(known(his.contact_id)) == "Bernd Neu"
    assert share_browser_1(hers.contact_id, his.contact_id)


@both_ways
def test_a_name_told_by_what_follows_keeps_its_person_as_well(record) -> None:  # type: ignore[no-untyped-def]
    told = Touch("contact.captured", learned=GERDA)
    hers, his = record(form(visitor="browser 1", follows=(told,)), form("bernd@example.org", visitor="browser 1"))
    assert his.contact_id != hers.contact_id


@both_ways
def test_a_country_alone_makes_nobody_somebody(record) -> None:  # type: ignore[no-untyped-def]
    view, hers = record(
        form(visitor="browser 1", learned={"address": {"country": "DE"}}), form("anna@example.org", visitor="browser 1")
    )
    assert hers.contact_id == view.contact_id


@both_ways
def test_whoever_tells_another_name_in_a_known_browser_is_somebody_else(record) -> None:  # type: ignore[no-untyped-def]
    hers, his, later = record(
        form("gerda@example.org", visitor="browser 1", learned=GERDA), form(visitor="browser 1", learned=BERND), VIEW
    )
    assert his.created
    assert later.contact_id == his.contact_id
    assert (str(known(hers.contact_id)), str(known(his.contact_id))) == ("Gerda Alt", "Bernd Neu")
    assert share_browser_1(hers.contact_id, his.contact_id)


@both_ways
@pytest.mark.parametrize("told", [{"first_name": "GERDA"}, {"last_name": " alt"}, {"position": "Chefin"}], ids=str)
def test_whoever_tells_nothing_against_the_name_of_a_known_browser_is_its_person(record, told) -> None:  # type: ignore[no-untyped-def]
    first, again = record(
        form("gerda@example.org", visitor="browser 1", learned=GERDA), form(visitor="browser 1", learned=told)
    )
    assert again.contact_id == first.contact_id


@both_ways
def test_contradicting_strong_keys_go_to_the_address_and_suggest_a_duplicate(record) -> None:  # type: ignore[no-untyped-def]
    hers, theirs, both = record(
        form("anna@example.org"), form(external=("crm", "17")), form("anna@example.org", external=("crm", "17"))
    )
    assert both.contact_id == hers.contact_id != theirs.contact_id
    assert owner("external", "crm:17") == theirs.contact_id
    assert suggested() == [({hers.contact_id, theirs.contact_id}, "identifiers")]


@both_ways
def test_a_contradiction_said_twice_is_suggested_once(record) -> None:  # type: ignore[no-untyped-def]
    contradiction = form("anna@example.org", external=("crm", "17"))
    record(form("anna@example.org"), form(external=("crm", "17")), contradiction, contradiction)
    assert len(suggested()) == 1


@both_ways
def test_an_external_id_brings_its_person_a_new_address(record) -> None:  # type: ignore[no-untyped-def]
    first, second = record(form(external=("crm", "17")), form("anna@example.org", external=("crm", "17")))
    assert second.contact_id == first.contact_id == owner("email", "anna@example.org")


@both_ways
def test_a_phone_alone_finds_its_person(record) -> None:  # type: ignore[no-untyped-def]
    first, second = record(form(phone="+49 40 123456"), Touch("call.made", phone="040 123456"))
    assert second.contact_id == first.contact_id


@both_ways
def test_colleagues_who_share_a_phone_are_two_and_may_be_duplicates(record) -> None:  # type: ignore[no-untyped-def]
    hers, his, hers_again = record(
        form(phone="+49 40 123456", learned=GERDA),
        form(phone="040 123456", learned=BERND),
        form(phone="040 123456", learned={"first_name": "gerda"}),
    )
    assert his.created
    assert hers_again.contact_id == hers.contact_id == owner("phone", "+4940123456")
    assert (str(known(hers.contact_id)), str(known(his.contact_id))) == ("gerda Alt", "Bernd Neu")
    assert suggested() == [({hers.contact_id, his.contact_id}, "phone")]


@both_ways
def test_whoever_calls_from_the_number_of_a_firm_is_not_the_firm(record) -> None:  # type: ignore[no-untyped-def]
    firm = form(phone="+49 40 123456", is_organisation=True, learned={"company": {"name": "Ahorn GmbH"}})
    once, his, again = record(firm, form(phone="+49 40 123456", learned=BERND), firm)
    assert again.contact_id == once.contact_id != his.contact_id
    assert suggested() == [({once.contact_id, his.contact_id}, "phone")]


@both_ways
def test_a_phone_is_weak_beside_a_new_address(record) -> None:  # type: ignore[no-untyped-def]
    hers, his = record(
        form("anna@example.org", phone="+49 40 123456"), form("bernd@example.org", phone="+49 40 123456")
    )
    assert his.contact_id != hers.contact_id
    assert owner("phone", "+4940123456") == hers.contact_id
    assert suggested() == [({hers.contact_id, his.contact_id}, "phone")]


@both_ways
def test_a_phone_is_weak_beside_a_new_external_id(record) -> None:  # type: ignore[no-untyped-def]
    hers, theirs = record(
        form("anna@example.org", phone="+49 40 123456"), form(external=("crm", "17"), phone="+49 40 123456")
    )
    assert theirs.contact_id != hers.contact_id


@both_ways
def test_a_phone_decides_before_a_browser(record) -> None:  # type: ignore[no-untyped-def]
    hers, his, call = record(
        form("anna@example.org", phone="+49 40 123456"),
        form("bernd@example.org", visitor="browser 1"),
        form(phone="+49 40 123456", visitor="browser 1"),
    )
    assert call.contact_id == hers.contact_id
    assert owner("visitor", "browser 1") == hers.contact_id
    assert SharedDevice.objects.filter(contact_id=his.contact_id, other_id=hers.contact_id).exists()


def test_a_number_and_an_address_told_as_fields_are_keys_as_well() -> None:
    [first] = happen(Touch("contact.captured", learned={"email": "anna@example.org", "mobile": "0171 1234567"}))
    [by_mail, by_phone] = happen(form("Anna@example.org"), form(phone="+49 171 1234567"))
    assert by_mail.contact_id == by_phone.contact_id == first.contact_id


@pytest.mark.parametrize("known", ["040 123456", "0171 1234567"])
def test_either_of_two_numbers_finds_its_person(known: str) -> None:
    [first] = happen(form(phone=known))
    [second] = happen(form(phone="040 123456", learned={"mobile": "0171 1234567"}))
    assert second.contact_id == first.contact_id
    assert owner("phone", "+4940123456") == owner("phone", "+491711234567") == first.contact_id


def test_the_address_that_names_somebody_decides_before_the_one_they_tell() -> None:
    hers, his = anna(), bernd()
    [recorded] = happen(form("anna@example.org", learned={"email": "bernd@example.org"}))
    assert recorded.contact_id == hers
    assert suggested() == [({hers, his}, "identifiers")]
    [again] = happen(form("anna@example.org", learned={"email": "anna@private.example"}))
    assert owner("email", "anna@private.example") == again.contact_id == hers


def test_an_address_by_which_somebody_is_named_is_learned() -> None:
    contact = anna(phone="040 123456")
    assert (known(contact).email, known(contact).phone) == ("anna@example.org", "+4940123456")


def test_a_named_contact_gains_the_keys_that_come_with_the_touch() -> None:
    contact = anna()
    does(contact, "call.made", phone="+49 40 123456", visitor="browser 1")
    assert owner("phone", "+4940123456") == owner("visitor", "browser 1") == contact


def test_a_named_contact_with_the_address_of_another_is_a_suggestion_and_no_merge() -> None:
    contact, other = anna(), bernd()
    does(contact, "note.written", {"text": "x"}, email="bernd@example.org")
    assert owner("email", "bernd@example.org") == other
    assert suggested() == [({contact, other}, "identifiers")]


def test_a_touchpoint_knows_by_which_key_it_found_its_person() -> None:
    happen(form("anna@example.org", visitor="browser 1", external=("crm", "17")))
    happen(form(visitor="browser 1", external=("crm", "17")))
    forms = Touchpoint.objects.filter(kind="form.submitted").order_by("id")
    kinds = dict(Identifier.objects.values_list("id", "kind"))
    assert [kinds[touchpoint.via_id or 0] for touchpoint in forms] == ["email", "external"]


def test_strangers_stay_strangers() -> None:
    assert len({anna(), bernd(), charlie()}) == 3
    assert suggested() == []
    assert not SharedDevice.objects.exists()
