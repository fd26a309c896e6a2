"""New words for an answer to choose do not change what is stored: submissions and contacts hold the value."""

import pytest

from trichter.faces.web import offer_options
from trichter.generation.forms.questions import Both, Option

BEFORE = (
    Option(value="Energie messen", label=Both(de="Energie messen", en="Metering energy")),
    Option(value="peaks", label=Both(de="Lastspitzen", en="Peaks")),
)


def both(line: str) -> Both:
    german, _bar, english = line.partition("|")
    return Both(de=german, en=english)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        (["Energie messen|Metering energy", "Lastspitzen|Peaks"], ["Energie messen", "peaks"]),
        (["Energie erfassen|Recording energy", "Lastspitzen|Peaks"], ["Energie messen", "peaks"]),
        (["Lastspitzen|Peaks", "Energie messen|Metering energy"], ["peaks", "Energie messen"]),
        (["Lastspitzen kappen|Peaks", "Energie messen|Metering"], ["peaks", "Energie messen"]),
        (["Förderung|Funding", "Energie messen|Metering energy", "Lastspitzen|Peaks"],
         ["foerderung", "Energie messen", "peaks"]),
        (["Lastspitzen|Peaks"], ["peaks"]),
        (["Energie messen|Metering energy", "Lastspitzen|Peaks", "Peaks|More"], ["Energie messen", "peaks", "peaks-2"]),
    ],
    ids=["nothing", "new words", "turned round", "turned and new words", "one before", "one gone", "like a value"],
)  # fmt: skip
def test_an_answer_keeps_its_value(typed: list[str], values: list[str]) -> None:
    read = offer_options.read([both(line) for line in typed], offer_options.kept(BEFORE))
    assert [option["value"] for option in read] == values


def test_a_new_answer_gets_its_value_from_its_words() -> None:
    assert [one["value"] for one in offer_options.read([both("Über 500|More than 500"), both("|Six")], "")] == [
        "ueber-500",
        "six",
    ]


def test_an_answer_that_stands_there_twice_is_not_made_two() -> None:
    twice = offer_options.read([both("Ja|Yes"), both("Ja|Yes")], "")
    assert twice[0]["value"] == twice[1]["value"]


def test_what_somebody_wrote_into_the_hidden_field_does_no_harm() -> None:
    assert offer_options.read([both("Ja|Yes")], '[{"value": 3')[0]["value"] == "ja"
