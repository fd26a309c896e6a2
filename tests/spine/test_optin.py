"""Whoever signs up is asked by mail whether it was them; only their own press of a button is a yes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.faces.public.consenting import ANNA, FORM, asked, letters, signs_up, token, works
from tests.factories import anna, day, does, kinds, newsletter, says
from tests.threads import at_once
from trichter.facts.consent import queries
from trichter.facts.consent.models import Consent
from trichter.facts.consent.queries import Obstacle
from trichter.facts.timeline.models import ActorType, Touchpoint
from trichter.kernel import clock
from trichter.spine import optin, outreach, rights
from trichter.spine.intake import record
from trichter.spine.optin import Answer, Browser
from trichter.spine.outreach.grounds import Consented
from trichter.spine.outreach.models import Message
from trichter.spine.touch import SYSTEM, Actor, Touch

BROWSER = Browser("203.0.113.0/24", "Firefox 140")

pytestmark = pytest.mark.django_db


def may_write(contact: int, purpose: str = "newsletter") -> bool:
    return queries.may_write(contact, channel="email", purpose=purpose, address=ANNA).allowed


def test_a_sign_up_sends_one_question_however_many_boxes_were_ticked() -> None:
    # LAW 1.1, 2.6
    contact, _token = signs_up(ANNA, asked(), asked("webinars"))
    [letter] = letters()
    assert (letter.contact_id, letter.address, letter.language) == (contact, ANNA, "de")
    found = optin.sign_up(token(contact))
    assert found is not None
    assert [str(wish.label) for wish in found.wishes] == ["Newsletter", "Webinars"]


def test_a_yes_is_proven_by_words_form_mail_time_and_network() -> None:
    # LAW 1.1
    contact, link = signs_up()
    Message.objects.update(message_id="<1@ahornwerk.example>")
    assert optin.confirm(link, BROWSER)
    _asked, proof = queries.evidence(contact)
    assert (proof.state, proof.wording, proof.snapshot) == ("granted", "Ja, ich möchte Post.", FORM)
    assert (proof.confirmation_mail, proof.ip, proof.user_agent) == (
        "<1@ahornwerk.example>",
        "203.0.113.0/24",
        "Firefox 140",
    )
    assert may_write(contact)


def test_pressing_twice_is_pressing_once() -> None:
    contact, link = signs_up()
    for _ in range(2):
        found = optin.confirm(link, BROWSER)
        assert found
        assert found.answer == Answer.CONFIRMED
    assert kinds(contact).count("consent.granted") == 1


def test_it_was_not_me_is_a_no_and_ends_the_matter() -> None:
    contact, link = signs_up()
    refused = optin.refuse(link, BROWSER)
    assert refused
    assert refused.answer == Answer.REFUSED
    after = optin.confirm(link, BROWSER)
    assert after
    assert after.answer == Answer.REFUSED
    assert kinds(contact).count("consent.refused") == 1
    assert "consent.granted" not in kinds(contact)


def test_a_confirmation_can_be_taken_back_by_a_button_of_its_own() -> None:
    # LAW 1.11
    contact, link = signs_up()
    optin.confirm(link, BROWSER)
    assert optin.refuse(link, BROWSER)
    assert may_write(contact)
    taken = optin.unsubscribe(link, BROWSER)
    assert taken
    assert taken.answer == Answer.WITHDRAWN
    optin.confirm(link, BROWSER)
    assert not may_write(contact)


@pytest.mark.parametrize(("after", "answer"), [(6.9, Answer.CONFIRMED), (7, Answer.EXPIRED)])
def test_the_link_is_good_for_seven_days(after: float, answer: Answer) -> None:
    # LAW 1.4
    with time_machine.travel(day(1), tick=False):
        contact, link = signs_up()
    with time_machine.travel(day(1 + after), tick=False):
        found = optin.confirm(link, BROWSER)
    assert found
    assert found.answer == answer
    assert ("consent.granted" in kinds(contact)) is (answer == Answer.CONFIRMED)


def test_who_signs_up_again_is_asked_again_whether_known_or_not() -> None:
    # The page tells nobody whether the address is known, and nor does the mailbox of somebody else.
    contact, link = signs_up()
    optin.confirm(link, BROWSER)
    again, _second = signs_up()
    assert again == contact
    assert len(letters()) == 2
    assert may_write(contact)


@pytest.mark.parametrize(
    "told",
    [
        {"actor": Actor(ActorType.IMPORT)},
        {"actor": SYSTEM},
        {"occurred_at": day(1)},
    ],
)
def test_what_is_told_of_the_past_or_by_others_asks_nobody(told: dict[str, Any]) -> None:
    # LAW 4.1: neither an import nor the demo sends a mail
    contact = anna()
    newsletter()
    does(contact, "consent.requested", {"channel": "email", "purpose": "newsletter"}, **told)
    works()
    assert letters() == []


def test_a_request_for_calls_is_no_question_by_mail() -> None:
    # LAW 1.5
    contact = anna()
    newsletter()
    does(contact, "consent.requested", {"channel": "phone", "purpose": "newsletter", "address": "+49 40 123456"})
    works()
    assert letters() == []


def test_an_erased_person_has_no_page() -> None:
    # LAW 1.12
    contact, link = signs_up()
    rights.erase(contact)
    assert optin.sign_up(link) is None
    assert optin.confirm(link, BROWSER) is None
    assert optin.refuse(link, BROWSER) is None


@pytest.mark.parametrize("link", ["", "nonsense", "eyJjb250YWN0IjoxfQ:bad"])
def test_a_link_that_we_have_not_made_leads_nowhere(link: str) -> None:
    assert optin.confirm(link, BROWSER) is None


def test_a_link_survives_a_merge() -> None:
    contact, link = signs_up()
    winner = record([Touch("form.submitted", {"title": "x"}, email="anna@firma.example")])[0].contact_id
    does(winner, "contact.merged", {"loser": contact})
    optin.confirm(link, BROWSER)
    assert may_write(winner)


def test_an_offer_is_credited_with_the_yes_it_brought() -> None:
    box = asked()
    contact, link = signs_up(ANNA, Touch(box.kind, box.payload, subject=("offer", 4)))
    optin.confirm(link, BROWSER)
    granted = Touchpoint.objects.get(contact_id=contact, kind="consent.granted")
    assert (granted.subject_type, granted.subject_id) == ("offer", 4)


def test_a_confirmed_sign_up_after_an_erasure_may_be_written_to_again() -> None:
    # LAW 1.12
    contact, link = signs_up()
    optin.confirm(link, BROWSER)
    rights.erase(contact)
    again, link = signs_up()
    assert again != contact
    [*_earlier, letter] = letters()
    Message.objects.filter(id=letter.id).update(message_id="<2@ahornwerk.example>")
    assert queries.may_write(again, channel="email", purpose="newsletter", address=ANNA).obstacle == Obstacle.SUPPRESSED
    optin.confirm(link, BROWSER)
    assert may_write(again)


@pytest.mark.django_db(transaction=True)
def test_pressed_by_many_at_once_it_is_one_answer() -> None:
    contact, link = signs_up()
    at_once(*(lambda press=press: press(link, BROWSER) for press in (optin.confirm,) * 3))
    assert Consent.objects.filter(contact=contact, state="granted").count() == 1


def subscribed() -> tuple[int, str, str]:
    """Anna has confirmed, and somebody signs her up once more; the person and the tokens of both mails."""
    contact, first = signs_up()
    optin.confirm(first, BROWSER)
    _contact, second = signs_up()
    return contact, first, second


def test_it_was_not_me_on_a_repeated_sign_up_ends_only_that_one() -> None:
    # LAW 1.11: a stranger with the form cannot end a subscription, nor take back what waits for it.
    contact, first, second = subscribed()
    waiting = newsletter_for(contact)
    refused = optin.refuse(second, BROWSER)
    assert refused
    assert (refused.answer, refused.is_subscribed) == (Answer.REFUSED, True)
    assert may_write(contact)
    [standing] = queries.state_of(contact)
    assert standing.state == "granted"
    confirmed = optin.sign_up(first)
    assert confirmed
    assert confirmed.answer == Answer.CONFIRMED
    assert Message.objects.get(id=waiting).state == "queued"


@pytest.mark.parametrize("which", [1, 2])
def test_unsubscribing_on_either_page_ends_it_at_once(which: int) -> None:
    # LAW 1.11
    contact, *tokens = subscribed()
    waiting = newsletter_for(contact)
    left = optin.unsubscribe(tokens[which - 1], BROWSER)
    assert left
    assert (left.answer, left.is_subscribed) == (Answer.WITHDRAWN, False)
    assert not may_write(contact)
    assert Message.objects.get(id=waiting).state == "cancelled"


def test_a_denial_opposes_no_consent_at_another_address() -> None:
    contact, first, _second = subscribed()
    again = record(
        [Touch("form.submitted", {"title": "x"}, contact=contact, follows=(asked(address="anna@firma.example"),))]
    )
    assert again
    works()
    optin.refuse(token(contact), BROWSER)
    assert may_write(contact)
    assert optin.sign_up(first)


def test_another_no_still_opposes() -> None:
    contact, _first, _second = subscribed()
    says(contact, "refused", address="anna@firma.example")
    assert queries.may_write(contact, channel="email", purpose="newsletter").obstacle in (
        Obstacle.OPPOSED,
        Obstacle.REFUSED,
    )


def newsletter_for(contact: int) -> int:
    """A letter of the newsletter that waits to leave."""
    posted = outreach.send(
        outreach.Letter(
            template="letter",
            ground=Consented("newsletter"),
            cause="issue 1",
            language="de",
            contact=contact,
            due_at=clock.now() + timedelta(days=1),
        )
    )
    Message.objects.filter(id=posted.id).update(is_advertising=True, purpose="newsletter", state="queued")
    return posted.id


def test_a_rescued_sign_up_is_asked_although_it_lay_there_for_days() -> None:
    # LAW 1.3
    with time_machine.travel(day(3), tick=False):
        form = {"title": "Post", "wants": "newsletter", "is_rescued": True}
        box = asked()
        follower = Touch(box.kind, box.payload, occurred_at=day(1))
        record([Touch("form.submitted", form, email=ANNA, occurred_at=day(1), follows=(follower,))])
        works()
        assert len(letters()) == 1
