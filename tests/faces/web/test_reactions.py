"""What could not be done is listed with its cause, and tried again by a button."""

import pytest
from django.test import Client

from tests.factories import anna, bernd, day
from trichter.facts.house import journal
from trichter.spine.models import Reaction
from trichter.spine.reactions import backlog

PAGE = "/einstellungen/reaktionen/"


def failed(contact: int, *, touchpoint: int, error: str = "SmtpDown (trichter.spine.x:7)") -> int:
    row = Reaction.objects.create(
        contact_id=contact,
        touchpoint_id=touchpoint,
        kind="form.submitted",
        name="offers.deliver",
        state=Reaction.State.DEAD,
        due_at=day(1),
        attempts=8,
        error=error,
        created_at=day(touchpoint % 20 + 1),
    )
    return row.pk


@pytest.fixture
def two(db: None) -> tuple[int, int]:
    Reaction.objects.all().delete()
    return failed(anna(), touchpoint=1_000_001), failed(bernd(), touchpoint=1_000_002, error=Reaction.TOO_LONG)


def test_each_says_what_it_was_about_and_why_it_was_given_up(administration: Client, two: tuple[int, int]) -> None:
    page = administration.get(PAGE).content.decode()
    assert "offers.deliver" in page
    assert "anna@example.org" in page
    assert "SmtpDown (trichter.spine.x:7)" in page
    assert "chain_too_long" not in page
    assert "8 Versuche" in page


def test_one_is_tried_again(administration: Client, two: tuple[int, int]) -> None:
    administration.post(PAGE, {"reaction": two[0]})
    assert Reaction.objects.get(id=two[0]).state == Reaction.State.DUE
    assert Reaction.objects.get(id=two[1]).state == Reaction.State.DEAD
    assert [one.about for one in journal.listing()] == [f"#{two[0]}"]


def test_all_are_tried_again(administration: Client, two: tuple[int, int]) -> None:
    administration.post(PAGE, {"do": "all"})
    assert backlog().dead == 0


def test_a_long_list_is_read_page_by_page(
    administration: Client, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trichter.insight.failures.PAGE", 1)
    first = administration.get(PAGE).content.decode()
    assert f"?before={two[1]}" in first
    assert "anna@example.org" not in first
    assert "anna@example.org" in administration.get(f"{PAGE}?before={two[1]}").content.decode()


def test_nothing_is_tried_by_accident(administration: Client, client: Client, two: tuple[int, int]) -> None:
    administration.post(PAGE, {"reaction": "x"})
    administration.get(PAGE, {"do": "all"})
    assert backlog().dead == 2


def test_departments_may_not(client_of_lea: Client, two: tuple[int, int]) -> None:
    assert client_of_lea.post(PAGE, {"do": "all"}).status_code == 403
    assert backlog().dead == 2
