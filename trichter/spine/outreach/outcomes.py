"""What a delivery that ended means: for the letter, and for the timeline of the person."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, TextField, Value, When

from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import clock
from trichter.kernel.text import storable
from trichter.spine.intake import ContactErased, UnknownContact, record
from trichter.spine.outreach.classifying import Severity, status_of, weigh
from trichter.spine.outreach.models import Message, State
from trichter.spine.outreach.reasons import Reason
from trichter.spine.outreach.transports import Answer
from trichter.spine.touch import SYSTEM, Touch, colleague

_BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
GIVEN_UP = timedelta(days=3)
"""So long is a letter tried, every hour in the end."""
_BY_HAND = "letter"


def settle(message: Message, answer: Answer) -> None:
    """Write down how an attempt ended. `message` is as it was when it left: what a merge or a colleague has done to
    its row since then stays, but the truth about this attempt outweighs a guess."""
    _SETTLE[answer.fate](message, answer)


def sent(message: Message) -> None:
    """It was taken: on the timeline of whom it reached, once, however often this is said."""
    now = clock.now()
    with transaction.atomic():
        # The person is locked before the letter, as everybody does who records.
        _tell(message, "mail.sent", _about(message), key=f"outreach sent {message.id}")
        _attempt(message).update(
            state=State.SENT, sent_at=now, reason="", code="", error="", **_without_secrets(message)
        )


def bounced(message: Message, *, code: str, text: str) -> None:
    """It was refused for good, at the door or later by a notice; the code says whose trouble it is (LAW 2.3)."""
    status = status_of(text) or status_of(f"{code} ")
    severity = weigh(status, text)
    payload = {"status": status, "is_permanent": severity == Severity.HARD, "severity": severity.value}
    with transaction.atomic():
        _tell(message, "mail.bounced", _what(message) | payload, key=f"outreach bounced {message.id}")
        _attempt(message).update(
            state=State.BOUNCED, code=status or code, error=_said(text), **_without_secrets(message)
        )


def postponed(message: Message, *, code: str, text: str) -> None:
    """Not now: again later, each time later, and after three days no more."""
    now = clock.now()
    if now - message.created_at > GIVEN_UP and message.attempts > len(_BACKOFF):
        _attempt(message).update(state=State.FAILED, reason=Reason.GIVEN_UP.value, code=code, error=_said(text))
        return
    due_at = now + _BACKOFF[min(message.attempts, len(_BACKOFF)) - 1]
    _attempt(message).update(state=State.DEFERRED, due_at=due_at, code=code, error=_said(text))


def _refused(message: Message, answer: Answer) -> None:
    bounced(message, code=answer.code, text=answer.text)


def _sender_refused(message: Message, answer: Answer) -> None:
    """The trouble is ours, so it is not held against the address."""
    _attempt(message).update(
        state=State.FAILED, reason=Reason.SENDER_REFUSED.value, code=answer.code, error=_said(answer.text)
    )


def _unknown(message: Message, answer: Answer) -> None:
    _attempt(message).update(state=State.IN_DOUBT, error=_said(answer.text))


_SETTLE = {
    "taken": lambda message, _answer: sent(message),
    "later": lambda message, answer: postponed(message, code=answer.code, text=answer.text),
    "refused": _refused,
    "sender_refused": _sender_refused,
    "unknown": _unknown,
}


def _attempt(message: Message) -> Any:
    """The row, wherever it stands by now, unless it has been tried again since."""
    return Message.objects.filter(id=message.id, attempts=message.attempts)


def _said(text: str) -> Case:
    """The words of a server quote the address: whoever was erased since it left is not named by them again."""
    return Case(When(address="", then=Value("")), default=Value(storable(text)), output_field=TextField())


def _without_secrets(message: Message) -> dict[str, Any]:
    """What let a colleague in, a link to set a password, is not kept once it has left."""
    return {"source": None, "context": {}} if message.colleague_id is not None else {}


def _tell(message: Message, kind: str, payload: dict[str, Any], *, key: str) -> None:
    """A letter to a colleague is no event in the life of the person it is about."""
    contact = Message.objects.filter(id=message.id).values_list("contact_id", flat=True).first()
    if not contact or message.colleague_id is not None:
        return
    touch = Touch(kind, {name: value for name, value in payload.items() if value}, contact=contact, key=key)
    touch = replace(touch, actor=_author(message), **_cause(message))
    try:
        record([touch])
    except (ContactErased, UnknownContact):
        """Nothing can be said about them any more."""


def _what(message: Message) -> dict[str, Any]:
    return {
        "title": message.subject,
        "message": message.message_id,
        "address": message.address,
        "purpose": message.purpose,
    }


def _about(message: Message) -> dict[str, Any]:
    text = message.context.get("body", "") if message.template == _BY_HAND else ""
    return _what(message) | {"text": text, "template": message.template, "ground": message.ground["ground"]}


def _author(message: Message) -> Any:
    by = message.context.get("colleague") if message.template == _BY_HAND else None
    return colleague(by) if isinstance(by, int) else SYSTEM


def _cause(message: Message) -> dict[str, Any]:
    """A mail belongs to the offer that led to it, and ends a chain that is too long as everything else does."""
    cause = Touchpoint.objects.filter(id=message.caused_by or 0, contact_id=message.contact_id).first()
    if cause is None:
        return {}
    subject = (cause.subject_type, cause.subject_id) if cause.subject_type and cause.subject_id else None
    return {"caused_by": cause.id, "depth": cause.depth + 1, "subject": subject}
