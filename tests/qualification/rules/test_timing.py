"""Whose answer changes by time alone: all of them, and few others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories import anna, bernd, charlie, day, does, happen, learns
from trichter.qualification.rules import asking
from trichter.qualification.rules.timing import candidates
from trichter.qualification.rules.tree import Rule
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db

MONTH = {"length": 30, "unit": "day"}


def at(operator: str, *values: object) -> dict[str, Any]:
    return {"operand": "at", "operator": operator, "values": list(values)}


def changing(rule: Rule, since: datetime, until: datetime) -> set[int]:
    found = candidates(rule, since=since, until=until)
    if found is None:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(found.text, found.given)
        return {contact for (contact,) in cursor.fetchall()}


def members(rule: Rule, now: datetime) -> set[int]:
    found = asking.members(rule, now=now)
    with connection.cursor() as cursor:
        cursor.execute(found.text, found.given)
        return {contact for (contact,) in cursor.fetchall()}


RULES = {
    "seen in the last 30 days": {"did": {"kinds": ["page.viewed"], "when": at("in the last", MONTH)}},
    "twice within a week": {
        "did": {"kinds": ["page.viewed"], "when": at("in the last", {"length": 1, "unit": "week"})},
        "values": [2],
    },
    "not since": {
        "did": {"kinds": ["page.viewed"]},
        "measure": "last",
        "operator": "before",
        "values": [{"distance": 20, "unit": "day"}],
    },
    "this month": {"did": {"kinds": ["page.viewed"], "when": at("on", {"period": "month"})}},
    "birthday": {"operand": "birthday", "operator": "recurs in the next", "values": [{"length": 7, "unit": "day"}]},
    "no birthday": {
        "operand": "birthday",
        "operator": "does not recur in the next",
        "values": [{"length": 7, "unit": "day"}],
    },
    "quiet": {"operand": "active", "operator": "not in the last", "values": [MONTH]},
    "a colleague": {"colleague": {"did": {"kinds": ["page.viewed"], "when": at("in the last", MONTH)}}},
    "new here": {"operand": "created", "operator": "on", "values": [{"period": "day"}]},
    "hours": {"did": {"kinds": ["page.viewed"], "when": at("after", {"distance": 36, "unit": "hour"})}},
}


@pytest.fixture
def people() -> None:
    firm = {"name": "Weber", "domain": "weber.example"}
    told = happen(
        *(
            Touch(
                "form.submitted",
                {"title": "x"},
                email=f"{n}@weber.example",
                learned={"company": firm},
                occurred_at=day(1),
            )
            for n in "ab"
        )
    )
    seen = {told[0].contact_id: (2, 3), anna(occurred_at=day(1)): (10.4, 12.9), bernd(occurred_at=day(1)): (28,)}
    for contact, days in seen.items():
        for number in days:
            does(contact, "page.viewed", {"url": "/"}, occurred_at=day(number))
    learns(charlie(occurred_at=day(1)), birthday="1980-03-29", occurred_at=day(1))
    learns(told[1].contact_id, birthday="1984-02-29", occurred_at=day(1))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", RULES)
def test_nobody_whose_answer_changes_is_missed(name: str) -> None:
    """Step by step through half a year and both changes of the clocks: who joins or leaves was a candidate."""
    rule = Rule.model_validate({"where": RULES[name]})
    moment, joined = day(9) - timedelta(days=40), 0
    before = members(rule, moment)
    for step in [timedelta(hours=7)] * 60 + [timedelta(days=3, minutes=11)] * 60:
        after = members(rule, moment + step)
        moved = before ^ after
        joined += len(moved)
        assert moved <= changing(rule, moment, moment + step), (name, moment)
        moment, before = moment + step, after
    assert joined or name == "new here", "the example never changes"


@pytest.mark.usefixtures("people")
def test_nobody_else_is_asked() -> None:
    rule = Rule.model_validate({"where": RULES["seen in the last 30 days"]})
    assert changing(rule, day(20), day(20) + timedelta(minutes=1)) == set()
    # The same time of day thirty days later, for the clocks were put forward meanwhile.
    gone = day(58) - timedelta(hours=1)
    assert len(changing(rule, gone - timedelta(minutes=1), gone + timedelta(minutes=1))) == 1
    untimed = Rule.model_validate({"where": {"did": {"kinds": ["page.viewed"]}}})
    assert candidates(untimed, since=day(1), until=day(9)) is None
