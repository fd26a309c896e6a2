"""How visitors answer the banner is counted by time, source and wording."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.generation.tracking.visitors import site
from trichter.facts.consent.models import Wording
from trichter.facts.timeline.hits import visitors
from trichter.facts.timeline.hits.visitors import Given
from trichter.insight.answers import Answers, answers

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 17, 12, tzinfo=UTC)


def _answer(state: str, *, at: datetime = TUESDAY, source: int = 1, wording: int | None = None) -> None:
    id_ = None if state == "refused" else "a" * 32
    visitors.note(Given(source, id_, state, wording, "de", "https://x.example/", at, "203.0.113.0", "Firefox"))


def test_the_rate_is_of_answers_and_a_withdrawal_is_none() -> None:
    for state in ("granted", "granted", "refused", "withdrawn"):
        _answer(state)
    found = answers(BERLIN, since=date(2026, 11, 16), until=date(2026, 11, 18))
    assert found.total == Answers(granted=2, refused=1, withdrawn=1)
    assert found.total.rate == pytest.approx(2 / 3)


def test_a_day_begins_at_midnight_here() -> None:
    _answer("granted", at=datetime(2026, 11, 16, 23, 30, tzinfo=UTC))
    found = answers(BERLIN, since=date(2026, 11, 16), until=date(2026, 11, 18))
    assert [(day.day, told.granted) for day, told in found.course] == [(16, 0), (17, 1), (18, 0)]


def test_longer_times_are_shown_by_weeks_from_monday() -> None:
    _answer("granted")
    _answer("refused", at=datetime(2026, 11, 22, 12, tzinfo=UTC))
    found = answers(BERLIN, since=date(2026, 9, 1), until=date(2026, 11, 23))
    assert found.is_by_week
    assert [told for day, told in found.course if day == date(2026, 11, 16)] == [Answers(granted=1, refused=1)]


def test_each_source_and_each_version_of_the_words_has_its_own_rate() -> None:
    source = site()
    words = Wording.objects.get(purpose="visits", channel="tracking")
    _answer("granted", source=source.id, wording=words.pk)
    _answer("refused", source=source.id + 1)
    found = answers(BERLIN, until=date(2026, 11, 30))
    assert [(one.name, one.answers.rate) for one in found.sources] == [(f"#{source.id + 1}", 0.0), ("Website", 1.0)]
    assert [(one.version, one.answers.rate) for one in found.wordings] == [(None, 0.0), (words.version, 1.0)]


def test_where_nobody_answered_there_is_no_rate() -> None:
    found = answers(BERLIN, until=date(2026, 11, 30))
    assert (found.total.rate, found.course, found.sources) == (None, (), ())
