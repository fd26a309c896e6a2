"""`trichter funnel` tells people and programs the same, narrows as asked, and says what it does not know."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import anna, bernd, charlie, day, does, form, happen
from trichter.faces.cli.management.commands.funnel import Backwards, TwoPeriods, Unknown
from trichter.kernel import clock
from trichter.spine.touch import Stage

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("funnel", *arguments, stdout=out)
    return out.getvalue()


def told(*arguments: str) -> Any:
    return json.loads(said(*arguments, "--json"))


@pytest.fixture(autouse=True)
def three_leads() -> None:
    """Anna by a search on the 1st, who buys on the 20th; Bernd at a fair on the 10th, Charlie there later."""
    contact = anna(occurred_at=day(1), channel="search")
    does(contact, "page.viewed", {"url": "/preise"}, occurred_at=day(3), stage=Stage("mql"))
    does(contact, "deal.won", {"title": "12 Messpunkte"}, occurred_at=day(20))
    bernd(occurred_at=day(10), channel="event", campaign="messe")
    charlie(occurred_at=day(40), channel="event", campaign="messe")


def test_programs_get_stages_and_channels_of_all_time() -> None:
    answer = told()

    assert (answer["track"], answer["since"], answer["until"]) == ("customer", None, None)
    assert answer["stages"] == {
        "visitor": None,
        "subscriber": 3,
        "lead": 3,
        "mql": 1,
        "sql": 1,
        "opportunity": 1,
        "customer": 1,
        "promoter": 0,
    }
    assert answer["channels"] == [
        {"key": "event", "label": "Event or fair", "leads": 2, "mql": 0, "customers": 0},
        {"key": "search", "label": "Organic search", "leads": 1, "mql": 1, "customers": 1},
    ]
    assert "campaigns" not in answer


def test_campaigns_are_told_on_request() -> None:
    row = {"key": "messe", "label": "messe", "leads": 2, "mql": 0, "customers": 0}
    assert told("--by", "campaign")["campaigns"] == [row]


def test_a_period_counts_its_first_and_its_last_day() -> None:
    assert told("--since", "2026-03-01", "--until", "2026-03-10")["stages"]["lead"] == 2
    assert told("--since", "2026-03-02", "--until", "2026-03-09")["stages"]["lead"] == 0
    assert told("--until", "2026-03-01")["stages"]["lead"] == 1


def test_a_period_of_days_ends_today_or_on_the_day_named() -> None:
    with clock.at(day(41)):
        month = told("--period", "30")

    assert (month["since"], month["until"]) == ("2026-03-12", "2026-04-10")
    assert month["stages"]["lead"] == 1
    assert told("--period", "30", "--until", "2026-03-15")["stages"]["lead"] == 2


def test_it_can_be_narrowed_to_a_channel_or_a_campaign() -> None:
    assert told("--channel", "search")["stages"]["lead"] == 1
    assert told("--campaign", "messe")["stages"]["lead"] == 2
    assert told("--channel", "search", "--campaign", "messe")["stages"]["lead"] == 0


def test_who_came_on_no_known_channel_is_found_under_the_row_that_counts_them() -> None:
    happen(form("dora@example.org", occurred_at=day(5)))
    row = next(row for row in told()["channels"] if row["key"] == "other")

    assert row["leads"] == told("--channel", "other")["stages"]["lead"] == 1
    assert told("--channel", "other")["channels"] == [row]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--since", "0001-01-01"),
        ("--until", "9999-12-31"),
        ("--since", "0001-01-01", "--until", "9999-12-31"),
        ("--since", "0001-01-02", "--until", "2026-12-31"),
        ("--period", "365", "--until", "9999-12-31"),
    ],
)
def test_the_edges_of_the_calendar_are_days_like_others(arguments: tuple[str, ...]) -> None:
    assert told(*arguments)["stages"]["lead"] == (0 if "--period" in arguments else 3)
    assert said(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [("--until", "0001-01-01"), ("--since", "9999-12-31"), ("--period", "30", "--until", "0001-01-05")],
)
def test_beyond_them_there_is_nobody(arguments: tuple[str, ...]) -> None:
    assert told(*arguments)["stages"]["lead"] == 0


def test_another_track_has_its_own_stages_and_no_channels() -> None:
    answer = told("--track", "hr")

    assert list(answer["stages"]) == ["interested", "applied", "interview", "offer", "hired"]
    assert answer["channels"] == []


def test_people_see_stages_rates_and_channels() -> None:
    text = said()

    assert [line.split()[1:3] for line in text.splitlines() if line.startswith("  Lead ")] == [["3", "100.0"]]
    assert "Organic search" in text
    assert "Total" in text


def test_beside_a_period_stands_the_one_before() -> None:
    text = said("--period", "30", "--until", "2026-04-10")

    assert [line.split()[1:] for line in text.splitlines() if line.startswith("  Subscriber")] == [["1", "–", "2", "–"]]


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        (["--track", "x"], Unknown, "Unknown track “x”. There are: customer, hr."),
        (["--channel", "radio"], Unknown, "Unknown channel “radio”."),
        (["--campaign", "nobody"], Unknown, "Unknown campaign “nobody”. There are: messe."),
        (["--period", "30", "--since", "2026-03-01"], TwoPeriods, "Say either"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], Backwards, "2026-03-02 is after 2026-03-01"),
        (["--since", "gestern"], CommandError, "“gestern” is not a date"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    arguments: list[str], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error) as refused:
        said(*arguments)

    assert sentence in str(refused.value)
