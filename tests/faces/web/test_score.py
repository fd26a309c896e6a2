"""The lead score on the record: the grade, and the reasons that add up to it."""

import re

import pytest
from django.test import Client

from tests.factories import anna, day, does, learns
from tests.qualification.scoring.models import compare, did, fit, in_force
from trichter.kernel import clock
from trichter.qualification.scoring import services

pytestmark = pytest.mark.django_db


def test_a_record_says_why_somebody_has_their_grade(client_of_lea: Client) -> None:
    in_force(
        fit("boss", 50, compare("position", "is known")),
        did("page", 20, "page.viewed"),
        did("missed", -5, "meeting.missed"),
    )
    who = anna(occurred_at=day(0))
    learns(who, position="Chefin")
    for at in (1, 31):
        does(who, "page.viewed", {"url": "/"}, occurred_at=day(at))
    does(who, "meeting.missed", occurred_at=day(31))
    services.score([who])
    with clock.at(day(31)):
        page = client_of_lea.get(f"/kontakte/{who}/").content.decode()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index('id="score"') :]))
    assert shown.startswith('id="score"> Lead-Score A3 Profilpassung 50 Aktivitätsgrad 25,0 Warum A3?')
    assert "+50 boss" in shown
    assert "+30,0 page × 2 in einem Monat +15,0" in shown
    assert "−5,0 missed" in shown
    assert "In einem Monat, halb in 30 Tagen A3, 12,5" in shown
