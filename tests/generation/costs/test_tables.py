"""Costs come from files as advertising systems write them: all lines or none, and none of them twice."""

from datetime import date

import pytest

from trichter.facts.timeline.campaigns import declare_campaign
from trichter.facts.timeline.models import Campaign
from trichter.generation.costs import tables
from trichter.generation.costs.models import Cost
from trichter.generation.costs.queries import spent
from trichter.generation.costs.tables import BadTable, put_back, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fair() -> int:
    declare_campaign("messe", name="Messe Südwest", channel="event")
    return Campaign.objects.get().pk


def rows() -> list[tuple[str, date, date, int, str]]:
    return list(Cost.objects.order_by("pk").values_list("channel", "starts_on", "ends_on", "cents", "note"))


@pytest.mark.parametrize(
    "file",
    [
        "Tag;Kampagne;Kosten;Notiz\n01.09.2026;Messe Südwest;1.234,50 €;Stand\n",
        "day,campaign,amount,note\n2026-09-01,messe,1234.5,Stand\n",
        'Date,Campaign,Cost,Note\n2026-09-01,MESSE,"1,234.50",Stand\n',
        "\ufeffvon\tbis\tkanal\tkampagne\tbetrag\ttext\n2026-09-01\t\t\tmesse\t1234,50\tStand\n",
    ],
)
def test_german_and_english_files_say_the_same(file: str) -> None:
    assert (take(file.encode()).noted, rows()) == (1, [("event", *[date(2026, 9, 1)] * 2, 123_450, "Stand")])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_as_programs_write_them(encoding: str, fair: int) -> None:
    take("Tag;Kampagne;Kosten\n01.09.2026;Messe Südwest;5\n".encode(encoding))
    assert spent(None, None) == {("event", fair): 500}


def test_a_channel_as_a_whole_costs_for_a_time() -> None:
    take(b"from,to,channel,amount\n2026-09-01,2026-09-30,paid_search,10\n2026-09-01,2026-09-30,Bezahlte Suche,0.05\n")
    assert spent(None, None) == {("paid_search", None): 1_005}


def test_a_file_that_holds_last_weeks_lines_too_notes_only_the_new_ones() -> None:
    first = "day,campaign,amount\n2026-09-01,messe,5\n"
    take(first.encode())
    took = take(f"{first}2026-09-02,messe,5\n2026-09-03,messe,0\n\n".encode())
    assert (took.noted, took.known, len(rows())) == (1, 1, 2)


def test_what_a_file_has_brought_is_put_back_together() -> None:
    take(b"day,campaign,amount\n2026-09-01,messe,5\n", by=1)
    took = take(b"day,campaign,amount\n2026-09-02,messe,5\n2026-09-03,messe,5\n", by=1)
    assert put_back(took.at, by=2) == 0
    assert put_back(took.at, by=1) == 2
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-09-01,niemand,5", "niemand"),
        ("2026-13-01,messe,5", "2026-13-01"),
        (",messe,5", "3"),
        ("2026-09-01,messe,viel", "viel"),
        ("2026-09-01,messe,-5", "-5"),
        ("2026-09-01,messe,", "3"),
    ],
)
def test_one_wrong_line_keeps_all_from_being_noted_and_is_named(line: str, said: str) -> None:
    with pytest.raises(BadTable) as told:
        take(f"day,campaign,amount\n2026-09-01,messe,5\n{line}\n".encode())
    assert said in str(told.value)
    assert rows() == []


@pytest.mark.parametrize(
    "file", [b"", b"hallo", b"day,amount\n2026-09-01,5\n", b"day,campaign,amount\n", b"a" * (tables.LARGEST + 1)]
)
def test_what_is_no_table_of_costs_is_refused(file: bytes) -> None:
    with pytest.raises(BadTable):
        take(file)


def test_of_many_wrong_lines_the_first_are_named() -> None:
    with pytest.raises(BadTable) as told:
        take(b"day,campaign,amount\n" + b"2026-09-01,x,5\n" * 9)
    assert "4" in str(told.value)
