"""A mail leaves in three steps, and whoever is killed between them leaves a row that says how far it had come.

1. `begin`: in one transaction its row is locked, its ground checked, and all that is needed written down: who sends,
   until when, the Message-ID and the mail itself. Whoever withdraws waits for the lock, and comes before or after.
2. `Transport.deliver`: the mail server answers, or does not.
3. `outcomes.settle`: the answer is written down together with the touchpoint, as soon as there is a database for it.

Killed before 1 is committed: it is still queued. After it: its lease runs out, and it is in doubt.
"""

import time
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from trichter.facts.house import queries as house
from trichter.kernel import clock
from trichter.kernel.errors import discreetly
from trichter.spine.outreach import grounds, outcomes, queue
from trichter.spine.outreach.composing import compose
from trichter.spine.outreach.grounds import Verdict
from trichter.spine.outreach.models import Message, State
from trichter.spine.outreach.reasons import Reason
from trichter.spine.outreach.transports import Answer, Transport

_LATER = timedelta(minutes=5)
"""After which a mail that could not be written is tried again: somebody has to mend a template or a sender."""
_A_MOMENT = timedelta(seconds=1)
"""After which a letter is looked at again whose person is just saying something: it may be a no."""
_AWAY = 1.0
"""Seconds after which a database that went away is looked for again."""

_log = structlog.get_logger(__name__)


def send_next(transport: Transport) -> bool:
    """The letter that is due next; answers whether there was one."""
    message = begin(transport.name)
    if message is None:
        return False
    if message.state == State.SENDING:
        answer = transport.deliver(message)
        if answer.fate != "taken":
            _log.warning("mail not delivered", letter=message.id, fate=answer.fate, code=answer.code)
        _settle(message, answer)
    return True


def _settle(message: Message, answer: Answer) -> None:
    """Step three, tried as long as the lease holds: a database that is away for a moment leaves nobody in doubt."""
    while True:
        try:
            outcomes.settle(message, answer)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or clock.now() >= message.due_at:
                raise
            _log.warning("database away after a delivery", letter=message.id, exc_info=True)
            connection.close()
            time.sleep(_AWAY)
        else:
            return


def begin(transport: str) -> Message | None:
    """Step one: answers the letter as it stands now, on its way or not."""
    now = clock.now()
    with transaction.atomic():
        message = queue.take(now)
        if message is None:
            return None
        verdict = _lacking_imprint(message, now) or _busy_person(message, now) or grounds.may_leave(message, now)
        message.consent_id = verdict.consent_id
        if verdict.until is not None:
            message.state, message.reason, message.due_at = State.QUEUED, verdict.reason, verdict.until
        elif not verdict.allowed:
            message.state, message.reason = State.WITHHELD, verdict.reason
        else:
            _leave(message, transport)
        message.save()
    return message


def _lacking_imprint(message: Message, now: datetime) -> Verdict | None:
    """Nothing leaves without saying who we are, but it may leave later (LAW 1.16)."""
    if message.colleague_id is not None or not house.lacks(house.house()):
        return None
    return Verdict(allowed=False, reason=Reason.NO_IMPRINT.value, until=now + _LATER)


def _busy_person(message: Message, now: datetime) -> Verdict | None:
    """A withdrawal that is being written is seen by nobody else yet: advertising waits until it is."""
    if not message.is_advertising or queue.hold(message.contact_id):
        return None
    return Verdict(allowed=False, until=now + _A_MOMENT)


def _leave(message: Message, transport: str) -> None:
    """A mail that was put off leaves as it was written first: its Message-ID is known."""
    now = clock.now()
    message.attempts += 1
    if message.source is None and not _is_written(message):
        is_hopeless = now - message.created_at > outcomes.GIVEN_UP
        message.state, message.reason = State.FAILED if is_hopeless else State.DEFERRED, Reason.NOT_COMPOSED.value
        message.due_at = now + _LATER
        return
    message.state, message.reason, message.transport = State.SENDING, "", transport
    message.begun_at, message.due_at = now, now + queue.LEASE


def _is_written(message: Message) -> bool:
    """Write the mail. What fails for one fails for all of its kind, so it must not end the sender."""
    try:
        with transaction.atomic():
            composed = compose(message)
    except Exception as error:
        if not connection.is_usable():
            raise
        message.error = discreetly(error)
        _log.warning("mail not written", letter=message.id, template=message.template, error=message.error)
        return False
    message.message_id, message.source, message.subject = composed.message_id, composed.source, composed.subject
    message.envelope_from, message.envelope_to = composed.envelope_from, composed.envelope_to
    return True
