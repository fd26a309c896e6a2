"""The steps of the visitor's way as the record tells them: which offer, what became of the mail, and what waits."""

import pytest
from django.utils import translation

from tests.factories import anna, day, does, form, happen, known
from tests.generation.offers.makings import our_house, published
from tests.spine.outreach.posts import asked, paper, question, row, sent, settled, signed_up
from trichter.insight.entries import Entry
from trichter.insight.printing import pdf
from trichter.insight.proof import proof
from trichter.insight.record import record
from trichter.spine.outreach.transports import Answer

pytestmark = pytest.mark.django_db

USER_UNKNOWN = Answer("refused", code="550", text="550 5.1.1 <anna@example.org> User unknown")
BUSY = Answer("later", code="451", text="451 4.3.2 Try again")


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    settled()


def told(contact: int, kind: str) -> Entry:
    shown = record(contact)
    assert shown is not None
    return next(entry for entry in shown.timeline if entry.kind == kind)


def test_what_an_offer_led_to_names_the_offer_in_the_readers_language() -> None:
    our_house()
    offer = published()
    [recorded] = happen(form("anna@example.org", subject=("offer", offer.pk), channel="search", campaign="herbst"))
    paper(recorded.contact_id, caused_by=recorded.touchpoint_id)
    sent()
    for kind in ("form.submitted", "mail.sent"):
        assert (told(recorded.contact_id, kind).offer_id, told(recorded.contact_id, kind).offer_title) == (
            offer.pk,
            "Twelve levers",
        )
    with translation.override("de"):
        assert told(recorded.contact_id, "mail.sent").offer_title == "Zwölf Hebel"
    assert told(recorded.contact_id, "form.submitted").campaign_label == "herbst"


def test_what_follows_from_a_form_says_on_which_way_that_came() -> None:
    [recorded] = happen(form("anna@example.org", channel="search", campaign="herbst"))
    paper(recorded.contact_id, caused_by=recorded.touchpoint_id)
    sent()
    assert told(recorded.contact_id, "mail.sent").origin_label == "Origin: Organic search, herbst"
    # What came on a way of its own says that; a decision says its rule.
    assert {told(recorded.contact_id, kind).origin_label for kind in ("form.submitted", "stage.reached")} == {""}


def test_a_mail_leads_to_its_row_of_the_ledger() -> None:
    contact = anna()
    posted = paper(contact)
    sent()
    entry = told(contact, "mail.sent")
    assert (entry.letter_id, entry.letter_state, entry.actor_label) == (posted.id, "", "Trichter")


def test_a_mail_that_came_back_says_whose_trouble_it_is_and_what_the_server_said() -> None:
    contact = anna()
    paper(contact)
    sent(USER_UNKNOWN)
    entry = told(contact, "mail.bounced")
    assert "5.1.1" in entry.summary
    assert entry.quote == (
        "There is no such mailbox any more; nothing more is sent to this address.\n" + USER_UNKNOWN.text
    )


def test_what_waits_or_is_held_back_stands_above_the_timeline_with_its_reason() -> None:
    contact = anna()
    waiting = paper(contact)
    withheld = paper(contact, cause="another", address="somebody@else.example")
    shown = record(contact)
    assert shown is not None
    assert [(letter.id, letter.state_label, letter.reason) for letter in shown.letters] == [
        (withheld.id, "Withheld", "Nobody asked for it from this address."),
        (waiting.id, "Waiting", ""),
    ]
    assert shown.letters[1].due_at is not None
    sent()
    shown = record(contact)
    assert shown is not None
    assert [letter.id for letter in shown.letters] == [withheld.id]


def test_a_mail_that_is_put_off_says_when_it_is_tried_again() -> None:
    contact = anna()
    posted = paper(contact)
    sent(BUSY)
    shown = record(contact)
    assert shown is not None
    [letter] = shown.letters
    assert (letter.state, letter.due_at) == ("deferred", row(posted).due_at)


def test_the_proof_holds_the_opt_in_mail_as_it_left() -> None:  # LAW 1.1
    our_house()
    contact = anna(occurred_at=day(1))
    asked(contact)
    question(contact, signed_up(contact))
    [left] = sent()
    answer = {"channel": "email", "purpose": "newsletter", "address": known(contact).email}
    does(contact, "consent.granted", answer | {"confirmation_mail": left.message_id})
    shown = proof(contact)
    assert shown is not None
    requested, granted = shown.statements
    assert requested.mail == ""
    assert granted.mail == bytes(left.source or b"").decode()
    assert f"Message-ID: {left.message_id}" in granted.mail
    assert pdf(shown).startswith(b"%PDF-")
