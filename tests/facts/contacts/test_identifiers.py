"""One spelling for each key, however people write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trichter.facts.contacts import identifiers
from trichter.facts.contacts.identifiers import BadEmail, BadExternalId, BadPhone


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("anna@example.org", "anna@example.org"),
        ("  Anna.Ahorn@Example.ORG ", "anna.ahorn@example.org"),
        ("anna+news@example.org", "anna+news@example.org"),
        ("anna@MÜLLER.example", "anna@müller.example"),
        ("anna@xn--mller-kva.example", "anna@müller.example"),
        ("ANNA@XN--MLLER-KVA.example", "anna@müller.example"),
        ("anna@mu\u0308ller.example", "anna@müller.example"),
        ("größe@example.org", "größe@example.org"),
        ("anna.o'hara@example.org", "anna.o'hara@example.org"),
    ],
)
def test_an_address_has_one_spelling(given: str, normal: str) -> None:
    assert identifiers.email(given) == normal


@pytest.mark.parametrize(
    "given",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "anna@localhost",
        "a b@example.org",
        "anna@example..org",
        "anna@" + "x" * 64 + ".org",
        "anna@example.org, bernd@example.org",
        "anna\x00@example.org",
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(BadEmail):
        identifiers.email(given)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.emails())
def test_a_normal_spelling_stays_as_it_is(address: str) -> None:
    try:
        normal = identifiers.email(address)
    except BadEmail:
        return
    assert identifiers.email(normal) == normal
    assert identifiers.email(address.upper()) == normal


@pytest.mark.parametrize(
    ("given", "region", "normal"),
    [
        ("+49 40 123456", "DE", "+4940123456"),
        ("040 / 12 34 56", "DE", "+4940123456"),
        ("0049 (0)40 123456", "DE", "+4940123456"),
        ("+49 (0) 40 123456", "DE", "+4940123456"),
        ("01 5131234", "AT", "+4315131234"),
        ("044 668 18 00", "CH", "+41446681800"),
        ("+1 650-253-0000", "DE", "+16502530000"),
    ],
)
def test_a_phone_number_has_one_spelling(given: str, region: str, normal: str) -> None:
    assert identifiers.phone(given, region=region) == normal


@pytest.mark.parametrize("given", ["123", "110", "4711", "9 12 34", "", "ring me", "+49", "+999 123456", "1" * 30])
def test_what_is_no_phone_number_is_refused(given: str) -> None:
    with pytest.raises(BadPhone):
        identifiers.phone(given)


def test_an_external_id_is_unique_within_its_system() -> None:
    assert identifiers.external(" CRM ", " 0017 ") == "crm:0017"
    assert identifiers.external("crm", "A:b") == "crm:A:b"


@pytest.mark.parametrize(
    ("system", "given"), [("", "1"), ("crm", ""), ("c:rm", "1"), ("crm", "1\n2"), ("crm", "\x00"), ("cr\x00m", "1")]
)
def test_an_external_id_without_system_or_sense_is_refused(system: str, given: str) -> None:
    with pytest.raises(BadExternalId):
        identifiers.external(system, given)


@given(
    st.from_regex(r"0[1-9][0-9]{0,9}([ /-]?[0-9]{1,4}){0,4}", fullmatch=True),
    st.sampled_from(["DE", "AT", "CH", "GB", "FR", "NL", "BE", "DK", "IT", "SE", "PL", "TR", "US", "BR"]),
)
def test_the_short_way_to_a_number_of_the_own_country_is_the_librarys(number: str, region: str) -> None:
    try:
        parsed = identifiers._parsed(number, region)
    except identifiers.BadPhone:
        parsed = None
    assert identifiers._domestic(number, region) in (None, parsed)
