"""Colleagues see what people ask about their data, until when it is due, and answer it."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import charlie, does, known
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.spine import rights
from trichter.spine.models import RightsRequest
from trichter.spine.outreach import links

PAGE = "/einstellungen/betroffenenanfragen/"


@pytest.fixture
def administration(client_of_lea: Client, lea: User) -> Client:
    User.objects.filter(pk=lea.pk).update(role="administration")
    return client_of_lea


@pytest.fixture
def customer(db: None) -> int:
    """Charlie, who has bought, wants to be erased."""
    contact = charlie()
    does(contact, "purchase.made", {"product": "Messkopf"})
    rights.ask("charlie@elsewhere.example", kind="erasure", language="de")
    proven = rights.proven(links.sign("rights", request=RightsRequest.objects.get().pk))
    assert proven
    rights.want_erasure(proven)
    return contact


def answers(client: Client, do: str) -> str:
    chosen = RightsRequest.objects.get().pk
    return str(client.post(PAGE, {"request": chosen, "do": do}, follow=True).content.decode())


def test_a_request_stands_there_with_its_deadline(administration: Client, customer: int) -> None:
    # LAW 1.13: Art. 12 (3) GDPR
    page = administration.get(PAGE).content.decode()
    due = rights.open_requests()[0].due_at
    assert "charlie@elsewhere.example" in page
    assert timezone.localtime(due).strftime("%d.%m.%Y") in page
    assert "badge-warn" in administration.get("/einstellungen/").content.decode()
    with clock.at(due):
        assert "badge-bad" in administration.get(PAGE).content.decode()


def test_a_colleague_deletes_the_person(administration: Client, lea: User, customer: int) -> None:
    # LAW 1.12
    page = answers(administration, "erase")
    assert "charlie@elsewhere.example" not in page
    assert known(customer).erased_at
    assert RightsRequest.objects.get().done_by == lea.pk


def test_a_request_answered_otherwise_is_noted_as_done(administration: Client, customer: int) -> None:
    answers(administration, "close")
    assert rights.open_requests() == []
    assert known(customer).erased_at is None


def test_what_is_done_already_is_told_and_not_done_again(administration: Client, customer: int) -> None:
    answers(administration, "close")
    assert "toast-bad" in answers(administration, "erase")
    assert known(customer).erased_at is None


def test_it_is_shut_to_the_departments(client_of_lea: Client, lea: User, customer: int) -> None:
    User.objects.filter(pk=lea.pk).update(role="marketing")
    assert client_of_lea.get(PAGE).status_code == 403
    assert client_of_lea.post(PAGE, {"request": RightsRequest.objects.get().pk, "do": "erase"}).status_code == 403
    assert known(customer).erased_at is None
