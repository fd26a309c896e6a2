"""The numbers above the funnel and the sentence about it."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from trichter.faces.web.views import figures
from trichter.insight.funnel import StageCount
from trichter.insight.overview import Origin


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def stage(
    key: str,
    reached: int | None = None,
    *,
    rate: float | None = None,
    before: int | None = None,
    rate_before: float | None = None,
) -> StageCount:
    return StageCount(
        key=key, label=key.upper(), glyph=1, reached=reached, rate=rate, before=before, rate_before=rate_before
    )


def test_new_leads_are_compared_with_the_period_before() -> None:
    (leads,) = figures.key_figures([stage("lead", 612, before=541)])
    assert (leads.value, leads.before, leads.change, leads.direction) == ("612", "541", "13.1%", 71)


def test_a_rate_changes_by_percentage_points() -> None:
    (rate,) = figures.key_figures([stage("mql", 236, rate=0.386, rate_before=0.359)])
    assert (rate.value, rate.before, rate.change) == ("38.6%", "35.9%", "2.7 pp")
    assert rate.direction > 0


def test_after_a_period_with_nobody_the_change_is_a_number() -> None:
    (leads,) = figures.key_figures([stage("lead", 5, before=0)])
    assert leads.change == "5"


def test_all_time_has_nothing_to_compare_with() -> None:
    (leads,) = figures.key_figures([stage("lead", 5)])
    assert leads.before is None


def test_a_track_without_these_stages_has_no_figures() -> None:
    assert figures.key_figures([stage("applied", 5), stage("hired", 1)]) == []


def test_the_steepest_fall_is_named() -> None:
    stages = [
        stage("lead", 612, before=541),
        stage("mql", 236, rate=0.40, before=194, rate_before=0.43),
        stage("sql", 124, rate=0.468, before=100, rate_before=0.512),
    ]
    fall = figures.steepest_fall(stages)
    assert fall
    assert (fall.previous.key, fall.stage.key) == ("mql", "sql")


def test_a_small_fall_is_not_worth_a_word() -> None:
    assert figures.steepest_fall([stage("lead", 99, before=99), stage("mql", 8, rate=0.40, rate_before=0.41)]) is None
    assert figures.steepest_fall([stage("lead", 99)]) is None


def test_a_fall_among_few_people_is_chance() -> None:
    assert figures.steepest_fall([stage("lead", 3, before=99), stage("mql", 1, rate=0.33, rate_before=0.80)]) is None
    assert figures.steepest_fall([stage("lead", 99, before=3), stage("mql", 1, rate=0.01, rate_before=0.80)]) is None


def test_the_sentence_names_every_stage_and_what_was_not_measured() -> None:
    assert figures.sentence([stage("visitor"), stage("lead", 1612)]) == "Funnel: VISITOR –, LEAD 1,612"


def test_the_last_row_adds_up() -> None:
    rows = [
        Origin(key="a", label="A", leads=10, mql=5, customers=1, cents=400_00),
        Origin(key="b", label="B", leads=30, mql=5, customers=0, cents=0),
    ]
    total = figures.total(rows)
    assert (total.leads, total.mql, total.customers, total.mql_rate) == (40, 10, 1, 0.25)
    assert (total.cents, total.cents_per_lead) == (400_00, 10_00)
