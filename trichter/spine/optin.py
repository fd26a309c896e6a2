"""Double opt-in: whoever signs up is asked by mail whether it was them, and only their own click on a button confirms.

One mail asks for all that one form asked for. A link that is opened changes nothing (LAW 1.3); the answer goes through
`record()` with the words, the form, the mail and the browser by which it can be proven (LAW 1.1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import NOT_ME, Channel, Consent, State
from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts import rows
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.kernel.reactions import Cause, reaction
from trichter.kernel.words import Words
from trichter.spine import outreach
from trichter.spine.intake import record
from trichter.spine.outreach import links, queries
from trichter.spine.outreach.grounds import OptInRequest
from trichter.spine.outreach.templates import Mail, Template, register
from trichter.spine.touch import Touch

LONGEST_AGENT = 500
_ASKED = "consent.requested"


class Answer(StrEnum):
    """How things stand with a sign-up."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing somebody signed up for. `text` are the words that stood beside the box, in the visitor's language."""

    touchpoint: int
    purpose: str
    label: Words
    text: str
    wording: int | None
    evidence: Mapping[str, Any] | None
    subject: tuple[str, int] | None
    answer: Answer
    is_subscribed: bool


@dataclass(frozen=True, slots=True)
class SignUp:
    """What one form asked for at one address. `form_url` leads back to it, if we know."""

    contact: int
    touchpoint: int
    address: str
    language: str
    wishes: tuple[Wish, ...]
    asked_at: datetime
    answered_at: datetime | None
    expires_at: datetime

    @property
    def answer(self) -> Answer:
        """That of all: open while one is, else as the last one was answered."""
        answers = [wish.answer for wish in self.wishes]
        return Answer.OPEN if Answer.OPEN in answers else answers[-1]

    @property
    def is_subscribed(self) -> bool:
        """Whether something of it is sent to this address, on the strength of this sign-up or of an earlier one."""
        return any(wish.is_subscribed for wish in self.wishes)

    @property
    def form_url(self) -> str:
        evidence = next((wish.evidence for wish in self.wishes if wish.evidence), {})
        url = evidence.get("url", "") if evidence else ""
        return url if isinstance(url, str) else ""


@dataclass(frozen=True, slots=True)
class Browser:
    """From where an answer came: the network, never the whole address, and what the browser says of itself."""

    network: str = ""
    user_agent: str = ""

    def proof(self) -> dict[str, str]:
        """As the payload of an answer has it."""
        said = {"ip": self.network, "user_agent": self.user_agent[:LONGEST_AGENT]}
        return {name: text for name, text in said.items() if text}


@reaction("optin.ask", on=(_ASKED,))
def ask(cause: Cause) -> None:
    """Send the question, if the person is asking just now: what is told of the past asks nobody (imports, the demo)."""
    asked = EffectiveTouchpoint.objects.filter(contact_id=cause.contact_id, id=cause.touchpoint_id).first()
    if asked is None or not _is_said_now(asked) or asked.id != (root := _together(asked)[0]).id:
        return
    found = _sign_up(cause.contact_id, root)
    if found is not None and found.answer == Answer.OPEN:
        outreach.send(
            outreach.Letter(
                template="optin",
                ground=OptInRequest(touchpoint=root.id),
                cause=_cause(root.id),
                language=found.language,
                contact=cause.contact_id,
                address=found.address,
                context={"touchpoint": root.id},
                caused_by=root.id,
            )
        )


def sign_up(token: str) -> SignUp | None:
    """What the link of a mail asks; None for one that we have not made, or whose person is no more. Changes nothing."""
    facts = links.read("optin", token)
    contact = contacts.survivor(facts["contact"]) if facts else None
    if facts is None or contact is None:
        return None
    root = EffectiveTouchpoint.objects.filter(contact_id=contact, id=facts["touchpoint"], kind=_ASKED).first()
    return _sign_up(contact, root) if root else None


