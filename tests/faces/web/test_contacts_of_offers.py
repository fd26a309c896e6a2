"""What an offer brought, and the people behind the numbers."""

from dataclasses import replace

import pytest
from django.test import Client

from tests.factories import happen
from tests.generation.offers.makings import our_house, published
from trichter.spine.touch import Touch


@pytest.fixture
def hebel(db: None) -> int:
    our_house()
    return published().pk


@pytest.fixture
def anna(hebel: int) -> int:
    learned = {"first_name": "Anna", "last_name": "Ahorn"}
    sent = Touch("form.submitted", {"title": "Hebel"}, email="anna@example.org", learned=learned)
    return happen(replace(sent, subject=("offer", hebel), channel="search"))[0].contact_id


def test_a_number_leads_to_its_people(client_of_lea: Client, hebel: int, anna: int, anja: int) -> None:
    page = client_of_lea.get(f"/kontakte/?offer={hebel}&outcome=leads").content.decode()
    assert f'href="/kontakte/{anna}/"' in page
    assert f'href="/kontakte/{anja}/"' not in page
    assert "Zwölf Hebel, Leads" in page


def test_behind_a_nought_there_is_nobody(client_of_lea: Client, hebel: int, anna: int) -> None:
    page = client_of_lea.get(f"/kontakte/?offer={hebel}&outcome=customers").content.decode()
    assert f'href="/kontakte/{anna}/"' not in page


@pytest.mark.parametrize("query", ["?offer=x", "?offer=1&outcome=x", "?offer=", "?outcome=leads"])
def test_an_address_that_asks_for_nothing_known_shows_everybody(client_of_lea: Client, anna: int, query: str) -> None:
    answer = client_of_lea.get(f"/kontakte/{query}")
    assert answer.status_code == 200
    assert f'href="/kontakte/{anna}/"' in answer.content.decode()


def test_the_results_of_an_offer_lead_from_each_way_to_its_people(client_of_lea: Client, hebel: int, anna: int) -> None:
    page = client_of_lea.get(f"/angebote/{hebel}/ergebnisse/").content.decode()
    place = f"/kontakte/?offer={hebel}&amp;outcome=leads&amp;channel=search&amp;campaign=none"
    assert "Organische Suche" in page
    assert f'href="{place}"' in page
    assert f'href="/kontakte/{anna}/"' in client_of_lea.get(place.replace("&amp;", "&")).content.decode()


def test_the_list_of_offers_says_what_each_brought(client_of_lea: Client, hebel: int, anna: int) -> None:
    page = client_of_lea.get("/angebote/").content.decode()
    assert f'href="/kontakte/?offer={hebel}&amp;outcome=people">1</a>' in page
    assert f'href="/kontakte/?offer={hebel}&amp;outcome=customers">0</a>' in page


def test_an_offer_that_nobody_took_says_so(client_of_lea: Client, hebel: int) -> None:
    assert client_of_lea.get(f"/angebote/{hebel}/ergebnisse/").status_code == 200
