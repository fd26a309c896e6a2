"""The operator table, cell by cell: what each operator means for each type, and for what is unknown or empty."""

from datetime import date

import pytest
from django.db import connection

from tests.factories import day
from trichter.facts.contacts.models import Contact, FieldDefinition
from trichter.qualification.lifecycle.models import Standing
from trichter.qualification.rules import asking
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.operators import OPERATORS, operators_of
from trichter.qualification.rules.problems import UnknownOperator
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.types import Type

pytestmark = pytest.mark.django_db

NOW = day(10)
"""10 March 2026, ten o'clock in Berlin. Of Anna something was on the 5th, of Bernd something will be on the 12th."""
OPERAND = {
    Type.TEXT: "first_name",
    Type.NUMBER: "custom.zahl",
    Type.MONEY: "custom.geld",
    Type.DATE: "birthday",
    Type.TIME: "told.first_name",
    Type.CHOICE: "custom.art",
    Type.STEP: "stage",
    Type.MANY: "tags",
    Type.FLAG: "custom.ja",
    Type.PLACE: "place",
}
ANNA, BERND, BOTH = {"Anna Alt"}, {"Bernd_Neu"}, {"Anna Alt", "Bernd_Neu"}
NOT_KNOWN = {"Empty", "Unknown"}
NUMBERS = {
    "is": ("10", ANNA),
    "is any of": ("(10, 11.5)", ANNA),
    "at least": ("500", BERND),
    "less than": ("500", ANNA),
    "at most": ("10", ANNA),
    "more than": ("10", BERND),
    "between": ("5 and 10", ANNA),
}
TIMES = {
    "between": ("2026-03-01 and 2026-03-05", ANNA),
    "on": ("2026-03-05", ANNA),
    "before": ("2026-03-12", ANNA),
    "after": ("5 days ago", BERND),
    "in the last": ("7 days", ANNA),
    "in the next": ("7 days", BERND),
    "recurs in the next": ("7 days", BERND),
}
CELLS: dict[Type, dict[str, tuple[str, set[str]]]] = {
    Type.TEXT: {
        "is": ('"anna alt"', ANNA),
        "is any of": ('("ANNA ALT", somebody)', ANNA),
        "contains": ('"A A"', ANNA),
        "starts with": ("bernd_", BERND),
        "ends with": ("alt", ANNA),
        "matches": ('"?ernd_*"', BERND),
    },
    Type.NUMBER: NUMBERS,
    Type.MONEY: NUMBERS,
    Type.DATE: TIMES,
    Type.TIME: TIMES,
    Type.CHOICE: {"is": ("metall", ANNA), "is any of": ("(metall, stahl)", ANNA)},
    Type.STEP: {
        "is": ("lead", ANNA),
        "is any of": ("(lead, mql)", ANNA),
        "at least": ("mql", BERND),
        "less than": ("mql", ANNA),
        "at most": ("lead", ANNA),
        "more than": ("lead", BERND),
    },
    Type.MANY: {"has any of": ("(messe, nichts)", ANNA), "has all of": ("(messe, vip)", ANNA)},
    Type.FLAG: {"is": ("yes", ANNA)},
    Type.PLACE: {"is in": ("(DE)", ANNA)},
}
"""What holds for whom; an operator that negates another needs no line: it holds for all whom that leaves."""


@pytest.fixture(autouse=True)
def people() -> None:
    """Two of whom everything is known, one whose fields are there and empty, one of whom nothing was ever told."""
    for key, kind in (("zahl", "number"), ("geld", "money"), ("art", "choice"), ("ja", "boolean")):
        options = ["metall", "holz", "stahl"] if kind == "choice" else []
        FieldDefinition.objects.create(key=key, type=kind, label={"en": key}, options=options, created_at=NOW)
    anna, bernd, *_others = Contact.objects.bulk_create(
        [
            Contact(
                first_name="Anna Alt", last_name="Anna Alt", birthday=date(2026, 3, 5), tags=["messe", "vip"],
                properties={"zahl": 10, "geld": 1000, "art": "metall", "ja": True}, created_at=NOW,
                country="DE", postal_code="79098", city="Freiburg",
                sources={"first_name": {"by": "person", "at": "2026-03-05T12:00:00+00:00"}},
            ),
            Contact(
                first_name="Bernd_Neu", last_name="Bernd_Neu", birthday=date(2026, 3, 12), tags=["vip", "b"],
                properties={"zahl": 500, "geld": 50_000, "art": "holz", "ja": False}, created_at=NOW,
                country="AT", postal_code="1010", city="Wien",
                sources={"first_name": {"by": "person", "at": "2026-03-12T12:00:00+00:00"}},
            ),
            Contact(last_name="Empty", properties={"zahl": None, "geld": "", "art": "", "ja": None}, created_at=NOW),
            Contact(last_name="Unknown", created_at=NOW),
        ]
    )  # fmt: skip
    Standing.objects.bulk_create(
        Standing(contact_id=one.pk, track_id="customer", stage=stage, position=position, since=NOW, decision_id=1,
                 reached=[])
        for one, stage, position in ((anna, "lead", 3), (bernd, "customer", 7))
    )  # fmt: skip


def who(text: str) -> set[str]:
    found = asking.members(check(parse(text)).rule, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_name FROM contacts_contact WHERE id IN ({found.text})", found.given)
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("kind", Type)
def test_every_operator_of_every_type(kind: Type) -> None:
    cells = CELLS[kind] | {"is known": ("", BOTH), "is unknown": ("", NOT_KNOWN)}
    for operator in operators_of(kind):
        value, holds = cells[operator.negates or operator.key]
        expected = (BOTH | NOT_KNOWN) - holds if operator.negates else holds
        condition = f"{OPERAND[kind]} {operator.key} {value}"
        assert (condition, who(condition)) == (condition, expected)
        assert (condition, who(f"not {condition}")) == (condition, (BOTH | NOT_KNOWN) - expected)


@pytest.mark.parametrize("kind", Type)
def test_an_operator_of_other_types_is_refused(kind: Type) -> None:
    values = {"nothing": "", "one": "1", "two": "1 and 2", "list": "(1)", "length": "1 day"}
    others = [operator for operator in OPERATORS.values() if kind not in operator.types]
    assert others
    for operator in others:
        with pytest.raises(UnknownOperator):
            check(parse(f"{OPERAND[kind]} {operator.key} {values[operator.takes]}"))


def test_what_negates_holds_for_the_unknown_and_for_nobody_whom_the_other_holds_for() -> None:
    assert {one.key for one in OPERATORS.values() if one.negates} == {
        key for key in OPERATORS if " not " in f" {key} " or "none" in key or key.startswith("lacks")
    }


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ("(79)", ANNA),
        ('("79000-79999")', ANNA),
        ("(freiburg)", ANNA),
        ('("AT 10")', BERND),
        ('("DE 10")', set()),
        ('("AT wien", 79098)', BOTH),
    ],
)
def test_a_place_is_a_country_postal_codes_both_or_a_town(places: str, found: set[str]) -> None:
    assert who(f"place is in {places}") == found


def test_yes_and_no_are_words_where_a_choice_has_them() -> None:
    assert who("criterion.need is yes") == set()
    assert who("custom.ja is no") == BERND
    assert who("custom.ja") == ANNA
