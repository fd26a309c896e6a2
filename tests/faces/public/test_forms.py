"""A visitor's way through an offer: page, form, what cannot stay so, looking over, thank-you."""

import pytest
from django.test import Client

from tests.faces.public.visiting import ANNA, PAGE, Visitor, read
from tests.generation.offers import makings
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.forms.models import Doubtful

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_offer() -> None:
    makings.our_house()
    makings.published()


def leads() -> int:
    return Touchpoint.objects.filter(kind="form.submitted").count()


def test_the_page_shows_the_offer_and_its_form_and_keeps_nothing_on_the_device() -> None:
    answer = Visitor().get()
    assert answer.status_code == 200
    assert not answer.cookies
    page = read(answer)
    assert "Zwölf Hebel" in page.text
    assert page.by_id["q_email"]["autocomplete"] == "email"


def test_a_submission_becomes_a_lead_and_is_thanked_for() -> None:
    sent = Visitor().sends(ANNA)
    assert (sent.status_code, sent["Location"]) == (303, f"{PAGE}danke/?lang=de")
    assert leads() == 1
    thanks = read(Visitor().get(sent["Location"]))
    assert "Wir senden" in thanks.text or "sending" in thanks.text
