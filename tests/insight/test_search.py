"""People and firms are found by whatever is typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import anna, bernd, charlie, does, form, learns
from trichter.insight.filtering import Filter
from trichter.insight.lists import page
from trichter.insight.search import find
from trichter.insight.selection import Selection, batch
from trichter.spine.intake import record

pytestmark = pytest.mark.django_db


def found(text: str) -> list[int]:
    return batch(Selection(filter=Filter.chosen({}, text=text)))


@pytest.fixture
def petra() -> int:
    learned = {
        "first_name": "Petra",
        "last_name": "Groß-Müller",
        "position": "Einkauf",
        "phone": "0761 555 0142",
        "company": {"name": "Brauhaus Feldmann", "domain": "brauhaus-feldmann.example"},
        "tag:Messe Köln": True,
    }
    bernd()
    return record([form("p.gross@feldmann.example", learned=learned)])[0].contact_id


@pytest.mark.parametrize(
    "text",
    [
        "petra",
        "GROSS",
        "Mueller",
        "müller petra",
        "Groß-Mü",
        "p.gross@feldmann.example",
        "gross@feld",
        "feldmann.example",
        "0761 555 01 42",
        "0049 761 5550142",
        "+49 (0) 761 / 5550142",
        "0761 555",
        "brauhaus",
        "feldmann brau",
        "brauhaus-feldmann.example",
        "petra brauhaus",
        "Feldmann Groß",
        "brauhaus feldmann petra müll",
        "messe köln",
        "koeln",
    ],
)
def test_somebody_is_found_by(petra: int, text: str) -> None:
    assert found(text) == [petra]
    is_of_a_firm = text in ("brauhaus", "feldmann brau", "brauhaus-feldmann.example")
    assert petra in [hit.id for hit in find(text) if hit.kind == "person"] or is_of_a_firm


def test_a_name_and_a_firm_are_found_together_also_on_the_way_along_an_order(
    petra: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trichter.insight.search.FEW", 0)
    monkeypatch.setattr("trichter.insight.filtering.FEW", 0)
    for text in ("petra brauhaus", "messe köln", "Groß-Mü", "p.gross@feldmann.example", "feldmann.example"):
        assert [line.id for line in page(Filter.chosen({}, text=text)).lines] == [petra]
    for text in ("bernd brauhaus", "petra etra"):
        assert page(Filter.chosen({}, text=text)).lines == ()


def test_what_more_had_a_moment_ago_is_found_by_the_walk_alone(petra: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trichter.insight.filtering.FEW", 0)
    petras = Filter.chosen({}, text="petra")
    assert [line.id for line in page(petras).lines] == [petra]
    with CaptureQueriesContext(connection) as asked:
        assert [line.id for line in page(petras).lines] == [petra]
    assert not any("DISTINCT id" in query["sql"] for query in asked)


@pytest.mark.parametrize(
    "text",
    ["etra", "petra bernd", "petra walzwerk", "bernd brauhaus", "0762", "messe bonn", "feldmann.de", "'", "x\x00y"],
)
def test_nobody_is_found_by_what_does_not_occur(petra: int, text: str) -> None:
    assert petra not in found(text) or not text.strip("'")


@pytest.mark.parametrize("text", ["o'brien", "a\\b", "50%", "_", "&|!()", ":*", "<->", "😀", "a" * 5_000])
def test_whatever_is_typed_is_text(petra: int, text: str) -> None:
    find(text)
    found(text)


def test_a_firm_is_found_beside_its_people(petra: int) -> None:
    assert [(hit.kind, hit.label) for hit in find("brauhaus")] == [("firm", "Brauhaus Feldmann")]
    assert [(hit.label, hit.detail) for hit in find("petra")] == [
        ("Petra Groß-Müller", "Einkauf · Brauhaus Feldmann · p.gross@feldmann.example")
    ]


def test_those_whose_name_begins_so_come_first() -> None:
    first, second = anna(learned={"last_name": "Bernd", "first_name": "Anna"}), charlie()
    learns(second, first_name="Bernd", last_name="Adam")
    assert [hit.id for hit in find("bernd")] == [first, second]


def test_somebody_is_found_by_what_was_noted_until_the_note_is_taken_back(petra: int) -> None:
    note = does(petra, "note.written", {"text": "Spricht von Lastspitzen im Frühjahr."})
    assert found("lastspitzen frueh") == [petra]
    does(petra, "touchpoint.retracted", target=note)
    assert found("lastspitzen") == []


def test_a_note_is_found_by_what_it_says_since_it_was_corrected(petra: int) -> None:
    note = does(petra, "note.written", {"text": "Quitten"})
    does(petra, "touchpoint.edited", {"payload": {"text": "Birnen"}}, target=note)
    assert (found("quitten"), found("birnen")) == ([], [petra])
    does(petra, "touchpoint.edited", {"payload": {"text": "Mirabellen"}}, target=note)
    assert (found("quitten"), found("birnen"), found("mirabellen")) == ([], [], [petra])
    does(petra, "touchpoint.retracted", target=note)
    assert found("mirabellen") == []


def test_a_note_is_found_from_three_letters_of_a_word_on(petra: int) -> None:
    does(petra, "note.written", {"text": "Quittengelee"})
    assert (found("qu"), found("qui")) == ([], [petra])


def test_whoever_was_merged_or_erased_is_not_found() -> None:
    first, second = anna(learned={"last_name": "Ahorn"}), bernd(learned={"last_name": "Ahorn"})
    does(first, "contact.merged", {"loser": second})
    assert found("ahorn") == [first]
    does(first, "contact.erased")
    assert found("ahorn") == []
    assert find("ahorn") == []
