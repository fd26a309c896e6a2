"""Whether a better grade buys more often: counted leads, their intervals, and what can be said of them."""

import pytest

from tests.factories import day, does, form, learns
from tests.qualification.scoring.models import compare, fit, in_force
from trichter.facts.contacts.models import Contact
from trichter.insight.intervals import trend, wilson
from trichter.insight.winrates import Verdict, win_rates
from trichter.kernel import clock
from trichter.spine.intake import record
from trichter.spine.touch import Stage

BOSS = {"position": "Chefin"}


def test_the_interval_of_a_share_is_that_of_wilson() -> None:
    """10 of 40 is a common worked example: 0.1419 to 0.4019."""
    assert wilson(0, 0) is None
    assert [round(edge, 4) for edge in wilson(10, 40) or ()] == [0.1419, 0.4019]
    low, high = wilson(0, 10) or (1, 0)
    assert (low, round(high, 4)) == (0.0, 0.2775)


def test_a_trend_falls_from_the_first_group_to_the_last_or_rises() -> None:
    assert trend([(5, 10), (5, 10)]) == 0
    assert trend([(0, 10), (0, 5)]) is None
    fell, rose = trend([(9, 10), (5, 10), (1, 10)]), trend([(1, 10), (5, 10), (9, 10)])
    assert fell is not None
    assert rose is not None
    assert (round(fell, 3), round(rose, 3)) == (3.578, -3.578)


def leads(prefix: str, number: int, *, at: int, won: int, won_on: int, **learned: str) -> None:
    """So many leads of a day, so many of whom become customers on another."""
    with clock.at(day(at)):
        made = record(
            [
                form(f"{prefix}{n}@example.org", occurred_at=day(at), stage=Stage("lead"), learned=learned)
                for n in range(number)
            ]
        )
    with clock.at(day(won_on)):
        for one in made[:won]:
            does(one.contact_id, "purchase.made", {"product": "A", "amount_cents": 60_000}, occurred_at=day(won_on))


@pytest.mark.django_db
def test_leads_count_with_the_grade_of_then_once_their_time_is_up() -> None:
    with clock.at(day(0)):
        in_force(fit("boss", 50, compare("position", "is known")))
    leads("boss", 20, at=1, won=12, won_on=20, **BOSS)
    leads("late", 2, at=1, won=2, won_on=60, **BOSS)
    leads("staff", 20, at=2, won=1, won_on=20)
    leads("once", 3, at=2, won=3, won_on=2)
    leads("new", 4, at=90, won=1, won_on=95, **BOSS)
    with clock.at(day(100)):
        found = win_rates(30)
    by_fit = {one.grade: (one.people, one.won, one.open, one.open_won) for one in found.fit.rates}
    assert by_fit == {"A": (22, 12, 4, 1), "B": (0, 0, 0, 0), "C": (0, 0, 0, 0), "D": (20, 1, 0, 0)}
    assert found.unknown.people == 0
    assert (found.fit.verdict, found.engagement.verdict) == (Verdict.YES, Verdict.TOO_FEW)
    assert (found.since, found.is_all) == (day(1).date(), True)


@pytest.mark.django_db
def test_whatever_is_learned_of_a_person_later_changes_no_grade_of_then() -> None:
    with clock.at(day(0)):
        in_force(fit("boss", 50, compare("position", "is known")))
    leads("staff", 1, at=1, won=1, won_on=20)
    with clock.at(day(21)):
        learns(Contact.objects.get().pk, occurred_at=day(21), **BOSS)
    with clock.at(day(100)):
        assert [(one.grade, one.won) for one in win_rates(30).each] == [("D4", 1)]


@pytest.mark.django_db
def test_who_became_a_lead_before_we_knew_of_them_had_no_grade() -> None:
    told = [form(f"{n}@example.org", occurred_at=day(1), stage=Stage("lead")) for n in range(2)]
    with clock.at(day(50)):
        one, _other = record(told)
        does(one.contact_id, "purchase.made", {"product": "A", "amount_cents": 60_000}, occurred_at=day(20))
    with clock.at(day(100)):
        found = win_rates(30)
    assert (found.unknown.people, found.unknown.won, found.total.people) == (2, 1, 0)
    assert found.fit.verdict == Verdict.TOO_FEW
