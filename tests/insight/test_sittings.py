"""What is read in one visit stands in the timeline as one line that opens."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import form
from trichter.insight.entries import Entry
from trichter.insight.record import record as record_of
from trichter.insight.sittings import Sitting, folded
from trichter.spine.intake import record
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def anna() -> int:
    [recorded] = record([form("anna@firma.example", occurred_at=NOON - timedelta(days=1))])
    return recorded.contact_id


def _read(contact: int, path: str, *, minutes: float, visit: int | None) -> None:
    payload = {"url": f"https://x.example{path}", "title": path} | ({"visit": visit} if visit else {})
    at = NOON + timedelta(minutes=minutes)
    record([Touch("page.viewed", payload, contact=contact, occurred_at=at, channel="search")])


def _lines(contact: int) -> list[int | str]:
    """Of each line how many entries it holds, or what it says."""
    found = record_of(contact)
    assert found
    return [_said(line) for line in folded(found.timeline)]


def _said(line: Entry | Sitting) -> int | str:
    return len(line.entries) if isinstance(line, Sitting) else line.summary


def test_pages_of_one_visit_are_one_line_and_tell_how_long_it_was(anna: int) -> None:
    for number, path in enumerate(("/", "/blog", "/preise")):
        _read(anna, path, minutes=number * 3, visit=7)
    found = record_of(anna)
    assert found
    sitting = folded(found.timeline)[0]
    assert isinstance(sitting, Sitting)
    assert (sitting.pages, sitting.others, sitting.minutes, [one.summary for one in sitting.entries]) == (
        *(3, 0, 6),
        ["/preise", "/blog", "/"],
    )


def test_another_visit_is_another_line(anna: int) -> None:
    for minutes, visit in ((0, 7), (1, 7), (60, 8), (61, 8)):
        _read(anna, "/preise", minutes=minutes, visit=visit)
    assert _lines(anna)[:2] == [2, 2]


def test_what_lies_between_keeps_its_place(anna: int) -> None:
    _read(anna, "/preise", minutes=0, visit=7)
    _read(anna, "/blog", minutes=1, visit=7)
    record([Touch("note.written", {"text": "Ruft zurück"}, contact=anna, occurred_at=NOON + timedelta(minutes=2))])
    _read(anna, "/kontakt", minutes=3, visit=7)
    assert _lines(anna)[0] == "/kontakt"
    assert _lines(anna)[2] == 2


def test_pages_of_no_visit_and_a_single_page_stand_as_before(anna: int) -> None:
    _read(anna, "/a", minutes=0, visit=None)
    _read(anna, "/b", minutes=1, visit=None)
    _read(anna, "/c", minutes=2, visit=9)
    assert _lines(anna)[:3] == ["/c", "/b", "/a"]
