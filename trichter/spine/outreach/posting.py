"""From a letter handed in to its row in the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from trichter.facts.consent.addresses import digest
from trichter.facts.consent.models import Channel
from trichter.facts.contacts import identifiers
from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.kernel import bulk, clock
from trichter.kernel.keys import key
from trichter.spine.outreach import Letter, Posted, grounds, queue, requests
from trichter.spine.outreach.models import NOBODY, Message, State
from trichter.spine.outreach.reasons import Reason, told


@dataclass(frozen=True, slots=True)
class _Recipient:
    """Whom a letter reaches: `name` is what the ledger calls them, whatever becomes of their records."""

    contact: int
    name: str
    address: str


def post(letter: Letter) -> Posted:
    """Look whether it may leave, and write it down: once for its recipient and cause."""
    now = clock.now()
    with transaction.atomic():
        recipient = _recipient(letter)
        if earlier := _earlier(recipient, letter.cause):
            return earlier
        message = _message(letter, recipient, now=now)
        _judge(message, now=now)
        if not _is_first(message):
            return _earlier(recipient, letter.cause) or Posted(message.id, message.state, told(message.reason))
        if message.state == State.QUEUED:
            queue.wake()
        return Posted(message.id, message.state, told(message.reason))


def _recipient(letter: Letter) -> _Recipient:
    contact = (contacts.survivor(letter.contact) if letter.contact else None) or NOBODY
    if letter.colleague is not None:
        email = User.objects.filter(id=letter.colleague).values_list("email", flat=True).first()
        return _Recipient(contact, f"colleague {letter.colleague}", email or "")
    if contact:
        known = letter.address or Contact.objects.filter(id=contact).values_list("email", flat=True).first()
        return _Recipient(contact, f"contact {contact}", _clean(known or ""))
    address = _clean(letter.address or "")
    return _Recipient(NOBODY, f"address {_mark(address)}" if address else "nobody", address)


def _clean(address: str) -> str:
    """An address as it can stand in an envelope, or none: nobody slips another header in (LAW 4.4)."""
    try:
        identifiers.email(address)
    except identifiers.BadEmail:
        return ""
    return address.strip()


def _mark(address: str) -> str:
    """By which the ledger knows an address again without naming it."""
    return digest(address, channel=Channel.EMAIL.value, secret=key("suppression")).hex()


def _message(letter: Letter, recipient: _Recipient, *, now: datetime) -> Message:
    ground = letter.ground
    return Message(
        contact_id=recipient.contact,
        id=bulk.next_ids("outreach_message_id_seq", 1)()[0],
        recipient=recipient.name,
        cause=letter.cause,
        colleague_id=letter.colleague,
        address=recipient.address,
        address_key=requests.address_key(recipient.address) if recipient.address else "",
        template=letter.template,
        language=letter.language,
        context=dict(letter.context),
        ground=grounds.stored(ground),
        purpose=getattr(ground, "purpose", ""),
        sender_id=letter.sender,
        caused_by=letter.caused_by,
        is_advertising=ground.is_advertising,
        is_proof=isinstance(ground, grounds.OptInRequest),
        due_at=letter.due_at or now,
        created_at=now,
    )


def _judge(message: Message, *, now: datetime) -> None:
    """A first look, so that the caller hears at once why not; the one that counts comes when the letter leaves."""
    if not message.address:
        message.state, message.reason = State.WITHHELD, Reason.NO_ADDRESS.value
        return
    verdict = grounds.may_leave(message, now)
    message.consent_id = verdict.consent_id
    if verdict.until is not None:
        message.due_at = max(message.due_at, verdict.until)
        message.reason = verdict.reason
    elif not verdict.allowed:
        message.state, message.reason = State.WITHHELD, verdict.reason


def _earlier(recipient: _Recipient, cause: str) -> Posted | None:
    """The letter of this cause that this recipient has already: after a merge also one that was meant for the other."""
    same = Message.objects.filter(contact_id=recipient.contact, cause=cause)
    if not (recipient.contact and recipient.name.startswith("contact")):
        same = same.filter(recipient=recipient.name)
    else:
        same = same.filter(colleague_id=None)
    row = same.order_by("id").first()
    return Posted(row.id, row.state, told(row.reason)) if row else None


def _is_first(message: Message) -> bool:
    """Write it down, unless somebody else has handed in the same just now."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        return False
    return True
