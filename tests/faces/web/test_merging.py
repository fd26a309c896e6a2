"""Merging two contacts by hand: compared side by side, chosen, undone; suggested duplicates and the list of them."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.faces.web.toasts import said, undo
from tests.factories import learns
from trichter.facts.contacts.models import Contact, DuplicateSuggestion
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.spine.touch import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggested(anja: int, bernd: int) -> DuplicateSuggestion:
    """Anja and Bernd may be one."""
    return DuplicateSuggestion.objects.create(
        contact_id=anja, other_id=bernd, reason="phone", touchpoint_id=1, suggested_at=clock.now()
    )


def text(answer: Any) -> str:
    return str(answer.content.decode())


def compared(client: Client, one: int, other: int) -> str:
    return text(client.get(f"/kontakte/{one}/zusammenfuehren/", {"with": other}))


def merge(client: Client, one: int, other: int, **chosen: str) -> Any:
    """As the page's form would, with these fields chosen."""
    page = compared(client, one, other)
    names = re.findall(r'name="of-([^"]+)"\s+value="(\w+)"\s+checked', page)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    given = {f"of-{name}": of for name, of in names} | {f"of-{name}": of for name, of in chosen.items()}
    return client.post(f"/kontakte/{one}/zusammenfuehren/", given | {"with": other, "seen": seen[1]})


def test_two_are_compared_and_the_chosen_values_stay(client_of_lea: Client, anja: int, bernd: int) -> None:
    page = compared(client_of_lea, anja, bernd)
    assert "Reimers" in page
    assert "Kaltenbach" in page
    answer = merge(client_of_lea, anja, bernd, last_name="loser", email="winner")
    assert answer.headers["Location"] == f"/kontakte/{anja}/"
    merged = Contact.objects.get(id=anja)
    assert (merged.last_name, merged.email) == ("Kaltenbach", "a.reimers@wellner.example")
    assert client_of_lea.get(f"/kontakte/{bernd}/").headers["Location"] == f"/kontakte/{anja}/"


def test_a_merge_is_undone_from_its_toast(client_of_lea: Client, anja: int, bernd: int) -> None:
    merge(client_of_lea, anja, bernd, last_name="loser")
    undo(client_of_lea)
    assert Contact.objects.get(id=anja).last_name == "Reimers"
    assert Contact.objects.get(id=bernd).merged_into_id is None


def test_a_merge_is_undone_on_its_page_at_any_time(client_of_lea: Client, anja: int, bernd: int) -> None:
    merge(client_of_lea, anja, bernd)
    assert f"/kontakte/{anja}/trennen/" in text(client_of_lea.get(f"/kontakte/{anja}/"))
    page = text(client_of_lea.get(f"/kontakte/{anja}/trennen/"))
    assert "Bernd Kaltenbach" in page, "who it was, though the record is empty now"
    assert "Lea Hofstetter" in page
    client_of_lea.post(f"/kontakte/{anja}/trennen/", {"contact": bernd})
    assert Contact.objects.get(id=bernd).last_name == "Kaltenbach"
    assert "/trennen/" not in text(client_of_lea.get(f"/kontakte/{anja}/"))


def test_who_was_changed_meanwhile_is_compared_once_more_with_what_was_chosen(
    client_of_lea: Client, anja: int, bernd: int, lea: User
) -> None:
    page = compared(client_of_lea, anja, bernd)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    learns(bernd, position="Meister", actor=colleague(lea.pk))
    given = {"with": bernd, "seen": seen[1], "of-last_name": "winner", "of-first_name": "loser"}
    answer = client_of_lea.post(f"/kontakte/{anja}/zusammenfuehren/", given)
    assert answer.status_code == 409
    assert re.search(r'name="of-first_name"\s+value="loser"\s+checked', text(answer))
    assert re.search(r'name="of-last_name"\s+value="winner"\s+checked', text(answer))
    assert Contact.objects.get(id=bernd).merged_into_id is None