def confirm(token: str, browser: Browser) -> SignUp | None:
    """The button “confirm”. Pressed twice, by two at once, or after another answer, it changes nothing more."""
    with transaction.atomic():
        found = _held(token)
        if found is not None and found.answer == Answer.OPEN:
            mail = queries.message_id_of(found.contact, _cause(found.touchpoint))
            proof = browser.proof() | ({"confirmation_mail": mail} if mail else {})
            _answer(found, "granted", [wish for wish in found.wishes if wish.answer == Answer.OPEN], proof)
        return sign_up(token)


def refuse(token: str, browser: Browser) -> SignUp | None:
    """The button “it was not me”: closes what is open. What was confirmed, by this mail or before, stays."""
    with transaction.atomic():
        found = _held(token)
        if found is not None:
            proof = browser.proof() | {"evidence": {"said": NOT_ME, "page": "/c/"}}
            _answer(found, "refused", [wish for wish in found.wishes if wish.answer == Answer.OPEN], proof)
        return sign_up(token)


def unsubscribe(token: str, browser: Browser) -> SignUp | None:
    """The button “unsubscribe”: takes back what stands at this address of all that the mail asked for, whichever
    mail it was confirmed by (LAW 1.11)."""
    with transaction.atomic():
        found = _held(token)
        if found is not None:
            proof = browser.proof() | {"evidence": {"page": "/c/"}}
            _answer(found, "withdrawn", [wish for wish in found.wishes if wish.is_subscribed], proof)
        return sign_up(token)


def link(contact: int, touchpoint: int) -> str:
    """The public address of the page that asks, in the language of the mail in which it stands."""
    token = links.sign("optin", contact=contact, touchpoint=touchpoint)
    return links.url(f"/c/{token}/?lang={(get_language() or settings.LANGUAGE_CODE)[:2]}")


def _held(token: str) -> SignUp | None:
    """The sign-up, its person locked: of two answers at once the second sees the first."""
    found = sign_up(token)
    if found is not None:
        rows.lock([found.contact])
        found = sign_up(token)
    return found


def _answer(found: SignUp, answer: str, wishes: Iterable[Wish], proof: Mapping[str, Any]) -> None:
    touches = [
        Touch(
            f"consent.{answer}",
            {
                "channel": Channel.EMAIL.value,
                "purpose": wish.purpose,
                "address": found.address,
                "wording": wish.wording,
                "evidence": wish.evidence,
                **proof,
            },
            contact=found.contact,
            subject=wish.subject,
            caused_by=wish.touchpoint,
            depth=1,
        )
        for wish in wishes
    ]
    if touches:
        record(touches)


def _is_said_now(asked: EffectiveTouchpoint) -> bool:
    """By the person, at the moment of recording: whoever tells of the past says when it was. A form that lay among the
    doubtful ones has its own time too, and its person waits for the mail all the same."""
    by_person = asked.actor_type == ActorType.PERSON and asked.payload.get("channel") == Channel.EMAIL
    is_now = asked.occurred_at == asked.recorded_at or _is_rescued(asked)
    return by_person and is_now and not asked.is_void


def _is_rescued(asked: EffectiveTouchpoint) -> bool:
    form = EffectiveTouchpoint.objects.filter(contact_id=asked.contact_id, id=asked.caused_by or 0)
    return form.filter(actor_type=ActorType.PERSON, payload__is_rescued=True).exists()


def _together(asked: EffectiveTouchpoint) -> list[EffectiveTouchpoint]:
    """What the same form asked for at the same address, in the order of its boxes."""
    if asked.caused_by is None:
        return [asked]
    same = EffectiveTouchpoint.objects.filter(
        contact_id=asked.contact_id, kind=_ASKED, caused_by=asked.caused_by, payload__channel=Channel.EMAIL.value
    )
    address = asked.payload.get("address", "")
    return [one for one in same.order_by("id") if one.payload.get("address", "") == address]


