"""Working hours over nights, weekends, holidays and both changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trichter.kernel.workinghours import Calendar, NeverOpen, Span, after, before, between, office, public_holidays

BERLIN = ZoneInfo("Europe/Berlin")
HOUSE = office("Europe/Berlin", "DE-NW")
HOUR = timedelta(hours=1)


def wall(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def test_time_runs_only_while_people_are_at_work() -> None:
    friday = wall(2026, 11, 20, 15)
    assert after(HOUSE, friday, HOUR) == wall(2026, 11, 20, 16)
    assert after(HOUSE, friday, 4 * HOUR) == wall(2026, 11, 23, 11)
    assert after(HOUSE, friday, 2 * HOUR) == wall(2026, 11, 20, 17)  # not next Monday's nine o'clock
    assert after(HOUSE, wall(2026, 11, 21, 12), timedelta()) == wall(2026, 11, 23, 9)
    assert between(HOUSE, friday, wall(2026, 11, 23, 11)) == 4 * HOUR
    assert between(HOUSE, wall(2026, 11, 23, 11), friday) == timedelta()


def test_a_holiday_is_one_only_where_it_is_kept() -> None:
    before = wall(2026, 10, 30, 16)  # a Friday; the first of November is All Saints', the second no holiday
    assert after(HOUSE, before, 2 * HOUR) == wall(2026, 11, 2, 10)
    corpus_christi, eve = date(2026, 6, 4), wall(2026, 6, 3, 16)
    assert corpus_christi in public_holidays("DE-NW", 2026)
    assert corpus_christi not in public_holidays("DE-BE", 2026)
    assert after(HOUSE, eve, 2 * HOUR) == wall(2026, 6, 5, 10)
    assert after(office("Europe/Berlin", "DE-BE"), eve, 2 * HOUR) == wall(2026, 6, 4, 10)
    assert date(2026, 10, 26) in public_holidays("AT", 2026)
    assert date(2026, 8, 1) in public_holidays("CH-ZH", 2026)
    assert not public_holidays("", 2026)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_the_days_on_which_clocks_change_are_as_long_as_they_are(day: date, hours: int) -> None:
    always = Calendar("Europe/Berlin", (((time(), time()),),) * 7)
    midnight = datetime.combine(day, time(), BERLIN)
    assert between(always, midnight, datetime.combine(day + timedelta(1), time(), BERLIN)) == hours * HOUR
    assert after(always, midnight, 4 * HOUR) == midnight.astimezone(UTC) + 4 * HOUR


@pytest.mark.parametrize(("friday", "monday"), [((3, 27), (3, 30)), ((10, 23), (10, 26))])
def test_a_weekend_on_which_clocks_change_moves_no_deadline(friday: tuple[int, int], monday: tuple[int, int]) -> None:
    given_at, due = wall(2026, *friday, 16), wall(2026, *monday, 12)
    assert after(HOUSE, given_at, 4 * HOUR) == due
    assert (due - HOUR).astimezone(BERLIN).hour == 11


def test_what_the_clock_leaves_out_is_no_time_to_work() -> None:
    night = Calendar("Europe/Berlin", ((),) * 6 + (((time(1), time(2, 30)), (time(2, 30), time(4))),))
    assert between(night, wall(2026, 3, 29, 0), wall(2026, 3, 29, 5)) == 2 * HOUR
    assert between(night, wall(2026, 10, 25, 0), wall(2026, 10, 25, 5)) == 4 * HOUR


def test_who_never_works_has_no_deadline() -> None:
    with pytest.raises(NeverOpen):
        after(Calendar("Europe/Berlin", ((),) * 7), wall(2026, 1, 1, 9), HOUR)


def _week(starts: list[tuple[int, int]]) -> tuple[tuple[Span, ...], ...]:
    """For each day a span from a half hour, so many half hours long."""
    return tuple(((_half(begin), _half(begin + long)),) if long else () for begin, long in starts)


def _half(number: int) -> time:
    return time(number // 2 % 24, number % 2 * 30)


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 7))
_HALF_PAST_TWO = 5
"""Which there is never or twice: who comes then, comes when it is first so, and stays."""
NEAR = st.sampled_from([datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SPANS, min_size=7, max_size=7).filter(lambda days: any(long for _begin, long in days)),
    NEAR,
    st.integers(0, 7 * 24 * 4),
    st.integers(1, 60 * 20),
)
def test_after_and_between_agree_and_count_as_one_counts(
    starts: list[tuple[int, int]], base: datetime, quarters: int, minutes: int
) -> None:
    calendar = Calendar("Europe/Berlin", _week(starts))
    since, worked = base + quarters * timedelta(minutes=15), timedelta(minutes=minutes)
    until = after(calendar, since, worked)
    assert between(calendar, since, until) == worked
    assert between(calendar, since, until - timedelta(minutes=1)) < worked
    assert between(calendar, before(calendar, until, worked), until) == worked
    halfway = since + (until - since) / 2
    assert between(calendar, since, halfway) + between(calendar, halfway, until) == worked


@settings(max_examples=15, deadline=None)
@given(st.lists(SPANS.filter(lambda span: _HALF_PAST_TWO not in (span[0], sum(span))), min_size=7, max_size=7), NEAR)
def test_a_quarter_of_an_hour_counts_if_the_wall_says_so(starts: list[tuple[int, int]], base: datetime) -> None:
    week = _week(starts)
    moments = [base + number * timedelta(minutes=15) for number in range(4 * 24 * 4)]
    counted = sum(1 for at in moments if _is_open(week, at.astimezone(BERLIN)))
    assert between(Calendar("Europe/Berlin", week), base, base + timedelta(days=4)) == counted * timedelta(minutes=15)


def _is_open(week: tuple[tuple[Span, ...], ...], local: datetime) -> bool:
    return any(begin <= local.time() and (local.time() < end or end == time()) for begin, end in week[local.weekday()])
