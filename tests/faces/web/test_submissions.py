"""The folder of doubtful submissions as colleagues use it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.faces.looks import look_at
from tests.faces.web.reader import Reader
from tests.generation.forms.samples import ANNA, NAMES, VISIT, form, proven
from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.generation.forms import doubtful, work
from trichter.generation.forms.models import Doubtful
from trichter.generation.forms.receiving import receive

pytestmark = pytest.mark.django_db
PAGE = "/einsendungen/"


@pytest.fixture(autouse=True)
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COST", 1)


def doubted(number: int = 0) -> int:
    asked = form(*NAMES)
    answers = {**ANNA, "email": [f"anna{number}@wellner.example"], "homepage": ["x"]}
    receive(asked, proven(asked, answers), VISIT)
    return Doubtful.objects.latest("id").pk


def test_the_folder_is_closed_to_visitors(client: Client) -> None:
    assert client.get(PAGE).status_code == 302


def test_each_line_says_what_was_sent_and_why_it_is_doubted(client_of_lea: Client) -> None:
    doubted()
    page = client_of_lea.get(PAGE).content.decode()
    assert "anna0@wellner.example" in page
    assert "Zwölf Hebel" in page
    assert "203.0.113.0" in page
    assert '<span class="tally">1</span>' in page


def test_an_empty_folder_says_what_it_is_for(client_of_lea: Client) -> None:
    answer = client_of_lea.get(PAGE)
    assert (answer.status_code, b'name="rescue"' in answer.content) == (200, False)


def test_a_flood_hides_nobody_who_came_before_it(client_of_lea: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubtful, "LISTED", 3)
    for number in range(7):
        doubted(number)
    seen, page = set[str](), PAGE
    for _page in range(4):
        text = client_of_lea.get(page).content.decode()
        seen |= set(re.findall(r"anna\d@wellner\.example", text))
        older = re.search(r'href="(/einsendungen/\?before=\d+)"', text)
        if not older:
            break
        page = older[1]
    assert len(seen) == 7


def test_one_is_rescued_by_its_own_button_and_leads_to_its_contact(client_of_lea: Client) -> None:
    first, second = doubted(1), doubted(2)
    answer = client_of_lea.post(PAGE, {"rescue": first, "id": [second]}, follow=True)
    anna = Contact.objects.get()
    assert f"/kontakte/{anna.pk}/" in answer.content.decode()
    assert Doubtful.objects.get().pk == second


def test_several_that_are_ticked_are_rescued_together(client_of_lea: Client) -> None:
    ticked = [doubted(n) for n in range(3)]
    client_of_lea.post(PAGE, {"rescue": "", "id": ticked[:2]})
    assert Contact.objects.count() == 2
    assert Doubtful.objects.get().pk == ticked[2]


def test_what_was_deleted_can_be_brought_back(client_of_lea: Client) -> None:
    number = doubted()
    answer = client_of_lea.post(PAGE, {"remove": number}, follow=True)
    assert b'name="restore"' in answer.content
    assert b"anna0@" not in answer.content
    client_of_lea.post(PAGE, {"restore": "1", "id": number})
    assert b"anna0@" in client_of_lea.get(PAGE).content


def test_who_comes_too_late_is_told_so_and_nothing_happens(client_of_lea: Client) -> None:
    number = doubted()
    client_of_lea.post(PAGE, {"rescue": number})
    answer = client_of_lea.post(PAGE, {"rescue": number})
    assert answer.status_code == 409
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("given", [{"rescue": "", "id": []}, {"rescue": "x"}, {"id": ["1"]}, {"remove": "9" * 40}])
def test_a_button_without_a_line_does_nothing(client_of_lea: Client, given: dict[str, str]) -> None:
    doubted()
    assert client_of_lea.post(PAGE, given).status_code == 302
    assert (Contact.objects.count(), Doubtful.objects.count()) == (0, 1)


def test_the_page_is_whole_and_open_to_everybody(sit_down: Callable[..., Reader], lea: User) -> None:  # LAW 4.6
    for number in range(3):
        doubted(number)
    reader = sit_down()
    reader.come_in(lea.email)
    reader.go(PAGE)
    look_at(reader, "doubtful")
    assert reader.complaints == []
