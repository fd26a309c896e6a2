"""What somebody answered a colleague: what proves it, and what has to be confirmed by the person alone."""

from typing import Any

import pytest

from tests.factories import anna, kinds, lea, newsletter, says
from trichter.facts.consent import queries as consents
from trichter.facts.consent import services as consent
from trichter.facts.consent.models import Consent
from trichter.generation.capture import answers
from trichter.generation.capture.answers import Answer, Asked
from trichter.kernel.words import Words
from trichter.sales.conversations import services as conversations
from trichter.spine.intake import record
from trichter.spine.outreach.models import Message
from trichter.spine.reactions import drain
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db
PHONE = "+49 40 123456"


@pytest.fixture
def mails() -> Asked:
    return Asked("newsletter", "email", newsletter().pk)


@pytest.fixture
def calls() -> Asked:
    consent.found_purpose("advice", label=Words("Advice", "Beratung"))
    wording = consent.publish_wording("advice", channel="phone", language="de", text="Sie dürfen mich anrufen.")
    return Asked("advice", "phone", wording.pk)


def person(**told: Any) -> int:
    told |= {"phone": PHONE, "first_name": "Anna"}
    return record([Touch("form.submitted", {"title": "Kontakt"}, email="anna@example.org", learned=told)])[0].contact_id


def answered(contact: int, says: str, *asked: Asked, **given: Any) -> None:
    answers.note(contact, Answer(says, asked, **given), by=given.pop("by", 1))


def may(contact: int, channel: str, purpose: str) -> bool:
    return consents.may_write(contact, channel=channel, purpose=purpose).allowed


def test_a_signature_on_paper_is_a_consent_with_the_words_that_were_shown(mails: Asked) -> None:  # LAW 1.1
    contact = person()
    answered(contact, "granted", mails, how="paper", note="Ordner Messe 2026")

    row = Consent.objects.get(contact=contact)
    assert (row.state, row.wording_id) == ("granted", mails.wording)
    assert row.snapshot == {"how": "paper", "note": "Ordner Messe 2026"}
    assert may(contact, "email", "newsletter")


def test_what_was_only_said_is_no_consent_to_mails_but_a_question_to_the_person(mails: Asked) -> None:  # LAW 1.6
    contact = person()
    answered(contact, "granted", mails, how="spoken")

    assert not may(contact, "email", "newsletter")
    drain()
    letter = Message.objects.get(template="optin")
    assert (letter.address, letter.state) == ("anna@example.org", "queued")


def test_a_consent_to_calls_needs_a_proof_and_then_the_call_may_be_made(calls: Asked) -> None:  # LAW 1.5
    contact, user = person(), lea().pk
    with pytest.raises(answers.NoProof):
        answered(contact, "granted", calls, how="spoken")
    with pytest.raises(consent.NoGroundToCall):
        conversations.call(contact, direction="out", outcome="reached", text="", purpose="advice", by=user)

    answered(contact, "granted", calls, how="phone", note="Am 3. März zu Lea gesagt")
    conversations.call(contact, direction="out", outcome="reached", text="", purpose="advice", by=user)
    [standing] = consents.state_of(contact)
    assert standing.proof_until is not None


def test_a_consent_to_mails_says_nothing_of_calls(mails: Asked, calls: Asked) -> None:  # LAW 1.5
    contact = person()
    answered(contact, "granted", mails, how="paper", note="Ordner")
    assert not may(contact, "phone", calls.purpose)


def test_agreement_is_presumed_for_calls_to_businesses_alone_and_for_a_reason(mails: Asked, calls: Asked) -> None:
    with pytest.raises(answers.NoBusiness):
        answered(person(), "presumed", calls, note="Hat nach Preisen gefragt")
    contact = person(company={"name": "Ahornwerk GmbH"})
    with pytest.raises(answers.OnlyCalls):
        answered(contact, "presumed", mails, note="Kunde")
    with pytest.raises(answers.NoReason):
        answered(contact, "presumed", calls)
    answered(contact, "presumed", calls, note="Hat nach Preisen gefragt")  # LAW 1.5
    assert may(contact, "phone", calls.purpose)


def test_a_withdrawal_ends_a_consent_at_once(mails: Asked) -> None:  # LAW 1.11
    contact = anna()
    says(contact, "granted")
    answered(contact, "withdrawn", mails, how="phone", note="Anruf")
    assert not may(contact, "email", "newsletter")
    assert kinds(contact)[-1] == "consent.withdrawn"


def test_an_answer_about_nothing_is_none(mails: Asked) -> None:
    with pytest.raises(answers.NothingAsked):
        answered(anna(), "granted", how="paper", note="Ordner")


def test_a_form_that_is_sent_twice_is_one_answer(mails: Asked) -> None:
    contact = person()
    for _time in range(2):
        answer = Answer("refused", [mails], how="spoken")
        answers.note(contact, answer, by=1, once="a")
    assert Consent.objects.filter(contact=contact).count() == 1
