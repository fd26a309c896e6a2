"""Criteria suggested by rules: which answer, and because of what."""

import pytest

from tests.factories import anna, does, learns
from trichter.qualification.lifecycle import suggesting
from trichter.qualification.lifecycle.kinds import CRITERIA
from trichter.qualification.lifecycle.suggesting import Suggestion
from trichter.qualification.rules.problems import ReadsTooMuch
from trichter.qualification.rules.text import parse

pytestmark = pytest.mark.django_db


def said(contact: int) -> dict[str, Suggestion]:
    return {one.criterion: one for one in suggesting.suggestions(contact, CRITERIA)}


def test_rules_suggest_what_the_firm_and_the_position_tell() -> None:
    one = anna()
    assert said(one) == {}
    learns(one, position="Geschäftsführerin", company={"name": "Ahorn Guss", "industry": "Metall", "employees": 180})
    does(one, "form.submitted", {"need": "Messung je Ofen"})
    found = said(one)
    assert {name: one.answer for name, one in found.items()} == dict.fromkeys(CRITERIA, "yes")
    assert len(found["market_fit"].because) == 2
    assert len(found["decision_authority"].because) == 1, "only what holds"


def test_whoever_is_excluded_is_not_let_in_by_another_rule() -> None:
    one = anna()
    learns(one, position="Werkstudent der Geschäftsführung")
    assert said(one)["decision_authority"].answer == "no"


def test_other_rules_suggest_otherwise_and_read_no_stage() -> None:
    one = anna()
    learns(one, position="Förster")
    suggesting.publish({"need": {"yes": parse("position contains förster and not language is en")}}, seen=1)
    assert said(one)["need"].answer == "yes"
    with pytest.raises(suggesting.RulesChanged):
        suggesting.publish({}, seen=1)
    with pytest.raises(ReadsTooMuch):
        suggesting.publish({"need": {"yes": parse("prospect")}})
