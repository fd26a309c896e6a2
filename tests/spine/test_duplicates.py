"""Suggestions of duplicates."""

import pytest

from trichter.facts.contacts.models import DuplicateSuggestion
from trichter.spine.intake import record
from trichter.spine.reactions import drain
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


def _anna(email: str, *, firm: str) -> int:
    learned = {"first_name": "Anna", "last_name": "Größl", "company": {"name": firm}}
    return record([Touch("form.submitted", {"title": "Whitepaper"}, email=email, learned=learned)])[0].contact_id


def test_the_same_name_at_the_same_firm_is_suggested_as_a_duplicate_once() -> None:
    one, two = _anna("anna@wellner.example", firm="Wellner"), _anna("a.groessl@wellner.example", firm="Wellner")
    record([Touch("form.submitted", {"title": "Webinar"}, contact=two)])
    assert drain()
    assert list(DuplicateSuggestion.objects.values_list("contact_id", "other_id", "reason")) == [(one, two, "name")]


def test_the_same_name_at_another_firm_is_not() -> None:
    _anna("anna@wellner.example", firm="Wellner")
    _anna("anna@ebert.example", firm="Ebert")
    drain()
    assert not DuplicateSuggestion.objects.exists()
