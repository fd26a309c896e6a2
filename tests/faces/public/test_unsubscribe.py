"""One click ends it: a mail program's post needs no cookie and no page, and a scanner's look changes nothing."""

import pytest
from django.test import Client

from tests.faces.public.consenting import ANNA, NETWORK, signs_up
from tests.factories import kinds
from tests.spine.dumps import whole_database
from trichter.facts.consent import queries
from trichter.spine import optin, rights
from trichter.spine.optin import Browser
from trichter.spine.outreach import links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ahornwerk")]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def contact() -> int:
    """Anna gets the newsletter."""
    contact, token = signs_up()
    optin.confirm(token, Browser())
    return contact


@pytest.fixture
def link(contact: int) -> str:
    return f"/u/{links.sign('unsubscribe', message=17, contact=contact, purpose='newsletter')}/"


def may_write(contact: int) -> bool:
    return queries.may_write(contact, channel="email", purpose="newsletter", address=ANNA).allowed


def test_a_mail_program_ends_it_by_one_post(contact: int, link: str) -> None:
    # LAW 2.1: no cookie, no redirect
    mail_program = Client(enforce_csrf_checks=True)
    answer = mail_program.post(link, ONE_CLICK, **NETWORK)
    assert answer.status_code == 200
    assert not answer.cookies
    assert not may_write(contact)
    [*_before, last] = queries.evidence(contact)
    assert (last.state, last.address, last.snapshot) == ("withdrawn", ANNA, {"how": "one-click", "mail": 17})
    assert last.ip == "203.0.113.0/24"


def test_posted_again_it_changes_nothing(contact: int, link: str, client: Client) -> None:
    # LAW 2.1
    client.post(link, ONE_CLICK)
    before = whole_database()
    assert client.post(link, ONE_CLICK).status_code == 200
    assert whole_database() == before
    assert kinds(contact).count("consent.withdrawn") == 1


def test_opening_the_link_changes_nothing_and_shows_the_button(contact: int, link: str, client: Client) -> None:
    # LAW 1.3, 2.1
    before = whole_database()
    shown = client.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert whole_database() == before
    assert may_write(contact)
    assert "Unsubscribe from “Newsletter”?" in shown
    assert 'method="post"' in shown


def test_the_button_of_the_page_does_the_same(contact: int, link: str, client: Client) -> None:
    shown = client.post(link, headers={"Accept-Language": "en"}).content.decode()
    assert "You are unsubscribed" in shown
    assert not may_write(contact)
    assert queries.evidence(contact)[-1].snapshot == {"how": "page", "mail": 17}


def test_somebody_whom_we_write_as_a_customer_objects_by_it(client: Client) -> None:
    # LAW 1.7, 1.11
    from tests.factories import charlie, newsletter

    newsletter()
    stranger = charlie()
    client.post(f"/u/{links.sign('unsubscribe', message=3, contact=stranger, purpose='newsletter')}/", ONE_CLICK)
    [said] = queries.evidence(stranger)
    assert (said.state, said.address) == ("withdrawn", "charlie@elsewhere.example")


def test_after_an_erasure_the_link_leads_nowhere(contact: int, link: str, client: Client) -> None:
    rights.erase(contact)
    assert client.post(link, ONE_CLICK).status_code == 404
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "eyJhIjoxfQ:abc"])
def test_a_forged_link_ends_nothing(contact: int, client: Client, token: str) -> None:
    assert client.post(f"/u/{token}/", ONE_CLICK).status_code == 404
    assert may_write(contact)
