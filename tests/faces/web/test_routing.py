"""The routing of leads in the settings: routes, hours, shares, absences, reasons; what is wrong is said beside it."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests.faces.web.toasts import said, undo
from trichter.facts.house.models import Deed
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import Team, User
from trichter.kernel import clock
from trichter.sales.handover import calendars, reasons, routes, shares
from trichter.sales.handover.models import Absence

pytestmark = pytest.mark.django_db
PAGE = "/einstellungen/lead-verteilung/"
WEEK = {f"day{number}": "08:00-12:30, 13:30 – 17:00" for number in range(5)}


@pytest.fixture
def nord(lea: User) -> Team:
    """With Lea, who administers the house."""
    team = staff.found_team("Vertrieb Nord", department="sales")
    lea.teams.set([team])
    return team


def press(client: Client, do: str, **given: Any) -> str:
    return client.post(PAGE, {"do": do, **given}, follow=True).content.decode()


def test_a_route_is_kept_by_territory_language_and_words_and_one_that_is_none_is_refused(
    administration: Client, nord: Team
) -> None:
    given = {"route-name": "Nord", "route-to": f"team:{nord.pk}", "route-places": "DE 2, Kiel", "route-language": "de"}
    press(administration, "route", **given)
    [kept] = routes.every()
    assert (
        kept.condition == '(place is in ("DE 2", "Kiel") or company.place is in ("DE 2", "Kiel")) and language is "de"'
    )
    assert (kept.to, kept.problem) == ("Vertrieb Nord", "")
    assert "place is in" not in kept.said
    with translation.override("de"):
        assert routes.one(kept.id).said in unescape(administration.get(PAGE).content.decode())
    refused = press(administration, "route", **given | {"route-condition": "place of"})
    assert "route-condition_error" in refused
    assert "Nord" in refused

    path = f"{PAGE}weg/{kept.id}/"
    administration.post(path, {"name": "Alle", "to": f"team:{nord.pk}", "condition": ""})
    press(administration, "route", **given | {"route-name": "Zweite"})
    lifted = press(administration, "lift", one=routes.every()[1].id)
    assert [route.name for route in routes.every()] == ["Zweite", "Alle"]
    undo(administration, lifted)
    assert [route.name for route in routes.every()] == ["Alle", "Zweite"]
    removed = press(administration, "remove", one=kept.id)
    undo(administration, lifted)
    assert "haben sich inzwischen geändert" in administration.get(PAGE).content.decode()
    undo(administration, removed)
    assert [(route.name, route.to) for route in routes.every()] == [
        ("Alle", "Vertrieb Nord"),
        ("Zweite", "Vertrieb Nord"),
    ]
    press(administration, "remove", one=routes.every()[0].id)
    assert [route.name for route in routes.every()] == ["Zweite"]
    assert administration.get(path).status_code == 404
    assert set(Deed.objects.values_list("what", flat=True)) == {"routing.changed"}


def test_a_team_says_when_it_works_and_how_long_it_takes(administration: Client, nord: Team) -> None:
    path = f"{PAGE}team/{nord.pk}/"
    assert "09:00–17:00" in administration.get(path).content.decode()
    assert "Mo–Fr 09:00–17:00" in administration.get(PAGE).content.decode()
    given = {"hours": "6", "warning": "1.5", "zone": "Europe/Vienna", "region": "AT-9", **WEEK}
    administration.post(path, given)
    pace = calendars.of(nord.pk)
    assert (pace.hours, pace.calendar.zone, pace.calendar.region) == (Decimal(6), "Europe/Vienna", "AT-9")
    assert [len(day) for day in pace.calendar.week] == [2] * 5 + [0, 0]
    for wrong, words in (
        ({"day0": "17-9"}, "Schreiben Sie Zeiten"),
        ({"day0": "morgens"}, "Schreiben Sie Zeiten"),
        ({"zone": "Europe/Nirgends"}, "Die Zeitzone"),
        ({"hours": "1"}, "Die Frist ist länger"),
        ({f"day{number}": "" for number in range(7)}, "mindestens einen Tag"),
    ):
        assert words in administration.post(path, given | wrong).content.decode(), wrong
    assert calendars.of(nord.pk) == pace
    administration.post(path, given | {"day4": "9-13", "day3": ""})
    shown = administration.get(PAGE).content.decode()
    assert re.search(r"Mo–Mi [^;<]+; Fr 09:00–13:00</td>", shown)


def test_shares_absences_and_reasons_are_set(administration: Client, nord: Team, lea: User) -> None:
    today = clock.today()
    press(administration, "share", colleague=lea.pk, weight=2, weekly=5)
    away = {"away-colleague": lea.pk, "away-since": today.isoformat(), "away-until": today - timedelta(1)}
    assert "liegt vor dem ersten" in press(administration, "away", **away)
    press(administration, "away", **away | {"away-until": (today + timedelta(2)).isoformat()})
    [taker] = shares.takers(today=today)
    assert (taker.weight, taker.weekly, len(taker.away)) == (2, 5, 1)
    there = press(administration, "stay", one=taker.away[0].id)
    assert not Absence.objects.exists()
    undo(administration, there)
    [noted] = shares.takers(today=today)[0].away
    assert (noted.since, noted.until) == (today, today + timedelta(2))
    press(administration, "stay", one=noted.id)
    assert not Absence.objects.exists()
    assert said(press(administration, "share", colleague=lea.pk, weight=-3))[0].startswith("Ein Gewicht liegt")

    press(administration, "why", **{"why-de": "Wettbewerber", "why-en": ""})
    known = reasons.every()
    assert (str(known[-1].label.en), known[-1].is_offered) == ("Wettbewerber", True)
    press(administration, "hide", one=known[0].id)
    assert known[0].id not in [one.id for one in reasons.offered()]
    assert "Benennen Sie den Grund" in press(administration, "why", **{"why-de": "", "why-en": " "})
