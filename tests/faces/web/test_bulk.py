"""Many people at once: what will happen is shown first, then it goes on by itself and can be taken back."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.factories import anna, bernd, charlie, does, known, learns, stage
from trichter.facts.house import journal
from trichter.facts.staff.models import User
from trichter.generation.imports import exporting, sharing
from trichter.insight.filtering import NotUnderstood
from trichter.insight.selection import Selection
from trichter.kernel import clock
from trichter.spine import longwork
from trichter.spine.longwork import crowds
from trichter.spine.models import Work

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[int]:
    return [anna(), bernd()]


def _address(action: str, people: list[int]) -> str:
    return f"/kontakte/auswahl/{action}/?" + "&".join(f"id={one}" for one in people)


def _looked(client: Client, address: str, **said: Any) -> str:
    """The digest of what a preview showed."""
    page = client.post(address, {"preview": "", **said}).content.decode()
    return str(re.findall(r'name="looked" value="([^"]+)"', page)[0])


def _asked(client: Client, address: str, **said: Any) -> Work:
    """The work that was asked for after a look at its preview."""
    answer = client.post(address, {"start": "", "looked": _looked(client, address, **said), **said})
    assert answer.status_code == 302, answer.content.decode()
    return Work.objects.get(id=int(answer["Location"].strip("/").rpartition("/")[2]))


def _started(client: Client, address: str, **said: Any) -> Work:
    """The work that was asked for, done."""
    task = _asked(client, address, **said)
    while longwork.advance():
        pass
    task.refresh_from_db()
    return task


def _text(client: Client, address: str, **said: Any) -> str:
    return (client.post(address, said) if said else client.get(address)).content.decode()


def test_before_anything_is_said_the_people_are_shown(client_of_lea: Client, people: list[int]) -> None:
    page = _text(client_of_lea, _address("tag", people))
    assert "anna@example.org" in page
    assert "bernd@example.org" in page
    assert 'name="start"' not in page


def test_the_preview_says_who_is_left_out_and_why_and_changes_nothing(client_of_lea: Client, people: list[int]) -> None:
    learns(people[0], **{"tag:messe": True})
    page = _text(client_of_lea, _address("tag", people), preview="", tag="messe", does="set")
    assert "ist schon so" in page
    assert 'name="start"' in page
    assert "bernd@example.org" in page
    assert known(people[1]).tags == []


def test_it_is_done_to_those_picked_and_undone_from_its_page(
    client_of_lea: Client, lea: User, people: list[int]
) -> None:
    task = _started(client_of_lea, _address("owner", people), owner=str(lea.pk))
    assert [known(one).owner_id for one in people] == [lea.pk] * 2
    page = _text(client_of_lea, f"/arbeiten/{task.pk}/")
    assert f"/arbeiten/{task.pk}/rueckgaengig/" in page
    client_of_lea.post(f"/arbeiten/{task.pk}/rueckgaengig/")
    while longwork.advance():
        pass
    assert [known(one).owner_id for one in people] == [None] * 2
    assert f"/arbeiten/{task.pk}/rueckgaengig/" not in _text(client_of_lea, f"/arbeiten/{task.pk}/")


def test_all_whom_a_list_shows_can_be_meant(client_of_lea: Client, people: list[int]) -> None:
    learns(people[0], **{"tag:messe": True})
    _started(client_of_lea, "/kontakte/auswahl/tag/?all=1&tag=messe", tag="hannover", does="set")
    assert [known(one).tags for one in people] == [["hannover", "messe"], []]


@pytest.mark.parametrize(
    "query",
    [
        "owner=abc",
        "created=neulich",
        "stage=%00",
        "stge=mql",
        "tag=messe&owner=abc",
        "reached_in=2026-08-01..2026-10-31",
        "q=%00",
        "q=%2D",
    ],
)
def test_a_list_that_is_not_understood_means_nobody_and_not_everybody(
    client_of_lea: Client, people: list[int], query: str
) -> None:
    answer = client_of_lea.post(f"/kontakte/auswahl/tag/?all=1&{query}", {"start": "", "tag": "x", "does": "set"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Es ist nicht klar, wer gemeint ist" in page
    assert "anna@example.org" not in page
    assert not Work.objects.exists()


def test_what_a_list_says_beside_its_filters_narrows_nothing(client_of_lea: Client, people: list[int]) -> None:
    learns(people[0], **{"tag:messe": True})
    beside = "q=&sort=name&col=owner&view=&track=customer&saved=3&after=&nr=1&stage="
    page = _text(client_of_lea, f"/kontakte/auswahl/tag/?all=1&tag=messe&{beside}")
    assert "anna@example.org" in page
    assert "bernd@example.org" not in page


def test_work_whose_filter_is_not_understood_any_more_reaches_nobody(people: list[int]) -> None:
    with pytest.raises(NotUnderstood):
        Selection.of({"filter": {"facets": {"gone": ["1"]}, "text": "", "me": None}})


def test_a_stage_needs_a_reason(client_of_lea: Client, people: list[int]) -> None:
    address = _address("stage", people)
    assert client_of_lea.post(address, {"start": "", "stage": "customer.sql", "reason": " "}).status_code == 422
    _started(client_of_lea, address, stage="customer.sql", reason="Auf der Messe gesprochen")
    assert [stage(one) for one in people] == ["sql"] * 2


def test_each_gets_a_task_from_their_owner_and_undo_leaves_those_that_somebody_went_on_with(
    client_of_lea: Client, lea: User, bob: User, people: list[int]
) -> None:
    from trichter.sales.tasks import services
    from trichter.sales.tasks.models import Task

    people = [*people, charlie()]
    learns(people[0], owner=bob.pk)
    said = {"title": "Anrufen", "to": f"user:{lea.pk}", "owners": "on", "due_on": "2030-01-04"}
    task = _started(client_of_lea, _address("task", people), **said)
    tasks = {one.contact_id: one for one in Task.objects.all()}
    assert [tasks[one].colleague_id for one in people] == [bob.pk, lea.pk, lea.pk]
    again = _text(client_of_lea, _address("task", people), preview="", **said)
    assert "hat dieselbe Aufgabe schon offen" in again
    services.finish(tasks[people[0]].pk, by=bob.pk)
    services.assign(tasks[people[1]].pk, to=bob.pk, by=bob.pk)
    back = longwork.undo(task.pk, by=lea.pk)
    while longwork.advance():
        pass
    assert list(Task.objects.order_by("contact_id").values_list("contact_id", flat=True)) == people[:2]
    assert "damit wurde seither weitergearbeitet" in _text(client_of_lea, f"/arbeiten/{back.pk}/")


def test_an_export_is_fetched_by_whoever_asked_and_holds_no_formula(  # LAW 4.4
    client_of_lea: Client, lea: User, bob: User, people: list[int], client: Client
) -> None:
    learns(people[0], last_name="=1+1")
    task = _started(client_of_lea, _address("exportieren", people), suffix=".csv")
    answer = client_of_lea.get(f"/arbeiten/{task.pk}/datei/")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))
    assert [(row["email"], row["last_name"]) for row in rows] == [
        ("anna@example.org", "'=1+1"),
        ("bernd@example.org", ""),
    ]
    assert [deed.label for deed in journal.listing()] == ["Exported people"]
    client_of_lea.force_login(bob)
    assert client_of_lea.get(f"/arbeiten/{task.pk}/datei/").status_code == 404


def test_an_erasure_removes_the_exports_that_are_kept(  # LAW 1.12
    administration: Client, people: list[int]
) -> None:
    export = _started(administration, _address("exportieren", people), suffix=".xlsx")
    assert b"".join(administration.get(f"/arbeiten/{export.pk}/datei/")).startswith(b"PK")
    task = _started(administration, _address("loeschen", people[:1]), sure="on")
    assert task.report == {"done": 1}
    assert administration.get(f"/arbeiten/{export.pk}/datei/").status_code == 404
    assert "rueckgaengig" not in _text(administration, f"/arbeiten/{task.pk}/")


def test_whoever_is_erased_while_a_file_is_written_is_not_in_it(  # LAW 1.12
    client_of_lea: Client, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is thrown away and written anew."""

    def write_and_erase(*given: Any) -> int:
        count: int = write(*given)
        if known(people[0]).erased_at is None:
            does(people[0], "contact.erased")
        return count

    write = exporting.write_people
    monkeypatch.setattr(exporting, "write_people", write_and_erase)
    task = _started(client_of_lea, _address("exportieren", people), suffix=".csv")
    assert (task.state, task.report) == ("open", {})
    with clock.at(clock.now() + timedelta(minutes=1)):
        longwork.advance()
    text = b"".join(client_of_lea.get(f"/arbeiten/{task.pk}/datei/")).decode()
    assert "anna@example.org" not in text
    assert "bernd@example.org" in text


