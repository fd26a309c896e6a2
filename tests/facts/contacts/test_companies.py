"""A firm is found by its domain or name, made once, and known by what was said of it; free mail makes no colleagues."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from tests.factories import anna, day, does, form, happen, known, learns
from tests.threads import at_once
from trichter.facts.contacts.companies import domain_of
from trichter.facts.contacts.fields import BadField, UnknownField
from trichter.facts.contacts.identifiers import BadPhone
from trichter.facts.contacts.models import Company
from trichter.facts.timeline.models import ActorType
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Actor, Touch


def at(email: str, firm: Mapping[str, object], **given: Any) -> int:
    return happen(form(email, learned={"company": firm}, **given))[0].contact_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Wellner GmbH"}, {"name": "  wellner  GMBH "}),
        ({"name": "Größe & Söhne"}, {"name": "GROESSE & SOEHNE"}),
        ({"domain": "wellner.example"}, {"domain": "https://www.Wellner.example/kontakt"}),
        (
            {"name": "Wellner GmbH", "domain": "wellner.example"},
            {"name": "Wellner Gruppe", "domain": "wellner.example"},
        ),
        ({"name": "Wellner GmbH", "domain": "wellner.example"}, {"name": "Wellner GmbH"}),
    ],
)
@pytest.mark.parametrize("batch", [False, True], ids=["one by one", "in one batch"])
def test_a_firm_is_found_again(one: dict[str, str], other: dict[str, str], batch: bool) -> None:
    touches = [
        form("anna@example.org", learned={"company": one}),
        form("bernd@example.org", learned={"company": other}),
    ]
    first, second = happen(*touches) if batch else (happen(touches[0])[0], happen(touches[1])[0])
    assert known(first.contact_id).company_id == known(second.contact_id).company_id is not None
    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_two_firms_of_one_name_with_domains_of_their_own_are_two() -> None:
    one = at("anna@example.org", {"name": "Wellner", "domain": "wellner.example"})
    other = at("bernd@example.org", {"name": "Wellner", "domain": "wellner.test"})
    assert known(one).company_id != known(other).company_id
    third = at("charlie@elsewhere.example", {"name": "Wellner"})
    assert known(third).company_id == known(one).company_id  # the oldest of a name


@pytest.mark.django_db
def test_a_firm_known_by_its_domain_alone_is_named_after_it() -> None:
    at("anna@example.org", {"domain": "wellner.example"})
    assert Company.objects.get().name == "wellner.example"


@pytest.mark.django_db
def test_a_firm_without_name_and_domain_is_none() -> None:
    assert known(at("anna@example.org", {"city": "Hagen"})).company is None
    assert not Company.objects.exists()


@pytest.mark.django_db
def test_a_firm_of_which_only_the_place_is_told_takes_nobody_away_from_theirs() -> None:
    contact = at("anna@example.org", {"name": "Wellner"}, occurred_at=day(1))
    does(contact, "contact.edited", learned={"company": {"city": "Hagen"}}, occurred_at=day(2))
    assert str(known(contact).company) == "Wellner"


@pytest.mark.django_db
def test_a_firm_learns_value_by_value_and_by_source() -> None:
    firm = {"name": "Wellner", "city": "Hagen", "employees": 120}
    at("anna@example.org", firm, occurred_at=day(1))
    worse = Actor(ActorType.ENRICHMENT)
    at("bernd@example.org", {"name": "Wellner", "city": "Unna", "industry": "Metall"}, actor=worse, occurred_at=day(2))
    stored = Company.objects.get()
    assert (stored.city, stored.employees, stored.industry) == ("Hagen", 120, "Metall")
    assert (stored.sources["city"]["by"], stored.sources["industry"]["by"]) == ("person", "enrichment")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("firm", "error"),
    [
        ({"name": "x", "moon": "y"}, UnknownField),
        ({"name": "x", "employees": "viele"}, BadField),
        ({"name": "x", "employees": -1}, BadField),
        ({"name": "x", "employees": 2**31}, BadField),
        ({"name": "x", "country": "Deutschland"}, BadField),
        ({"name": "x", "phone": "ring"}, BadPhone),
    ],
)
def test_what_cannot_be_said_of_a_firm_is_refused(firm: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        at("anna@example.org", firm)
    assert not Company.objects.exists()


@pytest.mark.django_db
def test_colleagues_are_known_by_their_address() -> None:
    first = at("anna@wellner.example", {"name": "Wellner", "domain": "wellner.example"})
    [second] = happen(form("bernd@WELLNER.example"))
    assert known(second.contact_id).company_id == known(first).company_id


@pytest.mark.django_db
def test_free_mail_makes_no_colleagues() -> None:
    at("anna@gmail.com", {"name": "Gmail", "domain": "gmail.com"})
    [second] = happen(form("bernd@gmail.com"))
    assert known(second.contact_id).company is None


@pytest.mark.parametrize(
    ("email", "domain"),
    [("anna@wellner.example", "wellner.example"), ("a@GMX.de", None), ("a@web.de", None), ("", None)],
)
def test_the_domain_of_a_business_address(email: str, domain: str | None) -> None:
    assert domain_of(email) == domain


@pytest.mark.django_db
def test_somebody_moves_on_to_another_firm() -> None:
    contact = at("anna@example.org", {"name": "Wellner"}, occurred_at=day(1))
    does(contact, "contact.edited", learned={"company": {"name": "Ahorn"}}, occurred_at=day(2))
    assert str(known(contact).company) == "Ahorn"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_who_name_one_new_firm_make_it_once() -> None:
    actions = [partial(at, f"reader{n}@example.org", {"name": "Wellner", "city": f"Ort {n}"}) for n in range(8)]
    people = at_once(*actions)
    assert Company.objects.count() == 1
    assert {known(contact).company_id for contact in people} == {Company.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_whoever_loses_the_race_for_an_address_names_a_firm_that_is_there() -> None:
    """What the first attempt had made is rolled back with it."""
    actions = [partial(at, "anna@example.org", {"name": f"Firma {n}"}) for n in range(6)]
    [contact] = set(at_once(*actions))
    assert known(contact).company is not None
    assert Company.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_somebody_who_joins_a_firm_while_its_last_person_is_erased_still_has_one() -> None:
    for number in range(5):
        firm = {"name": f"Firma {number}"}
        last = anna(learned={"company": firm})
        _erased, new = at_once(partial(does, last, "contact.erased"), partial(at, f"reader{number}@example.org", firm))
        assert str(known(new).company) == firm["name"]


@pytest.mark.django_db
def test_a_free_mail_provider_is_nobodys_firm() -> None:
    at("anna@example.org", {"name": "Anna Ahorn Beratung", "domain": "gmail.com"})
    at("bernd@example.org", {"name": "Bernd Birke", "domain": "https://www.GMX.de/"})
    assert set(Company.objects.values_list("name", "domain")) == {("Anna Ahorn Beratung", None), ("Bernd Birke", None)}


@pytest.mark.django_db
def test_of_a_free_mail_provider_alone_nothing_is_learned() -> None:
    contact = at("anna@example.org", {"name": "Wellner"})
    does(contact, "contact.edited", learned={"company": {"domain": "gmail.com"}})
    assert Company.objects.get().id == known(contact).company_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", ["n/a", "-", "192.168.0.1", "wellner", "wellner gmbh.de", "a..de", "-a.de", f"{'a' * 64}.de"]
)
def test_what_is_no_host_name_is_no_domain(given: str) -> None:
    with pytest.raises(BadField, match="is not a domain"):
        at("anna@example.org", {"name": "Wellner", "domain": given})


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["bäcker.de", "http://WELLNER.co.uk:8080?x", "info@x-1.example", "xn--bcker-gra.de."])
def test_a_domain_is_taken_as_people_write_it(given: str) -> None:
    at("anna@example.org", {"domain": given})
    assert Company.objects.get().domain in ("bäcker.de", "wellner.co.uk", "x-1.example", "xn--bcker-gra.de")


@pytest.mark.django_db
def test_an_organisation_is_sorted_and_found_by_its_firms_name() -> None:
    [firm] = happen(Touch("contact.captured", is_organisation=True, learned={"company": {"name": "Öl & Söhne"}}))
    assert known(firm.contact_id).name_key == "oel & soehne"
    learns(firm.contact_id, last_name="Ahorn")
    assert known(firm.contact_id).name_key == "oel & soehne"
    learns(firm.contact_id, company={"name": "Ahorn GmbH"})
    assert known(firm.contact_id).name_key == "ahorn gmbh"
    assert rebuild().differing == 0
    assert known(firm.contact_id).name_key == "ahorn gmbh"
