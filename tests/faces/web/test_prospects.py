"""Who is a prospect shows wherever people do."""

import pytest
from django.test import Client

from tests.factories import anna, bernd, day, does, known, learns
from trichter.facts.staff.models import User
from trichter.qualification.lifecycle.kinds import CRITERIA
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.sales.handover import services as handovers
from trichter.spine import segmenting
from trichter.spine.touch import colleague

pytestmark = pytest.mark.django_db
SIGN = '<span class="prospect">Prospect</span>'


@pytest.fixture
def prospect() -> int:
    """Anna, who meets all five."""
    contact = anna()
    learns(contact, first_name="Anna", last_name="Weiß", company={"name": "Weber", "domain": "weber.example"})
    for criterion in CRITERIA:
        does(
            contact, "criterion.judged", {"criterion": criterion, "answer": "yes", "evidence": "x"}, occurred_at=day(1)
        )
    does(contact, "call.made", {"outcome": "not_reached"}, occurred_at=day(2))
    does(contact, "mail.received", {"title": "Re: Ihr Anruf"}, occurred_at=day(3))
    return contact


def test_the_sign_of_a_prospect_stands_wherever_people_do(client_of_lea: Client, lea: User, prospect: int) -> None:
    other = bernd()
    handed = handovers.open(prospect, to=lea.pk, reasons=[], by=lea.pk)
    segment = editing.create("Alle", parse("lead"), by=lea.pk).pk
    segmenting.gather_changed()

    def signs(path: str) -> int:
        return client_of_lea.get(path).content.decode().count(SIGN)

    assert signs(f"/kontakte/{prospect}/") == 1
    assert signs(f"/kontakte/{other}/") == 0
    assert signs("/kontakte/") == signs("/kontakte/?view=board") == signs("/suche/?q=an") == 1
    assert signs(f"/firmen/{known(prospect).company_id}/") == signs(f"/segmente/{segment}/") == 1
    assert signs(f"/lead-eingang/{handed}/") == 2, "in the list and above the story"


def test_who_stands_nowhere_is_no_prospect_and_the_record_says_so(
    client_of_lea: Client, lea: User, prospect: int
) -> None:
    gone = {"track": "customer", "stage": "other", "reason": "Wettbewerber"}
    does(prospect, "stage.set", gone, actor=colleague(lea.pk))
    page = client_of_lea.get(f"/kontakte/{prospect}/").content.decode()
    assert SIGN not in page
    assert "noch nicht, es fehlt: die Phase Lead" in " ".join(page.split())


def test_hits_of_the_search_have_their_grade(client_of_lea: Client, prospect: int) -> None:
    assert '<b class="end score"' in client_of_lea.get("/suche/?q=anna").content.decode()