def _sign_up(contact: int, root: EffectiveTouchpoint) -> SignUp | None:
    asked = {one.id: one for one in _together(root)}
    answers = list(Consent.objects.filter(contact=contact).select_related("purpose", "wording").order_by("id"))
    questions = [row for row in answers if row.touchpoint_id in asked and row.salt is not None]
    if not questions:
        return None  # erased
    first = questions[0]
    expires_at = first.at + timedelta(days=environment().unconfirmed_days)
    given = {row.pk: _answer_to(row, answers) for row in questions}
    standing = {one.purpose for one in consents.state_of(contact) if _is_granted_at(one, first)}
    return SignUp(
        contact=contact,
        touchpoint=root.id,
        address=first.address or "",
        language=first.wording.language if first.wording else _language_of(contact),
        wishes=tuple(
            _wish(
                row,
                asked[row.touchpoint_id],
                _standing(given[row.pk], expires_at),
                is_subscribed=row.purpose_id in standing,
            )
            for row in questions
        ),
        asked_at=first.at,
        answered_at=max((answer.at for answer in given.values() if answer), default=None),
        expires_at=expires_at,
    )


def _answer_to(question: Consent, answers: Sequence[Consent]) -> Consent | None:
    """The last one; where there is another, a “not me” was said to another question."""
    later = [other for other in answers if _answers(other, question)]
    last = [other for other in later if not _is_denial(other)] or later
    return last[-1] if last else None


def _answers(other: Consent, question: Consent) -> bool:
    same = (other.chain_id, other.purpose_id) == (question.chain_id, question.purpose_id)
    return same and other.pk > question.pk and other.state != State.REQUESTED


def _is_denial(answer: Consent) -> bool:
    return answer.state == State.REFUSED and (answer.snapshot or {}).get("said") == NOT_ME


def _is_granted_at(standing: consents.Standing, question: Consent) -> bool:
    return standing.chain_id == question.chain_id and standing.state == State.GRANTED


def _wish(row: Consent, asked: EffectiveTouchpoint, answer: Answer, *, is_subscribed: bool) -> Wish:
    is_subject = asked.subject_type is not None and asked.subject_id is not None
    return Wish(
        touchpoint=asked.id,
        purpose=row.purpose_id,
        label=Words.of(row.purpose.label),
        text=row.wording.text if row.wording else "",
        wording=row.wording_id,
        evidence=row.snapshot,
        subject=(asked.subject_type or "", asked.subject_id or 0) if is_subject else None,
        answer=answer,
        is_subscribed=is_subscribed,
    )


def _standing(answer: Consent | None, expires_at: datetime) -> Answer:
    if answer is not None:
        return _ANSWERS[answer.state]
    return Answer.OPEN if clock.now() < expires_at else Answer.EXPIRED


def _language_of(contact: int) -> str:
    return contacts.language_of(contact) or settings.LANGUAGE_CODE


def _cause(touchpoint: int) -> str:
    return f"optin:{touchpoint}"


def _context(mail: Mail) -> Mapping[str, Any]:
    """What the mail names: what was asked for, when, and where to answer."""
    contact = mail.contact or 0
    root = EffectiveTouchpoint.objects.filter(contact_id=contact, id=mail.context["touchpoint"]).first()
    found = _sign_up(contact, root) if root else None
    return {"sign_up": found, "link": link(contact, mail.context["touchpoint"])}


_ANSWERS: dict[str, Answer] = {
    State.GRANTED: Answer.CONFIRMED,
    State.REFUSED: Answer.REFUSED,
    State.WITHDRAWN: Answer.WITHDRAWN,
    State.EXPIRED: Answer.EXPIRED,
}

register(
    Template(
        "optin",
        Words("Please confirm your sign-up", "Bitte bestätigen Sie Ihre Anmeldung"),
        "mail/optin",
        _context,
        is_bare=True,
    )
)
