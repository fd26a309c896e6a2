"""The sentence that says why somebody gets a mail, in the language of the mail."""

from typing import Any

import pytest
from django.utils import translation

from tests.factories import anna, day, does, newsletter, says
from tests.spine.outreach.posts import asked
from tests.spine.outreach.writing import firm, letter, part, written
from trichter.facts.consent.models import Consent
from trichter.spine.outreach.because import because
from trichter.spine.outreach.grounds import _GROUNDS, Consented, Customer, OptInRequest, RequestedService

pytestmark = pytest.mark.django_db


def said(ground: dict[str, Any], **given: Any) -> str:
    with translation.override("en"):
        return because(letter(ground=ground, **given))


def test_who_asked_reads_when() -> None:
    person = anna(occurred_at=day(3))
    ground = {"ground": RequestedService.name, "touchpoint": asked(person)}
    assert said(ground, contact_id=person) == "You get this e-mail because you asked for it on 3 March 2026."
    assert said({"ground": RequestedService.name, "touchpoint": 0}, contact_id=person).endswith("asked for it.")


def test_who_agreed_reads_when() -> None:
    newsletter()
    person = anna(occurred_at=day(1))
    says(person, "granted", occurred_at=day(4))
    consent = Consent.objects.get().pk
    ground = {"ground": Consented.name, "purpose": "newsletter"}
    assert said(ground, contact_id=person, consent_id=consent).endswith("agreed to it on 4 March 2026.")
    assert said(ground, contact_id=person).endswith("agreed to it.")


# LAW 1.7
def test_a_customer_reads_in_each_mail_that_they_may_object() -> None:
    firm()
    assert "object to it at any time" in said({"ground": Customer.name, "purpose": "x"})
    ground = {"ground": Customer.name, "purpose": "x"}
    for kind in ("plain", "html"):
        source = written(language="en", ground=ground, is_advertising=True, purpose="x", contact_id=7).source
        assert "object to it at any time" in " ".join(part(source, kind).split())


def test_every_ground_has_its_sentence_or_says_nothing() -> None:
    person = anna()
    note = does(person, "note.written", {"text": "x"})
    for name in _GROUNDS:
        sentence = said({"ground": name, "touchpoint": note, "request": 1, "purpose": "x"}, contact_id=person)
        assert sentence.endswith(".") or name == OptInRequest.name
