"""`trichter segment` and `trichter explain` answer people and programs, and mark what they do not understand."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import anna, bernd, does, learns
from tests.qualification.scoring.models import compare, did, fit, in_force
from trichter.faces.cli.management.commands.segment import NotUnderstood
from trichter.insight.whys import NobodyThere
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.spine import segmenting
from trichter.spine.touch import Stage

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def told(*arguments: str) -> Any:
    return json.loads(said(*arguments, "--json"))


def test_a_rule_is_counted_by_its_text() -> None:
    one = anna(channel="paid_search")
    does(one, "page.viewed", {"url": "/preise"}, stage=Stage("mql"))
    bernd(channel="paid_search")
    text = "origin is paid_search and stage at least mql and not customer"
    assert told("segment", "count", text)["people"] == 1
    assert said("segment", "count", text) == "1\n"
    assert told("segment", "people", text)["contacts"] == [one]
    does(one, "deal.won", {"title": "x"})
    assert told("segment", "count", text)["people"] == 0


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("language is de and shoe_size is 43", "                   ^^^^^^^^^^^^^^^"),
        ("language is", None),
        ("company.employees at least many", "^"),
    ],
)
def test_what_is_wrong_is_marked_below_the_text(text: str, mark: str | None) -> None:
    with pytest.raises(NotUnderstood) as caught:
        said("segment", "count", text)
    sentence, shown, marked = str(caught.value).split("\n")
    assert sentence
    assert shown.strip() == text
    assert "^" in marked
    if mark:
        assert marked.removeprefix("  ").startswith(mark)


def test_the_parts_of_a_score_are_told_with_their_facts_and_add_up_to_it() -> None:
    in_force(fit("boss", 50, compare("position", "is known")), did("page", 20, "page.viewed"))
    one = anna()
    learns(one, position="Einkaufsleiter")
    seen = does(one, "page.viewed", {"url": "/preise"})
    score = told("explain", str(one))["score"]
    of_fit, engagement = ([part for part in score["parts"] if part["of"] == of] for of in ("fit", "engagement"))
    assert sum(part["points"] for part in of_fit) == score["fit"] == 50
    assert sum(part["points"] for part in engagement) == pytest.approx(score["engagement"], abs=1e-9)
    assert [(one["text"], one["held"], one["value"]) for part in of_fit for one in part["conditions"]] == [
        ("position is known", True, "Einkaufsleiter")
    ]
    assert seen in [each["touchpoint"] for part in engagement for each in part["touchpoints"]]
    assert all(part["touchpoints"] and part["in_a_month"] < part["points"] for part in engagement)
    shown = said("explain", str(one))
    assert score["grade"] in shown
    assert f"[{seen}]" in shown
    assert all(part["label"] in shown for part in score["parts"])


def test_what_keeps_somebody_from_being_a_prospect_and_their_buying_phase_are_told() -> None:
    one = anna()
    found = told("explain", str(one))
    assert found["prospect"]["is_prospect"] is False
    assert len(found["prospect"]["missing"]) == 5
    assert all(what in said("explain", str(one)) for what in found["prospect"]["missing"])
    assert found["buying_phase"] is None
    seen = does(one, "page.viewed", {"url": "/preise"})
    assert told("explain", str(one))["buying_phase"]["touchpoint"] == seen


def test_a_person_is_explained_by_facts() -> None:
    one = anna()
    learns(one, language="de")
    seen = does(one, "page.viewed", {"url": "/preise"})
    editing.create("Leser", parse('did page.viewed where path starts with "/preise" and language is de'))
    segmenting.gather_changed()
    found = told("explain", str(one))
    assert [stage["stage"] for stage in found["stages"]] == ["lead"]
    assert found["stages"][0]["rule"]
    [segment] = found["segments"]
    assert segment["name"] == "Leser"
    assert [(c["held"], c["value"], c["touchpoints"]) for c in segment["conditions"]] == [
        (True, 1, [seen]),
        (True, "de", []),
    ]
    assert found["stages"][0]["rule_in_words"] == "Rule: Form submitted (version 1)"
    assert "Leser" in said("explain", str(one))
    assert "Rule: Form submitted (version 1)" in said("explain", str(one))
    assert [(row["name"], row["members"]) for row in told("segment", "list")["segments"]] == [("Leser", 1)]
    assert "Leser" in said("segment", "list")
    with pytest.raises(NobodyThere):
        said("explain", "999999")
