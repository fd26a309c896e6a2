"""A colleague puts right what we know of a firm."""

from functools import partial

import pytest

from tests.factories import does, form, lea
from tests.threads import at_once
from trichter.facts.contacts.models import Company, Contact
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.spine import firms
from trichter.spine.intake import record
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Actor, Touch

pytestmark = pytest.mark.django_db

WELLNER = {"name": "Wellner Gießtechnik", "domain": "wellner.example", "city": "Hagen"}


def person(email: str = "a.reimers@wellner.example", **firm: object) -> tuple[int, int]:
    """Somebody at a firm, and the firm."""
    made = record([form(email, learned={"company": WELLNER | firm})])[0].contact_id
    company = Contact.objects.get(id=made).company_id
    assert company is not None
    return made, company


def known(company: int) -> Company:
    return Company.objects.get(id=company)


def test_a_change_stands_on_the_timeline_of_somebody_there() -> None:
    contact, company = person()
    made = firms.edit(company, {"city": "Dortmund", "employees": "180"}, by=lea().pk)
    assert made is not None
    assert (known(company).city, known(company).employees) == ("Dortmund", 180)
    told = EffectiveTouchpoint.objects.get(contact_id=contact, id=made.touchpoint)
    assert told.payload["before"] == {"city": "Hagen", "employees": ""}
    assert firms.told_in(known(company).sources, {"city": ""}) == made.touchpoint
    assert rebuild().differing == 0


def test_a_colleagues_word_is_not_overwritten_by_a_file() -> None:
    contact, company = person()
    firms.edit(company, {"city": "Dortmund"}, by=lea().pk)
    row = {"company": WELLNER | {"city": "Köln"}}
    file = Actor(ActorType.IMPORT)
    record([Touch("contact.imported", {"source": "Liste"}, contact=contact, learned=row, actor=file)])
    assert known(company).city == "Dortmund"


def test_undoing_is_an_edit_back_unless_somebody_else_was_quicker() -> None:
    _contact, company = person()
    by = lea().pk
    made = firms.edit(company, {"city": "Dortmund"}, seen=None, by=by)
    assert made is not None
    firms.edit(company, made.before, seen=made.touchpoint, by=by)
    assert known(company).city == "Hagen"
    with pytest.raises(firms.ChangedMeanwhile) as problem:
        firms.edit(company, {"city": "Köln"}, seen=made.touchpoint, by=by)
    assert problem.value.theirs == {"city": "Hagen"}


def test_the_same_again_is_no_change() -> None:
    _contact, company = person()
    assert firms.edit(company, {"city": " Hagen "}, by=lea().pk) is None


def test_a_part_can_be_emptied_but_for_the_name() -> None:
    _contact, company = person()
    by = lea().pk
    firms.edit(company, {"city": "", "domain": ""}, by=by)
    assert (known(company).city, known(company).domain) == ("", None)
    with pytest.raises(firms.Nameless):
        firms.edit(company, {"name": " "}, by=by)


def test_a_renamed_firm_is_found_by_its_new_name_and_its_own_contact_bears_it() -> None:
    captured = Touch("contact.captured", learned={"company": {"name": "Altmann"}}, is_organisation=True)
    firm = record([captured])[0].contact_id
    company = Contact.objects.get(id=firm).company_id
    assert company is not None
    firms.edit(company, {"name": "Neumann GmbH"}, by=lea().pk)
    assert Contact.objects.get(id=firm).name_key == known(company).name_key == "neumann gmbh"
    other = record([form("x@gmail.com", learned={"company": {"name": "Neumann GmbH"}})])[0].contact_id
    assert Contact.objects.get(id=other).company_id == company


def test_no_two_firms_have_one_domain_or_none_and_one_name() -> None:
    _anja, wellner = person()
    _ute, ebert = person("ute@ebert.example", name="Ebert", domain="ebert.example")
    by = lea().pk
    with pytest.raises(firms.Taken) as problem:
        firms.edit(ebert, {"domain": "www.wellner.example"}, by=by)
    assert problem.value.other == wellner
    with pytest.raises(firms.FreeMail):
        firms.edit(ebert, {"domain": "gmail.com"}, by=by)


def test_a_firm_where_nobody_is_known_cannot_be_changed() -> None:
    contact, company = person()
    does(contact, "contact.edited", learned={"company": {"name": "Ebert"}})
    with pytest.raises(firms.NobodyThere):
        firms.edit(company, {"city": "Köln"}, by=lea().pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_the_same_at_once_one_is_told_while_forms_come_in_from_there() -> None:
    _contact, company = person()
    by = lea().pk
    forms = [partial(person, f"p{number}@wellner.example", industry=f"Branche {number}") for number in range(4)]

    def change(name: str) -> str:
        try:
            firms.edit(company, {"name": name}, seen=0, by=by)
        except firms.ChangedMeanwhile:
            return ""
        return name

    answers = at_once(partial(change, "Wellner Guss"), *forms, partial(change, "Wellner Eisen"))
    [kept] = [answer for answer in answers if isinstance(answer, str) and answer]
    assert known(company).name == kept
    assert known(company).industry.startswith("Branche")
    assert Contact.objects.filter(company=company).count() == 5
