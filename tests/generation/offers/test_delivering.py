"""What was promised comes: by mail, once for each time that somebody asks, ticked or not."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.factories import lea
from tests.generation.offers.makings import PHONE, both, our_house, published, white_paper
from trichter.generation.assets.models import Delivery
from trichter.generation.offers import services
from trichter.generation.offers.models import Offer
from trichter.generation.offers.reactions import deliver
from trichter.kernel.reactions import Cause
from trichter.spine import rights
from trichter.spine.intake import record
from trichter.spine.outreach.composing import compose
from trichter.spine.outreach.grounds import RequestedService, stored
from trichter.spine.outreach.models import Message
from trichter.spine.reactions import drain
from trichter.spine.touch import SYSTEM, Recorded, Touch

pytestmark = pytest.mark.django_db
MAIL = "anna@example.org"


@pytest.fixture(autouse=True)
def _our_house(db: None) -> None:
    our_house()


def submitted(offer: Offer, email: str | None = MAIL, **given: Any) -> Touch:
    """As a visitor's form is recorded."""
    assert offer.current
    payload = {"title": "Zwölf Hebel", "offer": offer.pk, "version": offer.current.pk, "language": "en"}
    return Touch("form.submitted", payload, email=email, subject=("offer", offer.pk), **given)


def taken(offer: Offer, email: str | None = MAIL, **given: Any) -> Recorded:
    [recorded] = record([submitted(offer, email, **given)])
    drain()
    return recorded


def letters(template: str = "") -> list[Message]:
    sent = Message.objects.filter(template__startswith=template or "offer").order_by("id")
    return list(sent)


@pytest.mark.parametrize("ticked", [False, True])
def test_the_white_paper_comes_whether_or_not_the_newsletter_was_ticked(ticked: bool) -> None:
    # LAW 1.8
    box = Touch("consent.requested", {"channel": "email", "purpose": "newsletter", "address": MAIL})
    recorded = taken(published(), follows=(box,) if ticked else ())

    [letter] = letters()
    [delivery] = Delivery.objects.all()
    assert (letter.template, letter.state, letter.address, letter.language) == ("offer_file", "queued", MAIL, "en")
    assert letter.ground == stored(RequestedService(recorded.touchpoint_id))
    assert letter.context["delivery"] == delivery.pk
    assert letter.caused_by == delivery.touchpoint_id == recorded.touchpoint_id


def test_the_same_submission_sent_again_is_one_mail() -> None:
    offer = published()
    first, again = taken(offer, key="nonce 1"), taken(offer, key="nonce 1")

    assert (again.repeated, again.touchpoint_id) == (True, first.touchpoint_id)
    assert len(letters()) == Delivery.objects.count() == 1


def test_a_reaction_that_runs_twice_sends_once() -> None:
    recorded = taken(published())
    deliver(Cause(recorded.contact_id, recorded.touchpoint_id, "form.submitted", 0))
    assert len(letters()) == Delivery.objects.count() == 1


def test_who_asks_again_gets_it_again() -> None:
    offer = published()
    for _time in range(2):
        taken(offer)
    assert len(letters()) == 2


@pytest.mark.parametrize(
    ("changed", "template"),
    [
        ({"gives": "link", "link": "https://ahornwerk.example/rechner"}, "offer_link"),
        ({"gives": "answer"}, "offer_receipt"),
        ({"gives": "callback", "questions": [PHONE]}, "offer_receipt"),
    ],
)
def test_each_gift_has_its_mail(changed: dict[str, Any], template: str) -> None:
    taken(published(**changed))
    assert [(letter.template, letter.state) for letter in letters()] == [(template, "queued")]


def test_the_newsletter_is_asked_about_by_its_own_mail_not_by_ours() -> None:
    # LAW 1.2
    taken(published(gives="newsletter"))
    assert letters() == []


def test_a_caller_without_an_address_gets_no_mail() -> None:
    taken(published(gives="callback", questions=[PHONE]), email=None, phone="+49 2331 555014")
    assert letters() == []


def test_the_promise_is_that_of_the_version_that_was_seen() -> None:
    offer = published()
    touch = submitted(offer)
    services.save_draft(offer.pk, white_paper(gives="answer"))
    services.publish(offer.pk)
    record([touch])
    drain()
    assert [letter.template for letter in letters()] == ["offer_file"]


def test_colleagues_are_told_and_whoever_has_left_is_not() -> None:
    colleague = lea()
    offer = published(tells=[colleague.pk])
    recorded = taken(offer)

    [told] = letters("offer_told")
    assert (told.colleague_id, told.contact_id, told.language) == (colleague.pk, recorded.contact_id, "de")
    assert told.state == "queued"
    assert MAIL not in str(told.context)

    colleague.is_active = False
    colleague.save()
    taken(offer, "bernd@example.org")
    assert len(letters("offer_told")) == 1


def test_a_form_of_no_offer_is_none_of_ours() -> None:
    record([Touch("form.submitted", {"title": "Kontakt"}, email=MAIL)])
    drain()
    assert letters() == []


def test_what_a_machine_sent_and_whom_we_forgot_gets_nothing() -> None:
    offer = published(tells=[lea().pk])
    [judged] = record([submitted(offer)])
    verdict = Touch(
        "touchpoint.judged", {"is_bot": True}, contact=judged.contact_id, target=judged.touchpoint_id, actor=SYSTEM
    )
    record([verdict])
    [erased] = record([submitted(offer, "bernd@example.org")])
    rights.erase(erased.contact_id)
    drain()
    assert [letter for letter in letters() if letter.state != "cancelled"] == []
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("gives", "language", "subject", "words"),
    [
        ("file", "de", "Ihr Download: Zwölf Hebel", "/d/"),
        ("file", "en", "Your download: Twelve levers", "/d/"),
        ("link", "en", "Your link: Twelve levers", "https://ahornwerk.example/rechner"),
        ("answer", "de", "Ihre Anfrage ist angekommen: Zwölf Hebel", "Ahornwerk"),
    ],
)
def test_the_mail_says_what_was_promised(gives: str, language: str, subject: str, words: str) -> None:
    link = "https://ahornwerk.example/rechner" if gives == "link" else ""
    offer = published(gives=gives, link=link, title=both("Zwölf Hebel", "Twelve levers"))
    touch = submitted(offer)
    record([Touch(touch.kind, {**touch.payload, "language": language}, email=MAIL, subject=touch.subject)])
    drain()
    [letter] = letters()

    mail = message_from_bytes(compose(letter).source, policy=default)
    assert mail["Subject"] == subject
    for part in ("plain", "html"):
        body = mail.get_body((part,))
        assert body is not None
        assert words in body.get_content()


def test_the_note_to_a_colleague_names_the_person_and_leads_to_the_record() -> None:
    recorded = taken(published(tells=[lea().pk]), learned={"first_name": "Anna", "last_name": "Ahrens"})

    [told] = letters("offer_told")
    mail = message_from_bytes(compose(told).source, policy=default)
    body = mail.get_body(("plain",))
    assert mail["Subject"] == "Neue Einsendung: Zwölf Hebel"
    assert body is not None
    assert "Anna Ahrens" in body.get_content()
    assert f"/kontakte/{recorded.contact_id}/" in body.get_content()
