"""The proof of consent, as colleagues reach it from the record of a person."""

import pytest
from django.test import Client

from tests.factories import does, happen
from trichter.facts.staff.models import User
from trichter.spine.touch import Touch


def test_the_record_leads_to_the_proof_and_the_proof_to_the_paper(client_of_lea: Client, anja: int) -> None:
    assert f'href="/kontakte/{anja}/nachweis/"' in client_of_lea.get(f"/kontakte/{anja}/").content.decode()
    page = client_of_lea.get(f"/kontakte/{anja}/nachweis/").content.decode()
    assert "Newsletter, E-Mail: Angefragt" in page
    assert "a.reimers@wellner.example" in page
    assert f'href="/kontakte/{anja}/nachweis.pdf"' in page


def test_the_paper_is_a_pdf_that_no_cache_keeps(client_of_lea: Client, anja: int) -> None:
    answer = client_of_lea.get(f"/kontakte/{anja}/nachweis.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"nachweis-{anja}.pdf" in answer.headers["Content-Disposition"]


def test_what_people_wrote_is_escaped(client_of_lea: Client, anja: int) -> None:
    nasty = "<script>alert(1)</script>"
    asked = {"channel": "email", "purpose": "newsletter", "user_agent": nasty, "evidence": {"title": nasty}}
    happen(Touch("consent.requested", asked, contact=anja))
    page = client_of_lea.get(f"/kontakte/{anja}/nachweis/").content.decode()
    assert nasty not in page
    assert page.count("&lt;script&gt;") == 2


@pytest.mark.parametrize("page", ["nachweis/", "nachweis.pdf"])
def test_the_proof_of_a_merged_person_is_that_of_the_survivor(
    client_of_lea: Client, anja: int, bernd: int, page: str
) -> None:
    does(anja, "contact.merged", {"loser": bernd})
    answer = client_of_lea.get(f"/kontakte/{bernd}/{page}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/kontakte/{anja}/{page}")


@pytest.mark.parametrize("page", ["nachweis/", "nachweis.pdf"])
def test_there_is_no_proof_of_nobody(client_of_lea: Client, page: str) -> None:
    assert client_of_lea.get(f"/kontakte/4711/{page}").status_code == 404


def test_english_colleagues_read_english(client: Client, bob: User, anja: int) -> None:
    client.force_login(bob)
    assert "Newsletter, E-mail: Requested" in client.get(f"/kontakte/{anja}/nachweis/").content.decode()
