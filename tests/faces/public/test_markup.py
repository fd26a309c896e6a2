"""Every page of visitors is valid HTML, also where something was filled in wrong."""

import pytest
from django.test import Client

from tests.faces.markup import faults
from tests.faces.public import consenting
from tests.faces.public.visiting import PAGE
from tests.generation.offers.makings import our_house, published

PAGES = f"/impressum/ /datenschutz/ /barrierefreiheit/ /rechte/ {PAGE} {PAGE}danke/ {PAGE}embed/ {PAGE}embed/danke/"


@pytest.mark.django_db
def test_every_page_of_visitors_is_valid_html(client: Client) -> None:
    our_house()
    published()
    addresses = [*PAGES.split(), *consenting.pages().values()]
    shown = {address: client.get(address) for address in addresses}
    shown |= {f"{address} sent": client.post(address, {"email": "anna"}) for address in (PAGE, "/rechte/")}

    read = {one: answer.content.decode() for one, answer in shown.items() if answer.status_code != 302}
    assert {one: found for one, page in read.items() if (found := faults(page))} == {}
    assert len(read) > 15
