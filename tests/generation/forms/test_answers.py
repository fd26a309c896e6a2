"""What was typed is kept as it was; what cannot stay so gets one clear sentence in the visitor's language."""

import pytest
from django.utils import translation

from tests.generation.forms.samples import ANNA, COLOUR, FIRM, NAMES, NEED, both, form, question
from trichter.generation.forms import typos
from trichter.generation.forms.answers import LONGEST_ANSWER, Answers, read
from trichter.generation.forms.form import Form, Wording
from trichter.generation.forms.questions import Ask, Option, Question, Type, for_ask


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


def asked(one: Question, *typed: str, **given: object) -> Answers:
    return read(form(one, **given), {one.key: list(typed)})


def error(one: Question, *typed: str) -> str:
    return asked(one, *typed).errors.get(one.key, "")


def value(one: Question, *typed: str, **given: object) -> object:
    answers = asked(one, *typed, **given)
    assert answers.errors == {}
    return answers.all[one.key].value


EMAIL, PHONE = question("email", Type.EMAIL), question("phone", Type.PHONE)
NUMBER = question("number", Type.NUMBER, lowest=1, highest=500)
MANY = question("many", Type.MANY, options=tuple(Option(value=v, label=both(v.upper())) for v in "abc"))


def test_what_was_typed_is_kept_exactly() -> None:
    answers = read(form(*NAMES), {**ANNA, "first_name": ["  Anna-Lena "]})
    assert answers.all["first_name"].typed == ("  Anna-Lena ",)
    assert answers.all["first_name"].value == "Anna-Lena"


@pytest.mark.parametrize("type_", [t for t in Type if t not in (Type.CONSENT, Type.CHOICE, Type.MANY)])
def test_an_answer_that_is_missing_is_asked_for(type_: Type) -> None:
    assert error(question("one", type_, is_required=True), "  ").startswith("Please")
    assert error(question("one", type_), "") == ""


def test_every_error_speaks_german_to_germans() -> None:
    with translation.override("de"):
        sentences = {**asked(question("one", is_required=True)).errors, **asked(EMAIL, "anna").errors}
    assert all(sentences.values())


@pytest.mark.parametrize(
    "typed", ["anna", "anna@", "@wellner.example", "anna@wellner", "an na@wellner.example", "a@b@c.de"]
)
def test_what_is_no_address_is_said_to_be_none(typed: str) -> None:
    assert error(EMAIL, typed)


@pytest.mark.parametrize("typed", ["anna@wellner.example", "Anna.Müller@wellner.example", "anna+x@müller.example"])
def test_addresses_of_people_are_taken(typed: str) -> None:
    assert value(EMAIL, typed) == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anna@gmial.com", "anna@gmail.com"),
        ("anna@gmai.com", "anna@gmail.com"),
        ("anna@gmail.con", "anna@gmail.com"),
        ("anna@gxm.de", "anna@gmx.de"),
        ("anna@web.dee", "anna@web.de"),
        ("anna@outlok.de", "anna@outlook.de"),
        ("anna@t-onlnie.de", "anna@t-online.de"),
        ("anna@hotnail.com", "anna@hotmail.com"),
        ("anna@gmail.com", ""),
        ("anna@mail.com", ""),
        ("anna@ymail.com", ""),
        ("anna@wellner.example", ""),
    ],
)
def test_a_mistyped_provider_is_noticed(typed: str, meant: str) -> None:
    assert typos.suggestion(typed) == meant


def test_an_address_that_looks_mistyped_is_asked_about_once_and_then_believed() -> None:
    first = read(form(*NAMES), {**ANNA, "email": ["anna@gmial.com"]})
    assert first.suggestions == {"email": "anna@gmail.com"}
    assert not first.is_complete
    again = read(form(*NAMES), {**ANNA, "email": ["anna@gmial.com"], "seen": ["anna@gmial.com"]})
    assert again.is_complete
    assert again.email == "anna@gmial.com"


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("02331 5550", "DE", "+4923315550"),
        ("+43 1 58858", "DE", "+43158858"),
        ("01 58858", "AT", "+43158858"),
        ("0049 (0)2331 5550", "CH", "+4923315550"),
    ],
)
def test_a_number_is_read_in_its_country(typed: str, region: str, number: str) -> None:
    assert value(PHONE, typed, region=region) == number


def test_the_country_that_was_answered_weighs_more_than_the_firms() -> None:
    land = question("land", Type.COUNTRY)
    answers = read(form(PHONE, land), {"phone": ["01 58858"], "land": ["AT"]})
    assert answers.phone == "+43158858"


def test_what_is_no_number_is_said_to_be_none() -> None:
    assert error(PHONE, "ruft mich an")
    assert error(NUMBER, "viele")
    assert error(NUMBER, "0") == "Please give at least 1."
    assert error(NUMBER, "501") == "Please give at most 500."
    assert error(NUMBER, "NaN")
    assert error(NUMBER, "1" * 400)


@pytest.mark.parametrize(
    ("typed", "language", "number"),
    [
        ("1.250,5", "de", 1250.5),
        ("1,250.5", "en", 1250.5),
        ("12,5", "de", 12.5),
        ("12.5", "de", 12.5),
        ("42", "en", 42),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, language: str, number: float) -> None:
    assert value(question("n", Type.NUMBER), typed, language=language) == number


def test_choices_are_of_those_offered() -> None:
    assert value(COLOUR, "g") == "g"
    assert asked(COLOUR, "g").all["colour"].shown == "grün"
    assert error(COLOUR, "blau")
    assert value(MANY, "c", "a") == ["a", "c"]
    assert asked(MANY, "c", "a").all["many"].shown == "A, C"
    assert error(MANY, "a", "z")


def test_a_country_is_one_of_the_world() -> None:
    land = question("land", Type.COUNTRY)
    assert asked(land, "at").all["land"].shown == "Österreich"
    assert error(land, "XX")


def test_long_answers_are_bounded_and_those_that_fill_a_field_more_so() -> None:
    assert value(NEED, "ä" * LONGEST_ANSWER)
    assert "10" in error(NEED, "ä" * (LONGEST_ANSWER + 1))
    assert error(FIRM, "x" * 2001)


def test_what_no_database_takes_is_left_out() -> None:
    assert value(NEED, "eins\x00zwei\ud800") == "einszwei"


def test_who_lets_us_call_says_where() -> None:  # LAW 1.5
    box = for_ask(Ask(purpose="advice", channel="phone"))
    words = {box.key: Wording(1, "Ja, rufen Sie mich an.")}
    both_asked = form(EMAIL, PHONE, box, wordings=words)
    missing = read(both_asked, {"email": ["a@b.example"], box.key: ["yes"]})
    assert "phone number" in missing.errors[box.key]
    assert read(both_asked, {"phone": ["02331 5550"], box.key: ["yes"]}).errors == {}
    assert read(both_asked, {"email": ["a@b.example"]}).errors == {}


def test_a_consumer_needs_no_firm() -> None:
    assert read(form(*NAMES, FIRM), ANNA).is_complete


def test_a_box_is_never_ticked_by_itself() -> None:  # LAW 1.8
    box = for_ask(Ask(purpose="newsletter"))
    plain: Form = form(*NAMES, box, wordings={box.key: Wording(1, "Ja.")})
    assert read(plain, ANNA).agreed() == []
    assert len(read(plain, {**ANNA, box.key: ["yes"]}).agreed()) == 1
