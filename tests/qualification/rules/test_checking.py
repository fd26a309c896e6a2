"""Rules that cannot be asked are refused, each with the place; those that can come out in one form."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from trichter.facts.contacts.models import FieldDefinition
from trichter.kernel import clock
from trichter.qualification.rules import problems
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Level
from trichter.qualification.rules.tree import Rule

pytestmark = pytest.mark.django_db


def compare(operand: str, operator: str, *values: object) -> dict[str, Any]:
    return {"operand": operand, "operator": operator, "values": list(values)}


def refused(where: dict[str, Any], **given: Any) -> problems.BadRule:
    with pytest.raises(problems.BadRule) as caught:
        check(read({"where": where}), **given)
    assert str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("where", "error", "place"),
    [
        (compare("shoe_size", "is", "43"), problems.UnknownOperand, ()),
        (compare("language", "at least", "de"), problems.UnknownOperator, ()),
        (compare("company.employees", "at least", "many"), problems.WrongValue, ()),
        (compare("company.employees", "between", 1), problems.WrongNumberOfValues, ()),
        (compare("company.employees", "between", 500, 5), problems.UpsideDown, ()),
        (compare("company.employees", "not between", "1e3", 999), problems.UpsideDown, ()),
        (compare("created", "between", {"day": "2026-11-02"}, {"day": "2026-11-01"}), problems.UpsideDown, ()),
        (
            compare("created", "between", {"distance": 5, "unit": "day"}, {"distance": 30, "unit": "day"}),
            problems.UpsideDown,
            (),
        ),
        ({"did": {"kinds": ["page.viewed"]}, "operator": "between", "values": [5, 2]}, problems.UpsideDown, ()),
        (compare("birthday", "on", "soon"), problems.WrongValue, ()),
        (compare("origin", "is", "carrier pigeon"), problems.WrongValue, ()),
        (compare("email.is_business", "is", "perhaps"), problems.WrongValue, ()),
        ({"did": {"kinds": ["shoe.bought"]}}, problems.UnknownKindOfTouchpoint, ("did", "kinds")),
        (
            {"did": {"kinds": ["page.viewed"], "where": [compare("colour", "is", "red")]}},
            problems.UnknownPart,
            ("did", "where", 0),
        ),
        ({"did": {"kinds": ["page.viewed"]}, "measure": "sum", "of": "title"}, problems.UnknownPart, ("of",)),
        ({"colleague": {"colleague": compare("language", "is", "de")}}, problems.ColleaguesWithin, ("colleague",)),
    ],
)
def test_what_is_wrong_is_said_with_its_place(where: dict[str, Any], error: type, place: tuple[str, ...]) -> None:
    good = compare("language", "is", "de")
    caught = refused({"all": [good, {"not": where}]})
    assert isinstance(caught, error)
    assert caught.place == ("where", "all", 1, "not", *place)


def test_what_is_no_tree_is_refused_with_its_place() -> None:
    with pytest.raises(problems.NotARule) as caught:
        read({"where": {"all": [compare("language", "is", "de"), {"operand": "language"}]}})
    assert caught.value.place == ("where", "all", 1, "operator")
    with pytest.raises(problems.NotARule):
        read({"where": {"perhaps": []}})
    with pytest.raises(problems.NotARule):
        read({"version": 99, "where": compare("language", "is", "de")})


def test_too_deep_and_too_large_rules_are_refused() -> None:
    node = compare("language", "is", "de")
    for _level in range(13):
        node = {"not": node}
    assert isinstance(refused(node), problems.TooDeep)
    many = {"all": [{"any": [compare("language", "is", "de")] * 100}] * 4}
    assert isinstance(refused(many), problems.TooLarge)


def test_a_rule_over_a_deleted_field_is_refused_by_name() -> None:
    field = FieldDefinition.objects.create(key="machine", type="text", label={"de": "Maschine"}, created_at=clock.now())
    rule = Rule.model_validate({"where": compare("machine", "is", "M1")})
    assert check(rule).rule.where.operand == "custom.machine"  # type: ignore[union-attr]
    assert check(rule).reads == {"field:custom:machine"}
    field.delete()
    assert refused(compare("machine", "is", "M1")).given["operand"] == "machine"


def test_what_scores_are_made_of_reads_no_stage() -> None:
    assert isinstance(refused(compare("stage", "is", "lead"), level=Level.FACT), problems.ReadsTooMuch)
    assert isinstance(refused(compare("customer", "is", True), level=Level.SCORE), problems.ReadsTooMuch)
    assert check(read({"where": compare("stage", "is", "lead")})).reads == {"stage"}


def test_time_alone_changes_only_what_is_relative() -> None:
    def timed(**node: Any) -> bool:
        return check(read({"where": node})).is_timed

    month = {"length": 1, "unit": "month"}
    assert not timed(**compare("created", "before", {"day": "2026-01-01"}))
    assert timed(**compare("created", "before", {"distance": 30, "unit": "day"}))
    assert timed(**compare("birthday", "recurs in the next", month))
    assert timed(did={"kinds": ["page.viewed"], "when": compare("at", "in the last", month)})
    assert not timed(did={"kinds": ["page.viewed"]})
    assert timed(**compare("consent.email", "is", "confirmed"))


@pytest.mark.parametrize(
    "values",
    [
        (5, 5),
        (5, 5.5),
        ({"distance": 30, "unit": "day"}, {"distance": 5, "unit": "day"}),
        ({"day": "2026-11-01"}, {"day": "2026-11-01"}),
        ({"day": "2999-11-01"}, {"distance": 5, "unit": "day"}),
        ({"distance": 5, "unit": "day"}, {"day": "1999-11-01"}),
    ],
)
def test_what_may_lie_between_two_or_may_one_day_is_asked(values: tuple[Any, Any]) -> None:
    operand = "created" if isinstance(values[0], dict) else "company.employees"
    check(read({"where": compare(operand, "between", *values)}))


@pytest.mark.parametrize("day", [1, 14, 29])
def test_whether_a_range_can_be_asked_does_not_turn_with_the_calendar(day: int) -> None:
    ahead, month = {"distance": 3, "unit": "day", "is_ahead": True}, {"period": "month"}
    ago, days = {"distance": 1, "unit": "month"}, {"distance": 30, "unit": "day"}
    with time_machine.travel(datetime(2026, 3, day, 12, tzinfo=UTC), tick=False):
        check(read({"where": compare("created", "between", ahead, month)}))
        check(read({"where": compare("created", "between", ago, days)}))
