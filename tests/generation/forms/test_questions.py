"""Questions as marketing writes them: what makes no sense is refused with a sentence."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.generation.forms.samples import both
from trichter.generation.forms.questions import Ask, Both, Option, Question, Type, for_ask
from trichter.kernel.problems import problem

RED = Option(value="r", label=both("rot"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"key": "token"}, "the form itself uses"),
        ({"key": "utm_source"}, "the form itself uses"),
        ({"key": "consent_email_newsletter"}, "the form itself uses"),
        ({"key": "colour", "type": "choice"}, "needs answers"),
        ({"key": "colour", "type": "many", "options": (RED, RED)}, "stands there twice"),
        ({"key": "yes", "type": "consent"}, "names its purpose"),
        ({"key": "yes", "ask": Ask(purpose="newsletter")}, "names its purpose"),
        ({"key": "yes", "type": "consent", "ask": Ask(purpose="n"), "is_required": True}, "never required"),
        ({"key": "n", "type": "number", "lowest": 5, "highest": 4}, "above the highest"),
        ({"key": "n", "fills": "owner"}, "no field “owner”"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Question(**given)
    assert says in problem(refused.value.errors()[0])


@pytest.mark.parametrize("key", ["Name", "1st", "", "a b", "x" * 41])
def test_a_key_is_a_plain_name(key: str) -> None:
    with pytest.raises(ValidationError):
        Question(key=key)


def test_an_address_a_number_and_a_firm_know_their_own_fields() -> None:
    told = {type_: Question(key="one", type=type_).learns for type_ in (Type.EMAIL, Type.PHONE, Type.FIRM, Type.TEXT)}
    assert told == {Type.EMAIL: "email", Type.PHONE: "phone", Type.FIRM: "company", Type.TEXT: None}
    assert Question(key="mobile", type=Type.PHONE, fills="mobile").learns == "mobile"


def test_what_is_missing_in_one_language_is_said_in_the_other() -> None:
    assert (Both(de="Ja").in_("en"), Both(en="Yes").in_("de-AT"), Both(de="Ja", en="Yes").in_("de-CH")) == (
        "Ja",
        "Yes",
        "Ja",
    )


def test_two_consents_never_share_a_name() -> None:
    assert for_ask(Ask(purpose="advice", channel="phone")).key == "consent_phone_advice"
    assert for_ask(Ask(purpose="advice")).key == "consent_email_advice"
