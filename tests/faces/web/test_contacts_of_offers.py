"""The people behind the numbers of an offer."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.factories import happen
from trichter.insight import offers
from trichter.spine.touch import Touch


@pytest.fixture
def anna(db: None) -> int:
    learned = {"first_name": "Anna", "last_name": "Ahorn"}
    sent = Touch(
        "form.submitted", {"title": "12 Hebel"}, email="anna@example.org", subject=("offer", 1), learned=learned
    )
    return happen(sent)[0].contact_id


def test_a_number_leads_to_its_people(client_of_lea: Client, anna: int, anja: int) -> None:
    page = client_of_lea.get("/kontakte/?offer=1&outcome=leads").content.decode()
    assert f'href="/kontakte/{anna}/"' in page
    assert f'href="/kontakte/{anja}/"' not in page
    assert "Leads" in page


def test_behind_a_nought_there_is_nobody(client_of_lea: Client, anna: int) -> None:
    page = client_of_lea.get("/kontakte/?offer=1&outcome=customers").content.decode()
    assert f'href="/kontakte/{anna}/"' not in page


@pytest.mark.parametrize("query", ["?offer=x", "?offer=1&outcome=x", "?offer=", "?outcome=leads"])
def test_an_address_that_asks_for_nothing_known_shows_everybody(client_of_lea: Client, anna: int, query: str) -> None:
    answer = client_of_lea.get(f"/kontakte/{query}")
    assert answer.status_code == 200
    assert f'href="/kontakte/{anna}/"' in answer.content.decode()


def test_every_number_of_the_table_is_a_link_to_as_many_people(client_of_lea: Client, anna: int) -> None:
    shown = {"offer": 1, "results": offers.results([1])[1], "ways": offers.ways(1)}
    table = render_to_string("offers/_results.html", shown)
    assert "?offer=1&amp;outcome=leads&amp;channel=none&amp;campaign=none" in table
    page = client_of_lea.get("/kontakte/?offer=1&outcome=leads&channel=none&campaign=none").content.decode()
    assert f'href="/kontakte/{anna}/"' in page
