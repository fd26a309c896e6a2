"""Grades where people are listed: the column with its reasons, the facets, the order; board, inbox, firm."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.test import Client

from tests.faces.web.test_people import listed
from tests.factories import day, does, form, happen, learns
from tests.qualification.scoring.models import compare, did, fit, in_force
from trichter.kernel import clock
from trichter.sales.handover import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> dict[str, int]:
    """Ada is a boss who did something lately, Ben one who did so long ago, Cem nothing of both."""
    in_force(fit("boss", 50, compare("position", "is known")), did("page", 40, "page.viewed"))
    people = {
        name: happen(form(f"{name}@werk.example", occurred_at=day(0), learned={"last_name": name}))[0].contact_id
        for name in ("ada", "ben", "cem")
    }
    for name, at in (("ada", 60), ("ben", 0)):
        learns(people[name], position="Chefin")
        does(people[name], "page.viewed", {"url": "/"}, occurred_at=day(at))
    return people


def seen(client: Client, address: str) -> str:
    with clock.at(day(60)):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_grades_with_their_reasons_is_narrowed_and_sorted_by_them(
    client_of_lea: Client,
    three: dict[str, int],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    page = seen(client_of_lea, "/kontakte/?sort=-score")
    assert listed(page) == ["ada", "ben", "cem"]
    shown = [unescape(one) for one in re.findall(r'aria-label="Lead-Score ([^"]*)"', page)]
    assert shown == [
        "A2. Profilpassung 50, Aktivitätsgrad 40. +50 boss, +40 page",
        "A3. Profilpassung 50, Aktivitätsgrad 10. +50 boss, +10 page",
        "D4. Profilpassung 0, Aktivitätsgrad 0.",
    ]
    assert listed(seen(client_of_lea, "/kontakte/?sort=score")) == ["ben", "ada", "cem"]
    for asked, found in (
        ("fit=A", ["ada", "ben"]),
        ("fit=D&fit=B", ["cem"]),
        ("engagement=3", ["ben"]),
        ("engagement=2&engagement=4", ["ada", "cem"]),
        ("fit=A&engagement=2", ["ada"]),
        ("fit=E", ["ada", "ben", "cem"]),
    ):
        with django_assert_max_num_queries(15):
            assert sorted(listed(seen(client_of_lea, f"/kontakte/?{asked}"))) == found, asked


def test_the_board_the_record_and_the_firm_show_the_grade(client_of_lea: Client, three: dict[str, int]) -> None:
    assert ">A2</b>" in seen(client_of_lea, "/kontakte/?view=board")
    assert 'aria-label="Lead-Score A2.' in seen(client_of_lea, f"/kontakte/{three['ada']}/")
    learns(three["ada"], company={"name": "Werk"})
    learns(three["ben"], company={"name": "Werk"})
    record = seen(client_of_lea, f"/kontakte/{three['ada']}/")
    company = re.search(r'href="(/firmen/\d+/)"', record)
    assert company
    page = seen(client_of_lea, company[1])
    assert (">A2</b>" in page, ">A3</b>" in page) == (True, True)
    assert 'aria-label="Lead-Score A2. Profilpassung 50, Aktivitätsgrad 50."' in page, "the best fit, all they did"


def test_the_inbox_shows_the_grade_and_why(client_of_lea: Client, three: dict[str, int]) -> None:
    services.open(three["ada"])
    page = seen(client_of_lea, "/lead-eingang/?whose=all")
    assert ">A2</b>" in page
    assert "Warum A2?" in page
    assert re.search(r"\+50</span>\s*<span>boss", page)
