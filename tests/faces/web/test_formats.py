"""Numbers and times read as people of each language write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from trichter.faces.web.templatetags import formats
from trichter.kernel import clock

NOW = datetime(2026, 11, 17, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_berlin() -> Iterator[None]:
    with clock.at(NOW), timezone.override(ZoneInfo("Europe/Berlin")), translation.override("de"):
        yield


def test_german_numbers_have_points_and_a_comma() -> None:
    assert formats.count(18640) == "18.640"
    assert formats.percent(0.468) == "46,8\xa0%"
    assert formats.points(-0.044) == "4,4 pp" or formats.points(-0.044) == "4,4 Pp."


def test_english_numbers_have_commas_and_a_point() -> None:
    with translation.override("en"):
        assert formats.count(18640) == "18,640"
        assert formats.percent(0.468) == "46.8%"
        assert formats.points(-0.044) == "4.4 pp"


def test_what_was_not_measured_is_a_dash() -> None:
    assert formats.count(None) == formats.count("") == formats.percent(None) == "–"


def test_nobody_is_a_number() -> None:
    assert formats.count(0) == "0"
    assert formats.percent(0.0) == "0,0\xa0%"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "gerade eben"),
        (timedelta(minutes=40), "vor 40 Min"),
        (timedelta(minutes=60), "heute, 11:00"),
        (timedelta(hours=12), "heute, 00:00"),
        (timedelta(hours=13), "gestern"),
        (timedelta(days=14), "3. Nov."),
        (timedelta(days=379), "3. Nov. 2025"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(before: timedelta, words: str) -> None:
    assert formats.ago(NOW - before) == words


def test_what_is_still_to_come_is_not_ago() -> None:
    assert formats.ago(NOW + timedelta(days=3)) == "20. Nov."


def test_a_day_begins_at_midnight_of_the_reader() -> None:
    late = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    assert formats.ago(late) == "heute, 00:30"
    with timezone.override(ZoneInfo("America/New_York")):
        assert formats.ago(late) == "gestern"


def test_days_stand_above_the_timeline_by_name() -> None:
    assert formats.day_heading(date(2026, 11, 17)) == "Heute, 17. November"
    assert formats.day_heading(date(2026, 11, 16)) == "Gestern, 16. November"
    assert formats.day_heading(date(2026, 11, 13)) == "Freitag, 13. November"
    assert formats.day_heading(date(2025, 12, 3)) == "Mittwoch, 3. Dezember 2025"


def test_english_days_stand_before_the_month() -> None:
    with translation.override("en"):
        assert formats.long_day(date(2026, 11, 3)) == "3 November 2026"
        assert formats.short_day(date(2026, 11, 3)) == "3 Nov"
        assert formats.moment(NOW) == "17 Nov 2026, 12:00"


def test_a_phone_number_is_grouped_as_its_country_does() -> None:
    assert formats.phone("+4923315550142") == "+49 2331 5550142"
    assert formats.phone("ask at the desk") == "ask at the desk"


def test_a_period_names_its_year_once() -> None:
    assert formats.span_until(date(2026, 8, 20), date(2026, 11, 17)) == "20. Aug. – 17. Nov. 2026"
