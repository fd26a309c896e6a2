"""A person's timeline comes newest first, page by page, with corrections applied."""

import pytest

from tests.factories import anna, bernd, day, does
from trichter.facts.timeline import queries

pytestmark = pytest.mark.django_db


def notes(contact: int, *, limit: int, before: int | None = None) -> list[str]:
    page = queries.timeline(contact, limit=limit, before=before)
    return [one.payload.get("text", "") for one in page if one.kind == "note.written"]


def test_it_is_newest_first_by_when_it_happened_and_not_by_when_it_was_told() -> None:
    contact = anna(occurred_at=day(1))
    for number in (3, 2, 4):
        does(contact, "note.written", {"text": str(number)}, occurred_at=day(number))
    assert notes(contact, limit=9) == ["4", "3", "2"]


def test_pages_follow_each_other_without_gap_or_repetition_even_at_one_instant() -> None:
    contact = anna(occurred_at=day(1))
    for number in range(7):
        does(contact, "note.written", {"text": str(number)}, occurred_at=day(2))
    seen, before = [], None
    while page := queries.timeline(contact, limit=3, before=before):
        seen += [one.id for one in page]
        before = page[-1].id
    assert len(seen) == len(set(seen)) == 9
    assert seen == [one.id for one in queries.timeline(contact, limit=99)]


def test_a_corrected_time_moves_it() -> None:
    contact = anna(occurred_at=day(1))
    first = does(contact, "note.written", {"text": "erste"}, occurred_at=day(2))
    does(contact, "note.written", {"text": "zweite"}, occurred_at=day(3))
    does(contact, "touchpoint.edited", {"occurred_at": day(4)}, target=first, occurred_at=day(5))
    assert notes(contact, limit=9) == ["erste", "zweite"]


def test_it_holds_nothing_of_others() -> None:
    contact, other = anna(), bernd()
    does(other, "note.written", {"text": "Bernd"})
    assert notes(contact, limit=9) == []
