"""A form that was sent becomes a lead with everything that it told, or is kept, or goes back to its sender."""

import pytest

from tests.factories import kinds, known
from tests.generation.forms.samples import (
    ANNA,
    COLOUR,
    FIRM,
    NAMES,
    NEED,
    VISIT,
    form,
    proven,
    question,
    with_newsletter,
)
from trichter.facts.consent.models import Consent
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import Touchpoint
from trichter.generation.forms.form import Form, Visit
from trichter.generation.forms.questions import Type
from trichter.generation.forms.receiving import Outcome, Received, receive

pytestmark = pytest.mark.django_db


def send(form_: Form, answers: dict[str, list[str]], visit: Visit = VISIT) -> Received:
    return receive(form_, proven(form_, answers), visit)


def the_submission() -> Touchpoint:
    return Touchpoint.objects.get(kind="form.submitted")


def test_a_submission_makes_a_lead_with_name_firm_and_language() -> None:
    sent = send(form(*NAMES, FIRM), {**ANNA, "firm": ["Wellner Papier"]})
    assert sent.outcome is Outcome.TAKEN
    anna = Contact.objects.get()
    assert (anna.first_name, anna.last_name, anna.email, anna.language) == (
        "Anna",
        "Reimers",
        "anna@wellner.example",
        "de",
    )
    assert anna.company is not None
    assert (anna.company.name, anna.company.domain) == ("Wellner Papier", "wellner.example")
