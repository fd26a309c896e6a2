"""The page of a firm: people, deals and purchases, the timeline of all, and its details edited where they stand."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.faces.web.toasts import undo
from tests.factories import does, form, happen
from trichter.facts.contacts.models import Company, Contact
from trichter.facts.staff.models import User
from trichter.spine import firms

pytestmark = pytest.mark.django_db


@pytest.fixture
def wellner(anja: int) -> int:
    """Anja's firm."""
    company = Contact.objects.get(id=anja).company_id
    assert company is not None
    return company


@pytest.fixture
def ute(wellner: int) -> int:
    """Who works there too, and has bought something."""
    known = {"first_name": "Ute", "last_name": "Sommer", "company": {"name": "Wellner", "domain": "wellner.example"}}
    [made] = happen(form("u.sommer@wellner.example", learned=known))
    bought = {"product": "Messkopf A-4", "amount_cents": 120_000}
    does(made.contact_id, "purchase.made", bought)
    return made.contact_id


def text(answer: Any) -> str:
    return str(answer.content.decode())


def seen(client: Client, company: int, part: str) -> str:
    """What the form of a detail rests on."""
    page = text(client.get(f"/firmen/{company}/", {"edit": part}))
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def save(client: Client, company: int, part: str, value: str, **given: str) -> Any:
    given = {"seen": seen(client, company, part), "value": value} | given
    return client.post(f"/firmen/{company}/aendern/{part}/", given)


def test_the_page_shows_people_purchases_and_the_timeline_of_all(
    client_of_lea: Client, anja: int, ute: int, wellner: int
) -> None:
    page = text(client_of_lea.get(f"/firmen/{wellner}/"))
    assert "Wellner Gießtechnik GmbH" in page
    assert "wellner.example" in page
    for person in (anja, ute):
        assert f'href="/kontakte/{person}/"' in page
    assert "Messkopf A-4" in page
    assert re.search(r"1\.200\s€", page)
    assert "22 Messpunkte" in page
    assert "Sucht Messung je Ofen." in page, "the call of one of them stands in the timeline"


def test_a_deal_stands_once_with_the_last_word_on_it_on_the_record_too(
    client_of_lea: Client, anja: int, wellner: int
) -> None:
    for kind, cents in (("deal.opened", 2_000_000), ("deal.won", 2_640_000)):
        does(anja, kind, {"title": "Werk Hagen", "external_id": "D-7", "amount_cents": cents})
    for path in (f"/firmen/{wellner}/", f"/kontakte/{anja}/"):
        page = text(client_of_lea.get(path))
        assert re.search(r"26\.400\s€", page), path
        assert not re.search(r"20\.000\s€", page), path


def test_the_page_asks_the_database_a_handful_of_times_however_many_there_are(
    client_of_lea: Client, ute: int, wellner: int
) -> None:
    for number in range(5):
        known = {"company": {"name": "Wellner", "domain": "wellner.example"}}
        happen(form(f"p{number}@wellner.example", learned=known))
    client_of_lea.get(f"/firmen/{wellner}/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client_of_lea.get(f"/firmen/{wellner}/")
    assert len(asked) <= 15


def test_records_search_and_the_list_of_firms_lead_there(client_of_lea: Client, anja: int, wellner: int) -> None:
    for path in (f"/kontakte/{anja}/", "/suche/?q=wellner", "/firmen/"):
        assert f'href="/firmen/{wellner}/"' in text(client_of_lea.get(path)), path
    assert client_of_lea.get("/firmen/999999/").status_code == 404


def test_a_detail_is_saved_without_scripts_and_undone(client_of_lea: Client, wellner: int) -> None:
    answer = save(client_of_lea, wellner, "industry", "Metall")
    assert answer.headers["Location"] == f"/firmen/{wellner}/"
    assert Company.objects.get(id=wellner).industry == "Metall"
    undo(client_of_lea)
    assert Company.objects.get(id=wellner).industry == ""


def test_undo_leaves_alone_what_somebody_else_has_changed_since(client_of_lea: Client, wellner: int, bob: User) -> None:
    save(client_of_lea, wellner, "industry", "Metall")
    page = text(client_of_lea.get(f"/firmen/{wellner}/"))
    firms.edit(wellner, {"industry": "Gießerei"}, by=bob.pk)
    undo(client_of_lea, page)
    assert Company.objects.get(id=wellner).industry == "Gießerei"


def test_two_who_change_the_same_see_both_values(client_of_lea: Client, wellner: int, bob: User) -> None:
    rests_on = seen(client_of_lea, wellner, "industry")
    firms.edit(wellner, {"industry": "Gießerei"}, by=bob.pk)
    answer = save(client_of_lea, wellner, "industry", "Metall", seen=rests_on)
    assert answer.status_code == 409
    assert Company.objects.get(id=wellner).industry == "Gießerei"
    page = text(answer)
    assert "Gießerei" in page
    assert "Metall" in page
    assert "Bob Brandt" in page
    fresh = re.search(r'name="seen" value="(\d+)"', page)
    assert fresh
    client_of_lea.post(f"/firmen/{wellner}/aendern/industry/", {"seen": fresh[1], "value": "Metall"})
    assert Company.objects.get(id=wellner).industry == "Metall", "mine, knowing theirs"


def test_the_address_is_edited_in_its_parts(client_of_lea: Client, wellner: int) -> None:
    save(client_of_lea, wellner, "address", "", street="Am Markt 1", city="Köln", country="DE")
    firm = Company.objects.get(id=wellner)
    assert (firm.street, firm.city, firm.country) == ("Am Markt 1", "Köln", "DE")


@pytest.mark.parametrize(
    ("part", "value"), [("domain", "kein Name"), ("domain", "gmail.com"), ("name", ""), ("employees", "viele")]
)
def test_what_cannot_be_is_shown_again_with_the_reason(
    client_of_lea: Client, wellner: int, part: str, value: str
) -> None:
    answer = save(client_of_lea, wellner, part, value)
    assert answer.status_code == 422
    assert value in text(answer)
    assert Company.objects.get(id=wellner).domain == "wellner.example"


def test_a_script_gets_the_detail_alone(client_of_lea: Client, wellner: int) -> None:
    path, script = f"/firmen/{wellner}/aendern/industry/", {"HX-Request": "true"}
    assert "<form" in text(client_of_lea.get(path, headers=script))
    assert "<form" not in text(client_of_lea.get(f"{path}?shown=1", headers=script))
    given = {"seen": seen(client_of_lea, wellner, "industry"), "value": "Metall"}
    page = text(client_of_lea.post(path, given, headers=script))
    assert "Metall" in page
    assert "<html" not in page


@pytest.mark.parametrize(("typed", "employees"), [("12.000", 12_000), ("1.250", 1_250), ("85", 85), ("12 000", 12_000)])
def test_thousands_are_thousands(client_of_lea: Client, wellner: int, typed: str, employees: int) -> None:
    save(client_of_lea, wellner, "employees", typed)
    assert Company.objects.get(id=wellner).employees == employees
    assert f'value="{employees}"' in text(client_of_lea.get(f"/firmen/{wellner}/", {"edit": "employees"}))


@pytest.mark.parametrize("typed", ["12,000", "12,5", "viele"])
def test_what_is_no_number_of_people_or_may_be_two_is_refused(client_of_lea: Client, wellner: int, typed: str) -> None:
    before = Company.objects.get(id=wellner).employees
    answer = save(client_of_lea, wellner, "employees", typed)
    assert answer.status_code == 422
    assert typed in text(answer)
    assert Company.objects.get(id=wellner).employees == before
