"""What may be said of a person, in which form it is kept, and with which sentence the rest is refused."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from tests.factories import day, lea
from trichter.facts.contacts.fields import STANDARD, BadField, UnknownField, clean
from trichter.facts.contacts.models import FieldDefinition
from trichter.kernel.errors import DomainError


def cleaned(name: str, value: Any, **how: Any) -> Any:
    return clean({name: value}, **how)[name]


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("first_name", "  Anna\x00 ", "Anna"),
        ("first_name", "", ""),
        ("first_name", None, None),
        ("email", " Anna@Example.org ", "Anna@Example.org"),
        ("email", "", ""),
        ("phone", "040 123456", "+4940123456"),
        ("phone", "", ""),
        ("birthday", "1980-05-01", "1980-05-01"),
        ("birthday", "1980-05-01T10:00:00Z", "1980-05-01"),
        ("birthday", date(1980, 5, 1), "1980-05-01"),
        ("birthday", datetime.fromisoformat("1980-05-01T23:00:00+02:00"), "1980-05-01"),
        ("birthday", "", None),
        ("language", "DE-at", "de-at"),
        ("owner", "", None),
        ("tag:Metall", True, True),
    ],
)
def test_a_value_is_kept_in_one_form(name: str, given: Any, kept: Any) -> None:
    assert cleaned(name, given) == kept


def test_a_number_without_country_is_one_of_the_region() -> None:
    assert cleaned("phone", "01 5131234", region="AT") == "+4315131234"


def test_an_address_has_all_its_parts() -> None:
    said = {"street": " Ring 1 ", "country": "at"}
    parts = {"street": "Ring 1", "street_extra": "", "postal_code": "", "city": "", "region": "", "country": "AT"}
    assert cleaned("address", said) == parts


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("first_name", 7, "first_name: not a text"),
        ("first_name", "x" * 2_001, "first_name: longer than 2,000 characters"),
        ("birthday", "1.5.1980", "birthday: “1.5.1980” is not a date; write it as 2026-11-30"),
        ("birthday", "1980-02-30", "birthday: “1980-02-30” is not a date; write it as 2026-11-30"),
        ("address", "Ring 1", "address: write it in its parts"),
        ("address", {"country": "Germany"}, "address: “Germany” is not a country code; write it as DE"),
        ("address", {"country": "EU"}, "address: “EU” is not a country code; write it as DE"),
        ("address", {"moon": "x"}, "There is no field “address.moon”."),
        ("company", ["x"], "company: write it in its parts"),
        ("company", {"employees": 2.5}, "company: “2.5” is not a whole number"),
        ("tag:Metall", "yes", "tag:Metall: “yes” is neither yes nor no"),
        ("tag:", True, "There is no field “tag:”."),
        ("tag:" + "x" * 101, True, "There is no field “tag:xxx"),
        ("moon", "x", "There is no field “moon”."),
        ("created_at", "x", "There is no field “created_at”."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(name: str, given: Any, sentence: str) -> None:
    with translation.override("en"), pytest.raises(DomainError) as refused:
        cleaned(name, given)
    with translation.override("en"):
        assert str(refused.value).startswith(sentence)


@pytest.mark.django_db
def test_an_owner_works_here() -> None:
    us = lea()
    assert cleaned("owner", us.pk) == cleaned("owner", str(us.pk)) == us.pk
    with pytest.raises(BadField):
        cleaned("owner", us.pk + 1)


OWN = [
    ("text", " x ", "x"),
    ("number", "2.50", 2.5),
    ("number", "2.0", 2),
    ("money", "199", 199),
    ("date", "2026-11-30", "2026-11-30"),
    ("boolean", False, False),
    ("choice", "früh", "früh"),
    ("many", ["früh", "spät"], ["früh", "spät"]),
    ("many", [], []),
    ("number", None, None),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "given", "kept"), OWN)
def test_a_custom_field_keeps_its_type(kind: str, given: Any, kept: Any) -> None:
    _declare(kind)
    assert cleaned("custom:own", given) == kept
    assert type(cleaned("custom:own", given)) is type(kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", 7),
        ("number", "viel"),
        ("number", "NaN"),
        ("number", "inf"),
        ("money", "1,50"),
        ("money", 1.5),
        ("date", "morgen"),
        ("boolean", "ja"),
        ("choice", "nachts"),
        ("many", ["früh", "nachts"]),
        ("many", "früh"),
    ],
)
def test_a_custom_field_refuses_what_is_not_of_its_type(kind: str, given: Any) -> None:
    _declare(kind)
    with pytest.raises(BadField, match="own"):
        cleaned("custom:own", given)


def _declare(kind: str) -> None:
    FieldDefinition.objects.create(key="own", type=kind, label={}, options=["früh", "spät"], created_at=day(1))


@pytest.mark.django_db
def test_a_custom_field_nobody_declared_is_refused() -> None:
    with pytest.raises(UnknownField):
        cleaned("custom:own", "x")


def test_every_field_has_a_label_in_both_languages() -> None:
    assert all(field.label.en and field.label.de for field in STANDARD.values())
