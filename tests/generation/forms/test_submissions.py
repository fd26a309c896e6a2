"""A form that was sent becomes a lead with everything that it told, or is kept, or goes back to its sender."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import kinds
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
from trichter.facts.timeline.models import Campaign, Touchpoint
from trichter.generation.forms import work
from trichter.generation.forms.form import Form, Visit
from trichter.generation.forms.judging import Reason
from trichter.generation.forms.models import Doubtful
from trichter.generation.forms.questions import Type
from trichter.generation.forms.receiving import Outcome, Received, receive
from trichter.kernel.environment import environment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COST", 1)


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


def test_the_timeline_keeps_the_answers_as_they_were_asked_and_typed() -> None:
    send(form(*NAMES, NEED, COLOUR), {**ANNA, "need": ["Der Strompreis"], "colour": ["g"]})
    told = the_submission().payload
    assert told["answers"] == {
        "Vorname": "Anna",
        "Nachname": "Reimers",
        "E-Mail": "anna@wellner.example",
        "Was beschäftigt Sie?": "Der Strompreis",
        "colour": "grün",
    }
    assert told["need"] == "Der Strompreis"
    assert [one["question"] for one in told["asked"]] == ["Was beschäftigt Sie?", "colour"]
    assert (told["offer"], told["version"], told["language"]) == (7, 71, "de")


def test_a_submission_says_from_where_somebody_came() -> None:
    utm = {"utm_source": "linkedin", "utm_medium": "cpc", "utm_campaign": "herbst"}
    send(form(), ANNA, replace(VISIT, utm=utm, referrer="www.linkedin.com/feed"))
    touch = the_submission()
    assert (touch.channel, touch.subject_type, touch.subject_id) == ("paid_social", "offer", 7)
    assert Campaign.objects.get(id=touch.campaign_id or 0).key == "herbst"
    assert (touch.payload["utm"], touch.payload["referrer"]) == (utm, "www.linkedin.com/feed")


def test_where_a_link_says_nothing_the_offer_says_for_which_channel_it_was_made() -> None:
    send(form(channel="print", campaign="flyer"), ANNA)
    assert the_submission().channel == "print"


def test_a_search_engine_is_believed_before_the_offers_own_channel() -> None:
    send(form(channel="print", campaign="flyer"), ANNA, replace(VISIT, referrer="www.google.de/"))
    touch = the_submission()
    assert (touch.channel, touch.campaign_id) == ("search", None)


def test_a_ticked_newsletter_is_asked_for_with_its_wording_and_the_form_as_it_looked() -> None:  # LAW 1.1
    asking = with_newsletter(button="Whitepaper anfordern")
    send(asking, {**ANNA, "consent_email_newsletter": ["yes"]}, replace(VISIT, ip="203.0.113.0/24"))
    row = Consent.objects.get()
    assert (row.channel, row.purpose_id, row.state) == ("email", "newsletter", "requested")
    assert row.wording_id == asking.wordings["consent_email_newsletter"].id
    assert (row.address, row.ip, row.user_agent) == ("anna@wellner.example", "203.0.113.0/24", "Firefox")
    looked = row.snapshot or {}
    assert (looked["title"], looked["button"], looked["version"]) == ("Zwölf Hebel", "Whitepaper anfordern", 71)
    assert [field["label"] for field in looked["fields"]] == ["Vorname", "Nachname", "E-Mail"]
    assert looked["boxes"] == [{"label": "Ja, newsletter bitte.", "is_ticked": True, "is_exchange": False}]


def test_without_a_tick_nothing_is_asked_for() -> None:  # LAW 1.8
    send(with_newsletter(), ANNA)
    assert not Consent.objects.exists()


def test_calls_are_asked_for_by_words_of_their_own_and_not_granted_by_a_tick() -> None:  # LAW 1.5
    phone = question("phone", Type.PHONE)
    asking = with_newsletter(*NAMES, phone, channel="phone")
    send(asking, {**ANNA, "phone": ["02331 5550"], "consent_phone_advice": ["yes"]})
    row = Consent.objects.get()
    assert (row.channel, row.state, row.address) == ("phone", "requested", "+4923315550")


def test_in_an_exchange_sending_is_agreeing_and_the_proof_says_so() -> None:  # LAW 1.8
    asking = with_newsletter(
        is_exchange=True, exchange="Whitepaper gegen Newsletter.", sponsors="Es wirken mit: Stadtwerk (Strom)"
    )
    send(asking, ANNA)
    looked = Consent.objects.get().snapshot or {}
    assert looked["notes"] == ["Whitepaper gegen Newsletter.", "Es wirken mit: Stadtwerk (Strom)"]
    assert looked["boxes"][0] == {"label": "Ja, newsletter bitte.", "is_ticked": True, "is_exchange": True}


def test_an_answer_that_its_field_cannot_hold_stands_in_the_submission_all_the_same() -> None:
    send(form(*NAMES, question("budget", fills="custom:unknown")), {**ANNA, "budget": ["viel"]})
    assert the_submission().payload["answers"]["budget"] == "viel"


def test_parts_of_an_address_come_together() -> None:
    parts = [question(part, fills=f"address.{part}") for part in ("street", "city")]
    send(form(*NAMES, *parts), {**ANNA, "street": ["Am Ahorn 1"], "city": ["Hagen"]})
    anna = Contact.objects.get()
    assert (anna.street, anna.city) == ("Am Ahorn 1", "Hagen")


def test_a_free_mail_provider_is_nobodys_firm() -> None:
    send(form(*NAMES, FIRM), {**ANNA, "email": ["anna@gmx.de"], "firm": ["Wellner"]})
    firm = Contact.objects.get().company
    assert firm is not None
    assert (firm.name, firm.domain) == ("Wellner", None)


def test_a_double_click_is_one_submission_and_both_are_thanked() -> None:
    sent = proven(form(), ANNA)
    assert [receive(form(), sent, VISIT).outcome for _ in range(2)] == [Outcome.TAKEN, Outcome.TAKEN]
    assert kinds(Contact.objects.get().pk).count("form.submitted") == 1


def test_without_a_proof_nothing_is_stored_and_everything_is_shown_once_more() -> None:  # LAW 4.1
    received = receive(form(), ANNA, VISIT)
    assert received.outcome is Outcome.REVIEW
    assert received.token
    assert (Contact.objects.count(), Doubtful.objects.count()) == (0, 0)


def test_a_page_looked_over_counts_for_the_answers_that_stood_on_it() -> None:
    with time_machine.travel(datetime(2026, 11, 16, tzinfo=UTC), tick=False) as clock:
        review = receive(form(), ANNA, VISIT)
        clock.shift(timedelta(seconds=3))
        others = {**ANNA, "last_name": ["Andere"], "token": [review.token]}
        assert receive(form(), others, VISIT).outcome is Outcome.REVIEW
        assert receive(form(), {**ANNA, "token": [review.token]}, VISIT).outcome is Outcome.TAKEN


def test_more_than_32_kilobytes_are_not_taken() -> None:
    texts = [question(f"text{n}", is_long=True) for n in range(5)]
    long = {f"text{n}": ["x" * 9_000] for n in range(5)}
    assert send(form(*NAMES, *texts), {**ANNA, **long}).outcome is Outcome.TOO_LARGE


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"email": ["anna@trashmail.com"]}, Reason.DISPOSABLE),
        ({"email": ["test@test.de"]}, Reason.IMPOSSIBLE),
        ({"first_name": ["www.buy-now.com"]}, Reason.LINK_IN_NAME),
        ({"last_name": ["Click http://x.example"]}, Reason.LINK_IN_NAME),
        ({"need": ["http://a.x http://b.x http://c.x http://d.x"]}, Reason.MANY_LINKS),
        ({"need": ["<a href='http://x.example'>x</a>"]}, Reason.MARKUP),
        ({"need": ["[url=http://x.example]x[/url]"]}, Reason.MARKUP),
        ({"first_name": ["Robertwap"], "last_name": ["Robertwap"], "need": ["Robertwap"]}, Reason.REPEATED),
        ({"homepage": ["x"]}, Reason.TRAP),
    ],
)
def test_what_looks_like_a_robots_is_kept_with_its_reason(answers: dict[str, list[str]], reason: Reason) -> None:
    received = send(form(*NAMES, NEED), {**ANNA, **answers})
    assert received.outcome is Outcome.TAKEN
    assert not Contact.objects.exists()
    assert Doubtful.objects.get().reasons == [reason.value]


@pytest.mark.parametrize(
    "answers",
    [
        {"firm": ["www.wellner.de"]},
        {"firm": ["Booking.com Deutschland"]},
        {"need": ["Siehe https://wellner.example/a und https://wellner.example/b: 3 < 5 > 2"]},
        {"first_name": ["O'Connor-Müller"], "last_name": ["von und zu d’Artagnan"]},
        {"first_name": ["-"], "last_name": ["-"], "need": ["-"]},
    ],
)
def test_what_people_write_is_clear(answers: dict[str, list[str]]) -> None:
    send(form(*NAMES, NEED, FIRM), {**ANNA, **answers})
    assert Contact.objects.count() == 1


def test_a_circular_is_noticed_and_the_first_of_it_are_believed() -> None:
    text = "Sehr geehrte Damen und Herren, wir bieten Ihnen Gewürze in großer Auswahl."
    for number in range(7):
        answers = {**ANNA, "email": [f"a{number}@x.example"], "need": [text]}
        send(form(*NAMES, NEED), answers, replace(VISIT, ip=f"81.2.{number}.0/24"))
    assert (Contact.objects.count(), Doubtful.objects.count()) == (5, 2)


def test_the_form_itself_has_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment(), "form_limit", 2)
    for number in range(3):
        send(form(), {**ANNA, "email": [f"a{number}@x.example"]}, replace(VISIT, ip=f"81.2.{number}.0/24"))
    assert Doubtful.objects.get().reasons == [Reason.FORM_LIMIT.value]


def test_addresses_of_our_own_proxies_are_not_counted_as_one_visitor() -> None:
    for number in range(32):
        send(form(), {**ANNA, "email": [f"a{number}@x.example"]}, Visit(ip="10.0.0.0/24", origin=VISIT.origin))
    assert Contact.objects.count() == 32
