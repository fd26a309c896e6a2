"""The list of what is to be done, and the buttons by which it gets done."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.sales.tasks import services
from trichter.sales.tasks.models import Task


def page_of(client: Client, query: str = "") -> str:
    answer = client.get(f"/aufgaben/{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "{{" not in page
    assert "{%" not in page
    return page


def parts(page: str) -> dict[str, list[str]]:
    """The titles of the tasks under each heading."""
    found = re.findall(r'<h2 id="part-\d">([^<]*)</h2>(.*?)</section>', page, re.DOTALL)
    return {heading: re.findall(r'<div class="what">\s*<b>([^<]*)</b>', body) for heading, body in found}


@pytest.fixture
def late(lea: User, anja: int) -> int:
    due = clock.now() - timedelta(days=1)
    return services.open(anja, "Angebot nachfassen", to=lea.pk, due_at=due, phone="+4923315550142")


def test_an_empty_list_says_what_belongs_there_and_leads_on(client_of_lea: Client) -> None:
    page = page_of(client_of_lea)
    assert 'class="empty"' in page
    assert 'href="/kontakte/"' in page


def test_tasks_stand_under_when_they_are_due(client_of_lea: Client, lea: User, anja: int, late: int) -> None:
    services.open(anja, "Irgendwann", to=lea.pk)
    services.open(anja, "Nächste Woche", to=lea.pk, due_at=clock.now() + timedelta(days=7))
    page = page_of(client_of_lea)
    assert list(parts(page).values()) == [["Angebot nachfassen"], ["Nächste Woche", "Irgendwann"]]
    assert re.search(r'<time[^>]*class="late"', page)
    assert 'href="tel:+4923315550142"' in page
    assert "Dr. Anja Reimers" in page


def test_mine_my_teams_and_all_differ(client_of_lea: Client, bob: User, anja: int, late: int) -> None:
    services.open(anja, "Bobs Aufgabe", to=bob.pk)
    assert "Bobs Aufgabe" not in page_of(client_of_lea)
    assert "Bobs Aufgabe" not in page_of(client_of_lea, "?whose=team")
    assert "Bobs Aufgabe" in page_of(client_of_lea, "?whose=all")
    assert "Angebot nachfassen" in page_of(client_of_lea, "?whose=nonsense")


def test_a_task_is_done_by_a_button_and_that_is_undone_by_another(client_of_lea: Client, late: int) -> None:
    answer = client_of_lea.post(f"/aufgaben/{late}/erledigen/", {"next": "/aufgaben/?whose=team"})
    assert answer.headers["Location"] == "/aufgaben/?whose=team"
    assert Task.objects.get().done_at
    token = re.search(r'name="undo" value="([^"]+)"', page_of(client_of_lea))
    assert token

    client_of_lea.post("/rueckgaengig/", {"undo": token[1], "next": "/aufgaben/"})
    assert not Task.objects.get().done_at
    assert "Angebot nachfassen" in page_of(client_of_lea)


def test_a_task_that_was_passed_on_comes_back_unless_somebody_has_gone_on_with_it(
    client_of_lea: Client, lea: User, bob: User, late: int
) -> None:
    client_of_lea.post(f"/aufgaben/{late}/zuweisen/", {"to": f"user:{bob.pk}"})
    assert Task.objects.get().colleague == bob
    undo(client_of_lea)
    assert (Task.objects.get().colleague, Task.objects.get().done_at) == (lea, None)
    client_of_lea.post(f"/aufgaben/{late}/zuweisen/", {"to": f"user:{bob.pk}"})
    services.finish(late, by=bob.pk)
    undo(client_of_lea)
    assert (Task.objects.get().colleague, Task.objects.get().done_by) == (bob, bob)


def test_undo_leaves_alone_what_a_task_has_become_since(client_of_lea: Client, lea: User, bob: User, late: int) -> None:
    client_of_lea.post(f"/aufgaben/{late}/verschieben/", {"until": "week"})
    token = re.search(r'name="undo" value="([^"]+)"', page_of(client_of_lea))
    assert token
    services.finish(late, by=bob.pk)
    client_of_lea.post("/rueckgaengig/", {"undo": token[1]})
    assert Task.objects.get().done_by == bob


def test_a_link_changes_nothing(client_of_lea: Client, late: int) -> None:
    for verb, answer in (("erledigen", 405), ("verschieben", 405), ("zuweisen", 200)):
        assert client_of_lea.get(f"/aufgaben/{late}/{verb}/").status_code == answer
    assert (Task.objects.get().done_at, Task.objects.get().change_id) == (None, None)


def test_a_task_is_put_off_and_passed_on(client_of_lea: Client, bob: User, late: int) -> None:
    client_of_lea.post(f"/aufgaben/{late}/verschieben/", {"until": "week"})
    snoozed = Task.objects.get().snoozed_until
    assert snoozed
    assert snoozed > clock.now()
    client_of_lea.post(f"/aufgaben/{late}/zuweisen/", {"to": f"user:{bob.pk}"})
    assert Task.objects.get().colleague == bob


def test_whoever_is_too_late_is_told(client_of_lea: Client, lea: User, late: int) -> None:
    services.finish(late, by=lea.pk)
    answer = client_of_lea.post(f"/aufgaben/{late}/erledigen/", follow=True)
    assert "toast-bad" in answer.content.decode()


def test_the_way_back_leads_nowhere_else(client_of_lea: Client, late: int) -> None:
    # LAW 4.4
    answer = client_of_lea.post(f"/aufgaben/{late}/erledigen/", {"next": "//evil.example/"})
    assert answer.headers["Location"] == "/aufgaben/"


def test_a_task_is_opened_from_anywhere(client_of_lea: Client, lea: User, bob: User, anja: int) -> None:
    found = page_of(client_of_lea, "neu/?q=reimers wellner")
    assert f'href="/aufgaben/neu/?contact={anja}"' in found
    assert re.search(rf'<option value="user:{lea.pk}"\s+selected', page_of(client_of_lea, f"neu/?contact={anja}"))

    posted = {"contact": anja, "title": "Muster senden", "due_on": "2027-03-29", "to": f"user:{bob.pk}"}
    answer = client_of_lea.post("/aufgaben/neu/", posted | {"next": f"/kontakte/{anja}/"}, follow=True)
    assert "Muster senden" in answer.content.decode()
    task = Task.objects.get()
    assert task.colleague == bob
    assert task.due_at
    assert task.due_at.isoformat() == "2027-03-29T15:00:00+00:00"
    client_of_lea.post("/aufgaben/neu/", posted | {"due_at": "09:30"})
    assert Task.objects.filter(due_at="2027-03-29T07:30:00+00:00").exists()


def test_what_is_wrong_with_a_new_task_is_said_and_nothing_typed_is_lost(client_of_lea: Client, anja: int) -> None:
    posted = {"contact": anja, "title": "Muster senden", "due_on": "irgendwann", "to": "user:999"}
    page = client_of_lea.post("/aufgaben/neu/", posted).content.decode()
    assert 'value="Muster senden"' in page
    assert "aria-invalid" in page
    page = client_of_lea.post("/aufgaben/neu/", posted | {"due_on": "0001-01-01", "due_at": "00:00"}).content.decode()
    assert "Wählen Sie eine Zeit, die noch kommt" in page
    page = client_of_lea.post("/aufgaben/neu/", posted | {"due_on": "2027-03-29"}).content.decode()
    assert 'role="alert"' in page
    assert not Task.objects.exists()


def test_a_task_is_put_off_until_a_day(client_of_lea: Client, late: int) -> None:
    day = (clock.now() + timedelta(days=9)).date()
    client_of_lea.post(f"/aufgaben/{late}/verschieben/", {"until": "day", "day": day.isoformat()})
    snoozed = Task.objects.get().snoozed_until
    assert snoozed
    assert (snoozed.astimezone(ZoneInfo("Europe/Berlin")).date(), snoozed.minute) == (day, 0)
    for nonsense in ("gestern", "1999-01-01", "", "9999-12-31"):
        answer = client_of_lea.post(f"/aufgaben/{late}/verschieben/", {"until": "day", "day": nonsense}, follow=True)
        assert "toast-bad" in answer.content.decode()
    assert Task.objects.get().snoozed_until == snoozed


def test_enter_in_the_field_of_a_day_puts_the_task_off_until_that_day(client_of_lea: Client, late: int) -> None:
    # A browser presses the first button of the field's own form.
    before, after = page_of(client_of_lea).split(f'id="until-{late}"')
    form = before.rpartition("<form")[2] + after.partition("</form>")[0]
    assert re.findall(r'name="until"\s+value="(\w+)"', form) == ["day"]


def test_the_list_can_be_narrowed_to_what_is_due(client_of_lea: Client, lea: User, anja: int, late: int) -> None:
    services.open(anja, "Nächste Woche", to=lea.pk, due_at=clock.now() + timedelta(days=7))
    for due in ("late", "today"):
        assert list(parts(page_of(client_of_lea, f"?due={due}")).values()) == [["Angebot nachfassen"]]
    assert len(parts(page_of(client_of_lea, "?due=nonsense"))) == 2


def test_a_long_list_goes_on(
    client_of_lea: Client, lea: User, anja: int, late: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trichter.faces.web.views.tasks.LISTED", 1)
    services.open(anja, "Irgendwann", to=lea.pk)
    page = page_of(client_of_lea, "?whose=mine")
    assert list(parts(page).values()) == [["Angebot nachfassen"]]
    assert 'href="/aufgaben/?whose=mine&amp;from=1"' in page
    assert list(parts(page_of(client_of_lea, "?from=1")).values()) == [["Irgendwann"]]


def test_the_navigation_says_how_many_wait_today(client_of_lea: Client, lea: User, anja: int, late: int) -> None:
    services.open(anja, "Nächste Woche", to=lea.pk, due_at=clock.now() + timedelta(days=7))
    assert re.search(r'href="/aufgaben/"[^>]*>.*?<span class="tally">1</span>', page_of(client_of_lea), re.DOTALL)


def test_english_readers_read_english(client: Client, bob: User, anja: int) -> None:
    client.force_login(bob)
    services.open(anja, "Send the sample", to=bob.pk, due_at=clock.now() - timedelta(days=1))
    assert list(parts(page_of(client))) == ["Overdue"]
