"""The report on content by channel and buying phase."""

import re

import pytest
from django.test import Client

from tests.factories import anna, does
from tests.generation.offers.makings import our_house, published
from trichter.kernel import clock

pytestmark = pytest.mark.django_db


def test_the_page_says_what_is_missing_where_and_how_many_are_in_each_phase(client_of_lea: Client) -> None:
    def read() -> str:
        page = client_of_lea.get("/auswertung/inhalte/").content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    assert "Noch keine Inhalte" in read()
    our_house()
    published(phase="purchase", channel="email")
    does(anna(), "page.viewed", {"url": "/preise"}, occurred_at=clock.now())
    page = read()
    assert "An 2 Stellen fehlt einer Phase der Inhalt auf einem Kanal" in page
    assert re.search(r"Kanal Bedarf 0 Personen jetzt .* E-Mail fehlt fehlt Zwölf Hebel", page)
    assert "1 Person jetzt" in page
