"""Offers in rules: by their names, where touchpoints hold their numbers."""

import pytest
from django.utils import translation

from tests.generation.offers.makings import our_house, published
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.words import sentence

pytestmark = pytest.mark.django_db


def test_a_rule_over_an_offer_is_said_by_its_name() -> None:
    our_house()
    offer = published().pk
    rule = check(parse(f"did form.submitted where offer is {offer}")).rule
    with translation.override("de"):
        assert "Content-Angebot ist „Zwölf Hebel“" in sentence(rule)
        gone = check(parse("did form.submitted where offer is 99999")).rule
        assert "Content-Angebot ist 99.999" in sentence(gone)
