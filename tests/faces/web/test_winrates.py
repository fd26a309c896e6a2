"""The report on grades: counted in a request of its own, with intervals and a sentence that says what they mean."""

import re

import pytest
from django.test import Client

from tests.factories import day
from tests.insight.test_winrates import BOSS, leads
from tests.qualification.scoring.models import compare, fit, in_force
from trichter.kernel import clock

pytestmark = pytest.mark.django_db
PAGE = "/auswertung/lead-score/"


def read(client: Client, address: str, **headers: str) -> str:
    with clock.at(day(100)):
        answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_report_says_whether_a_better_grade_buys_more_often(client_of_lea: Client) -> None:
    with clock.at(day(0)):
        in_force(fit("boss", 50, compare("position", "is known")))
    leads("boss", 20, at=1, won=12, won_on=20, **BOSS)
    leads("staff", 20, at=2, won=1, won_on=20)
    leads("new", 4, at=90, won=1, won_on=95, **BOSS)
    assert "Abschlussquote" in read(client_of_lea, PAGE)
    assert "60,0" not in read(client_of_lea, PAGE)
    page = read(client_of_lea, f"{PAGE}?days=30&counted=1", **{"HX-Request": "true"})
    assert "Übersicht" not in page
    assert "Von 40 Leads, deren 30 Tage um sind, wurden in dieser Zeit 13 Kunden: 32,5 %." in page.replace("\xa0", " ")
    assert "Ja: Je besser jemand passt, desto öfter wird gekauft." in page
    assert "Zu wenige für eine Aussage" in page
    assert re.search(r" A 20 12 60,0 % 38,7 % – 78,1 % 4, davon 1 gekauft", page.replace("\xa0", " "))
    assert "Übersicht" in read(client_of_lea, f"{PAGE}?days=30&counted=1")
    assert "Kunden: –" in read(client_of_lea, f"{PAGE}?days=365&counted=1")


def test_every_number_opens_the_list_of_whom_it_counts(client_of_lea: Client) -> None:
    with clock.at(day(0)):
        in_force(fit("boss", 50, compare("position", "is known")))
    leads("boss", 3, at=1, won=2, won_on=20, **BOSS)
    leads("staff", 2, at=2, won=0, won_on=20)
    leads("new", 1, at=90, won=0, won_on=95, **BOSS)
    with clock.at(day(100)):
        page = client_of_lea.get(f"{PAGE}?days=30&counted=1").content.decode()
        rows = {}
        for address, number in re.findall(r'data-behind href="(/kontakte/\?cohort=[^"]+)">(\d+)', page):
            shown = client_of_lea.get(address).content.decode()
            rows[address.partition("=")[2]] = (int(number), shown.count('name="id"'))
        chip = client_of_lea.get("/kontakte/?cohort=30.A.won").content.decode()
        nobody = client_of_lea.get("/kontakte/?cohort=30.A").content.decode()
    assert {where: number for where, (number, _people) in rows.items() if where.startswith("30.A.")} == {
        "30.A.up": 3,
        "30.A.won": 2,
        "30.A.open": 1,
    }
    assert all(number == people for number, people in rows.values())
    assert "A, Kunden innerhalb von 30 Tagen" in chip
    assert 'name="id"' not in nobody
