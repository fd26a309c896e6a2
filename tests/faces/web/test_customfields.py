"""The house adds fields of its own; what a field holds never changes."""

from typing import Any

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.factories import anna, known, learns
from trichter.facts.contacts import definitions
from trichter.facts.house import journal
from trichter.kernel.words import Words

PAGE = "/einstellungen/felder/"


def said(**changed: Any) -> dict[str, Any]:
    return {
        "de": "Messpunkte",
        "en": "Measuring points",
        "type": "number",
        "options": "",
        "is_personal": "on",
    } | changed


def test_a_field_is_added_and_holds_what_it_should(administration: Client) -> None:
    page = administration.post(PAGE, said(), follow=True).content.decode()
    assert "Messpunkte" in page
    contact = anna()
    learns(contact, **{"custom:measuring_points": 22})
    assert known(contact).properties == {"measuring_points": 22}
    assert [one.about for one in journal.listing()] == ["Messpunkte"]


def test_a_choice_has_choices_each_once(administration: Client) -> None:
    administration.post(PAGE, said(en="Industry", de="Branche", type="choice", options="Guss\r\n\r\n Stahl \nGuss"))
    assert definitions.custom_field("industry").options == ("Guss", "Stahl")


def test_what_can_be_chosen_changes_and_what_was_chosen_stays(administration: Client) -> None:
    administration.post(PAGE, said(en="Industry", de="Branche", type="choice", options="Guss\nStahl"))
    contact = anna()
    learns(contact, **{"custom:industry": "Guss"})
    administration.post(f"{PAGE}industry/", {"de": "Zweig", "en": "Industry", "options": "Stahl"})
    now = definitions.custom_field("industry")
    assert (now.options, now.label, now.is_personal) == (("Stahl",), Words("Industry", "Zweig"), False)
    assert known(contact).properties == {"industry": "Guss"}


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"type": "choice"}, "id_options_error"),
        ({"en": "42"}, "id_en_error"),
        ({"de": ""}, "id_de_error"),
        ({"type": "soup"}, "id_type_error"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(administration: Client, wrong: dict[str, str], beside: str) -> None:
    assert beside in administration.post(PAGE, said(**wrong)).content.decode()
    assert (definitions.custom_fields(), journal.listing()) == ([], [])


def test_a_change_is_taken_back_by_a_button(administration: Client) -> None:
    administration.post(PAGE, said())
    administration.get(PAGE)
    [was] = definitions.custom_fields()
    administration.post(f"{PAGE}{was.key}/", {"de": "Anders", "en": "Other", "options": "", "is_personal": ""})
    assert definitions.custom_fields() != [was]
    undo(administration)
    assert definitions.custom_fields() == [was]


def test_a_field_is_added_once(administration: Client) -> None:
    administration.post(PAGE, said())
    assert "id_en_error" in administration.post(PAGE, said(type="text")).content.decode()
    assert [one.type for one in definitions.custom_fields()] == ["number"]


def test_a_choice_is_never_left_without_choices(administration: Client) -> None:
    administration.post(PAGE, said(en="Industry", type="many", options="Guss"))
    assert "id_options_error" in administration.post(f"{PAGE}industry/", said(options="")).content.decode()
    assert definitions.custom_field("industry").options == ("Guss",)


def test_what_is_not_there_is_not_found(administration: Client) -> None:
    assert administration.get(f"{PAGE}nothing/").status_code == 404


@pytest.mark.parametrize("path", ["", "industry/"])
def test_departments_may_not(client_of_lea: Client, path: str) -> None:
    assert client_of_lea.post(PAGE + path, said()).status_code == 403