def test_nobody_is_merged_with_themselves_or_with_who_is_not_there(client_of_lea: Client, anja: int) -> None:
    for other in (anja, 999_999):
        assert client_of_lea.get(f"/kontakte/{anja}/zusammenfuehren/", {"with": other}).status_code == 302
        client_of_lea.post(f"/kontakte/{anja}/zusammenfuehren/", {"with": other, "seen": "x"})
        assert said(text(client_of_lea.get(f"/kontakte/{anja}/")))
    assert client_of_lea.get("/kontakte/999999/zusammenfuehren/").status_code == 404


def test_the_other_is_searched_for(client_of_lea: Client, anja: int, bernd: int) -> None:
    page = text(client_of_lea.get(f"/kontakte/{anja}/zusammenfuehren/", {"q": "kalten"}))
    assert f"/kontakte/{anja}/zusammenfuehren/?with={bernd}" in page


@pytest.mark.usefixtures("suggested")
def test_a_suspect_stands_on_both_records_and_in_the_list(client_of_lea: Client, anja: int, bernd: int) -> None:
    for path in (f"/kontakte/{anja}/", f"/kontakte/{bernd}/", "/kontakte/doppelte/"):
        page = text(client_of_lea.get(path))
        assert "/zusammenfuehren/?with=" in page, path
        assert "/kontakte/doppelte/verwerfen/" in page, path


@pytest.mark.usefixtures("suggested")
def test_who_is_dismissed_is_suggested_nowhere_until_that_is_undone(
    client_of_lea: Client, anja: int, bernd: int
) -> None:
    given = {"one": bernd, "other": anja, "next": "/kontakte/doppelte/"}
    answer = client_of_lea.post("/kontakte/doppelte/verwerfen/", given)
    assert answer.headers["Location"] == "/kontakte/doppelte/"
    page = text(client_of_lea.get("/kontakte/doppelte/"))
    assert "?with=" not in page
    assert "?with=" not in text(client_of_lea.get(f"/kontakte/{anja}/"))
    who = "Zwei Personen, sagte Lea Hofstetter am"
    assert who in text(client_of_lea.get("/kontakte/doppelte/?dismissed=1"))
    assert who in compared(client_of_lea, anja, bernd)
    undo(client_of_lea, page)
    assert who not in compared(client_of_lea, anja, bernd)
    assert "?with=" in text(client_of_lea.get("/kontakte/doppelte/"))


@pytest.mark.usefixtures("suggested")
def test_who_was_merged_is_suggested_no_more(client_of_lea: Client, anja: int, bernd: int) -> None:
    merge(client_of_lea, anja, bernd)
    assert "?with=" not in text(client_of_lea.get("/kontakte/doppelte/"))
    assert "?with=" not in text(client_of_lea.get(f"/kontakte/{anja}/"))


def test_the_list_goes_on_behind_its_first_page(
    client_of_lea: Client, anja: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trichter.insight.doubles.EACH", 2)
    monkeypatch.setattr("trichter.insight.doubles._AT_ONCE", 2)
    others = [_suspect(anja, number) for number in range(5)]
    seen: list[int] = []
    path = "/kontakte/doppelte/"
    while path:
        page = text(client_of_lea.get(path))
        seen += [int(one) for one in re.findall(r"\?with=(\d+)", page)]
        older = re.search(r'href="(\?before=\d+)"', page)
        path = f"/kontakte/doppelte/{older[1]}" if older else ""
    assert seen == others[::-1]


def _suspect(contact: int, number: int) -> int:
    from tests.factories import form, happen

    [made] = happen(form(f"suspect-{number}@example.org"))
    DuplicateSuggestion.objects.create(
        contact_id=contact, other_id=made.contact_id, reason="name", touchpoint_id=1, suggested_at=clock.now()
    )
    return made.contact_id