def test_whoever_is_erased_before_a_file_counts_as_kept_is_not_in_it(  # LAW 1.12
    client_of_lea: Client, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_and_erase(path: Path) -> str:
        name = put(path)
        does(people[0], "contact.erased")
        with connection.copy().cursor() as another:
            another.execute("SELECT pg_try_advisory_lock(%s)", [sharing._LOCK])
            assert another.fetchone() == (False,), "until the erasure is committed, no file is kept"
            another.connection.close()
        return name

    put = sharing._put
    monkeypatch.setattr(sharing, "_put", put_and_erase)
    task = _started(client_of_lea, _address("exportieren", people), suffix=".csv")
    assert (task.state, task.report) == ("open", {})
    assert not sharing._store().exists(f"exports/{task.pk}.csv")


def test_erasure_is_asked_first_and_leaves_out_customers(administration: Client, people: list[int]) -> None:
    does(people[0], "deal.won", {"title": "Anlage"})
    address = _address("loeschen", people)
    assert administration.post(address, {"start": ""}).status_code == 422
    task = _started(administration, address, sure="on", suppresses="on")
    assert task.report == {"done": 1, "trade": 1}


@pytest.fixture
def leaving(people: list[int]) -> str:
    """Both are to be erased: whoever has the tag."""
    for one in people:
        learns(one, **{"tag:weg": True})
    return "/kontakte/auswahl/loeschen/?all=1&tag=weg"


def test_whoever_came_after_the_preview_is_shown_before_anybody_is_erased(
    administration: Client, people: list[int], leaving: str
) -> None:
    looked = _looked(administration, leaving, sure="on")
    later = charlie()
    learns(later, **{"tag:weg": True})
    answer = administration.post(leaving, {"start": "", "sure": "on", "looked": looked})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Das ist nicht, was die Vorschau gezeigt hat" in page
    assert "charlie@" in page
    assert not Work.objects.exists()
    _started(administration, leaving, sure="on")
    assert all(known(one).erased_at for one in (*people, later))


def test_whoever_came_after_the_start_is_not_erased(administration: Client, people: list[int], leaving: str) -> None:
    _asked(administration, leaving, sure="on")
    later = charlie()
    learns(later, **{"tag:weg": True})
    while longwork.advance():
        pass
    assert [bool(known(one).erased_at) for one in (*people, later)] == [True, True, False]


def test_nothing_else_starts_than_what_was_previewed(client_of_lea: Client, people: list[int]) -> None:
    address = _address("tag", people)
    looked = _looked(client_of_lea, address, tag="messe", does="set")
    for said in ({"tag": "anderes", "looked": looked}, {"tag": "messe"}):
        answer = client_of_lea.post(address, {"start": "", "does": "set", **said})
        assert answer.status_code == 409
    assert not Work.objects.exists()


def test_enter_looks_again_and_never_starts(administration: Client, leaving: str) -> None:
    page = _text(administration, leaving, preview="", sure="on")
    assert re.findall(r'type="submit"\s+name="(preview|start)"', page) == ["preview", "start"]


def test_a_crowd_too_large_to_name_is_not_erased_but_tagged(
    administration: Client, people: list[int], leaving: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "MOST_COUNTED", 1)
    page = _text(administration, leaving, preview="", sure="on")
    assert "zu viele" in page
    assert 'name="start"' not in page
    _started(administration, "/kontakte/auswahl/tag/?all=1&tag=weg", tag="viele", does="set")
    assert [known(one).tags for one in people] == [["viele", "weg"]] * 2


def test_long_work_is_seen_and_cancelled_by_whoever_asked_for_it(
    client_of_lea: Client, lea: User, bob: User, people: list[int]
) -> None:
    facts = {"people": {"ids": people}, "tag": "x", "on": True}
    mine, other = (longwork.start("bulk.tag", facts, by=one.pk, total=2) for one in (lea, bob))
    assert client_of_lea.get(f"/arbeiten/{other.pk}/").status_code == 404
    assert client_of_lea.post(f"/arbeiten/{other.pk}/abbrechen/").status_code == 404
    assert f"/arbeiten/{mine.pk}/abbrechen/" in _text(client_of_lea, f"/arbeiten/{mine.pk}/")
    client_of_lea.post(f"/arbeiten/{mine.pk}/abbrechen/")
    while longwork.advance():
        pass
    mine.refresh_from_db()
    assert mine.state == "cancelled"
    listed = _text(client_of_lea, "/arbeiten/")
    assert f"/arbeiten/{mine.pk}/" in listed
    assert f"/arbeiten/{other.pk}/" not in listed


def test_the_page_asks_for_what_moves_alone_and_for_all_when_it_is_over(client_of_lea: Client, lea: User) -> None:
    facts = {"people": {"ids": [anna()]}, "tag": "x", "on": True}
    task = longwork.start("bulk.tag", facts, by=lea.pk, total=1)
    headers = {"HX-Request": "true"}
    moving = client_of_lea.get(f"/arbeiten/{task.pk}/", headers=headers)
    assert "HX-Refresh" not in moving
    assert "<html" not in moving.content.decode()
    longwork.advance()
    assert client_of_lea.get(f"/arbeiten/{task.pk}/", headers=headers)["HX-Refresh"] == "true"


def test_nobody_picked_leads_back_to_the_list(client_of_lea: Client) -> None:
    assert "/kontakte/" in _text(client_of_lea, "/kontakte/auswahl/tag/")
    assert client_of_lea.get("/kontakte/auswahl/zaubern/").status_code == 404
