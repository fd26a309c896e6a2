"""What the Impressum of each legal form has to say, and what it says."""

from dataclasses import replace

import pytest
from django.utils import translation

from trichter.facts.house import services
from trichter.facts.house.legalforms import LEGAL_FORMS
from trichter.facts.house.queries import FIELDS, House, house, imprint, imprint_lines, lacks
from trichter.kernel.declaring import Declared

AHORNWERK = House(
    name="Ahornwerk",
    legal_name="Ahornwerk GmbH",
    legal_form="gmbh",
    street="Lindenstraße 8",
    postal_code="79098",
    city="Freiburg",
    phone="+49 761 5550100",
    email="info@ahornwerk.example",
    register_court="Amtsgericht Freiburg",
    register_number="HRB 000000",
    representatives="Clara Ahorn",
)


def missing(firm: House) -> list[str]:
    with translation.override("de"):
        return [str(words) for words in lacks(firm)]


def test_a_firm_that_has_said_nothing_lacks_everything_that_all_need() -> None:  # LAW 1.16
    assert missing(House()) == [
        "Vollständiger Name der Firma",
        "Rechtsform",
        "Straße und Hausnummer",
        "Postleitzahl",
        "Ort",
        "E-Mail-Adresse",
        "Telefonnummer",
    ]


def test_a_complete_gmbh_lacks_nothing() -> None:  # LAW 1.16
    assert missing(AHORNWERK) == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("representatives", "Geschäftsführung"),
        ("register_court", "Registergericht"),
        ("register_number", "Registernummer"),
        ("street", "Straße und Hausnummer"),
        ("phone", "Telefonnummer"),
    ],
)
def test_what_a_gmbh_leaves_out_is_named(field: str, words: str) -> None:  # LAW 1.16
    assert missing(replace(AHORNWERK, **{field: ""})) == [words]


def test_each_legal_form_is_asked_for_what_is_its_own() -> None:  # LAW 1.16
    bare = replace(AHORNWERK, representatives="", register_court="", register_number="")
    asked = {key: missing(replace(bare, legal_form=key)) for key in LEGAL_FORMS}

    register = ["Registergericht", "Registernummer"]
    assert asked["person"] == []
    assert asked["ek"] == register
    assert asked["ag"] == ["Vorstand", *register, "Vorsitz des Aufsichtsrats"]
    assert asked["gbr"] == ["Vertretungsberechtigte Gesellschafter"]
    assert asked["ev"] == ["Vorstand", *register]
    assert asked["foundation"] == ["Vorstand"]


def test_what_is_lacking_is_said_in_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert [str(words) for words in lacks(replace(AHORNWERK, representatives=""))] == ["Managing directors"]


def test_a_mail_ends_with_what_a_letter_of_the_firm_has_to_say() -> None:  # LAW 1.16, GmbHG §35a
    with translation.override("de"):
        assert imprint_lines(AHORNWERK) == (
            "Ahornwerk GmbH, Lindenstraße 8, 79098 Freiburg",
            "+49 761 5550100 · info@ahornwerk.example",
            "Amtsgericht Freiburg, HRB 000000",
            "Geschäftsführung: Clara Ahorn",
        )
    assert imprint_lines(House()) == ()


def test_the_imprint_leaves_out_what_was_not_said() -> None:
    details = imprint(AHORNWERK)
    assert [detail.value for detail in details[:3]] == ["Ahornwerk GmbH", "Lindenstraße 8", "79098 Freiburg"]
    assert all(detail.value for detail in details)
    assert imprint(House()) == ()


@pytest.mark.django_db
def test_what_the_firm_says_is_kept_and_the_rest_stays() -> None:
    assert house() == House()
    assert services.change(name="Ahornwerk", city="Freiburg") is Declared.MADE
    assert services.change(city="Freiburg") is Declared.SAME
    assert services.change(city="  Freiburg   im Breisgau ") is Declared.CHANGED
    assert house() == House(name="Ahornwerk", city="Freiburg im Breisgau")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "nobody", "“nobody” is not an e-mail address."),
        ("legal_form", "ltd", "There is no legal form “ltd”."),
        ("country", "Germany", "This is too long: at most 2 characters."),
        ("country", "D3", "“D3” is no country; write its two letters, such as DE."),
        ("country", "", "“” is no country; write its two letters, such as DE."),
        ("vat_id", "12345", "“12345” is no VAT ID; it begins with two letters, such as DE123456789."),
        (
            "website",
            "javascript:alert(1)",
            "“javascript:alert(1)” is not an address of the web; it begins with https://.",
        ),
        ("website", "http://[", "“http://[” is not an address of the web; it begins with https://."),
        ("accent", "", "“” is no colour; write it as #rrggbb."),
        ("accent", "#ffe066", "White text cannot be read on #ffe066: its contrast is 1.30, at least 4.5 is needed."),
        ("name", "A" * 121, "This is too long: at most 120 characters."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_kept(field: str, value: str, said: str) -> None:
    with pytest.raises(services.WrongDetail) as refused:
        services.change(**{"city": "Freiburg", field: value})
    assert (refused.value.field, str(refused.value)) == (field, said)
    assert house() == House()


@pytest.mark.django_db
def test_a_field_that_no_firm_has_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="favourite_song"):
        services.change(favourite_song="Ahornblatt")


@pytest.mark.django_db
def test_a_vat_id_and_a_colour_are_kept_in_one_spelling() -> None:
    services.change(vat_id="de 123 456 789", accent="#A03050", country="de")
    kept = house()
    assert (kept.vat_id, kept.accent, kept.country) == ("DE123456789", "#a03050", "DE")


def test_a_firm_without_a_brand_is_called_by_its_full_name() -> None:
    assert (AHORNWERK.title, AHORNWERK.initial) == ("Ahornwerk", "A")
    assert House(legal_name="özgür GmbH").title == "özgür GmbH"
    assert House(legal_name="özgür GmbH").initial == "Ö"
    assert House().initial == ""


def test_every_column_of_the_firm_is_told() -> None:
    from trichter.facts.house.models import HouseRow

    assert {field.name for field in HouseRow._meta.fields} == {"id", *FIELDS}
