"""Scores asked about in rules: the same as what people are told of them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import anna, bernd, charlie, day, does, learns
from tests.qualification.scoring.models import compare, did, fit, in_force
from trichter.kernel import clock
from trichter.qualification.rules import asking, timing
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.operands import Level
from trichter.qualification.rules.problems import ReadsTooMuch
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.tree import Rule
from trichter.qualification.scoring import queries, services

pytestmark = pytest.mark.django_db
H = timedelta(days=30)


@pytest.fixture
def people() -> list[int]:
    """Anna fits best and does most, Bernd fits and did something long ago, Charlie neither."""
    in_force(
        fit("boss", 50, compare("position", "is", "Chefin")),
        fit("help", 20, compare("position", "is known")),
        did("page", 40, "page.viewed"),
        did("left", -5, "meeting.missed"),
    )
    everybody = [anna(occurred_at=day(0)), bernd(occurred_at=day(0)), charlie(occurred_at=day(0))]
    learns(everybody[0], position="Chefin")
    learns(everybody[1], position="Hilfe")
    for who, at in ((0, day(1)), (0, day(2)), (1, day(1) - 2 * H)):
        does(everybody[who], "page.viewed", {"url": "/"}, occurred_at=at)
    does(everybody[2], "meeting.missed", occurred_at=day(1))
    services.score(everybody)
    return everybody


def who(*compared: object) -> set[int]:
    operand, operator, *values = compared
    rule = check(Rule.model_validate({"where": compare(str(operand), str(operator), *values)})).rule
    found = asking.members(rule, now=day(2))
    with connection.cursor() as cursor:
        cursor.execute(found.text, found.given)
        return {contact for (contact,) in cursor.fetchall()}


def test_numbers_grades_and_parts_can_be_asked_for(people: list[int]) -> None:
    anna, bernd, charlie = people
    assert who("score.fit", "at least", 20) == {anna, bernd}
    assert who("score.engagement", "at least", 70) == {anna}
    assert who("score.engagement", "less than", 10) == {bernd, charlie}
    assert who("grade.fit", "at least", "C") == {anna, bernd}
    assert who("grade.engagement", "at least", "2") == {anna}
    assert who("grade.engagement", "less than", "3") == {bernd, charlie}
    assert who("grade", "is any of", "A1", "D4") == {anna, charlie}
    assert who("score.part.boss", "is", True) == {anna}
    assert who("score.part.page", "at least", 9) == {anna, bernd}
    assert who("score.part.left", "is", True) == {charlie}


def test_a_list_and_the_explanation_agree_on_the_grade(people: list[int]) -> None:
    for contact, worth in queries.worth(people, day(2)).items():
        found = queries.explain(contact, day(2))
        assert found is not None
        assert (worth.fit, worth.grade) == (found.fit, found.grade)
        assert who("grade", "is", found.grade) >= {contact}


def test_time_alone_makes_a_grade_worse_and_that_is_foreseen(people: list[int]) -> None:
    rule = Rule.model_validate({"where": compare("grade.engagement", "at least", "1")})
    checked = check(rule)
    assert checked.is_timed
    assert checked.reads == {"score"}
    falls = queries.explain(people[0], day(2))
    assert falls is not None
    later = day(2) + H
    changing = timing.candidates(rule, since=day(2), until=later)
    assert changing is not None
    with connection.cursor() as cursor:
        cursor.execute(changing.text, changing.given)
        assert people[0] in {contact for (contact,) in cursor.fetchall()}
    with clock.at(later):
        assert queries.worth(people)[people[0]].grade[1] == "2"


def test_a_company_fits_as_well_as_the_best_of_its_people(people: list[int]) -> None:
    anna, bernd, charlie = people
    for one in (bernd, charlie):
        learns(one, company={"name": "Alpha GmbH"})
    assert who("company.fit", "is", 20) == {bernd, charlie}
    assert who("company.fit", "is unknown") == {anna}


@pytest.mark.parametrize("operand", ["score.fit", "company.fit"])
def test_scoring_rules_read_no_scores(operand: str, people: list[int]) -> None:
    rule = Rule.model_validate({"where": compare(operand, "at least", 1)})
    with pytest.raises(ReadsTooMuch):
        check(rule, level=Level.FACT)
    assert check(rule, level=Level.SCORE)


def test_the_rules_about_scores_in_the_docs_can_be_asked(people: list[int]) -> None:
    page = Path("docs/scoring.md").read_text("utf-8")
    rules = [line for block in re.findall(r"```rule\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    in_force(fit("student", -30, compare("position", "contains", "student")))
    assert [check(parse(rule)).reads for rule in rules] == [{"score"}, {"score"}]
