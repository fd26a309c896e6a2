"""Where what came back belongs: on the timeline of the person whose letter it is about, else with the strays."""

import hashlib
from enum import StrEnum

from django.db import transaction

from trichter.facts.contacts import queries as contacts
from trichter.facts.contacts.identifiers import BadEmail
from trichter.spine.intake import ContactErased, UnknownContact, record
from trichter.spine.outreach import outcomes, verp
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.requests import address_key
from trichter.spine.outreach.returns import strays
from trichter.spine.outreach.returns.reading import Returned, read
from trichter.spine.outreach.returns.strays import What
from trichter.spine.touch import PERSON, SYSTEM, Touch

LARGEST = 2 * 1024 * 1024
"""Larger mails are cut: all that we ask for stands at the beginning."""
_MOST_RECIPIENTS = 20
_PROVEN_BY_TOKEN = ("bounce", "complaint")


class Filed(StrEnum):
    """What became of it."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    COMPLAINED = "complained"
    AUTOANSWERED = "autoanswered"
    RECEIVED = "received"
    STRAY = "stray"
    IGNORED = "ignored"


_STRAYS = {
    "bounce": What.BOUNCE,
    "complaint": What.COMPLAINT,
    "mail": What.REPLY,
    "other": What.OTHER,
    "nonsense": What.NONSENSE,
}
_KINDS = {
    "complaint": ("mail.complained", Filed.COMPLAINED, SYSTEM),
    "automatic": ("mail.autoanswered", Filed.AUTOANSWERED, SYSTEM),
    "mail": ("mail.received", Filed.RECEIVED, PERSON),
}


def file(raw: bytes) -> Filed:
    """Put away what a mail server handed us, in one transaction; the same mail again changes nothing.

    It counts only if the letter is ours, and only from those who can know of it (`_is_proven`). Nothing is ever
    answered (RFC 3834).
    """
    raw = raw[:LARGEST]
    returned = read(raw)
    if returned.what == "nothing":
        return Filed.IGNORED
    with transaction.atomic():
        letter, has_token = _letter(returned)
        if letter is None:
            return _keep(raw, returned)
        if not _is_proven(letter, returned, has_token=has_token):
            return _keep(raw, returned, as_="other" if returned.what == "mail" else "")
        if returned.what == "delay":
            return Filed.DELAYED
        if returned.what == "bounce":
            return _bounced(letter, returned)
        return _told(letter, returned, raw)


def give_up(raw: bytes) -> None:
    """Keep what cannot be filed, however often one tries, for a colleague to look at."""
    returned = read(raw[:LARGEST])
    strays.keep(raw, what=What.NONSENSE, sender=returned.sender, subject=returned.subject, text=returned.text)


def _letter(returned: Returned) -> tuple[Message | None, bool]:
    """The letter that it is about, and whether that is known by the signed token to which only this letter returns."""
    tokens = [number for address in returned.addresses if (number := verp.read(address)) is not None]
    if tokens and (found := Message.objects.filter(id=tokens[0]).first()):
        return found, True
    named = {row.message_id: row for row in Message.objects.filter(message_id__in=returned.answers)}
    return next((named[name] for name in returned.answers if name in named), None), False


def _is_proven(letter: Message, returned: Returned, *, has_token: bool) -> bool:
    """Whether it may change anything: a Message-ID is known to everybody to whom the mail was shown.

    A bounce or a complaint about a letter that left with a token bears it; of others it names the letter's address.
    A reply comes from an address of the person.
    """
    if returned.what == "mail":
        return _is_theirs(returned.sender, letter)
    if returned.what not in _PROVEN_BY_TOKEN:
        return True  # changes nothing but to say that a machine has answered, or that it takes longer
    if has_token or verp.read(letter.envelope_from) is not None:
        return has_token
    return letter.address_key in {_spelled(address) for address in returned.recipients[:_MOST_RECIPIENTS]}


def _is_theirs(sender: str, letter: Message) -> bool:
    """Whether the person writes from there: the address of the letter, or another that we know them by."""
    if not sender.strip():
        return False
    try:
        return _spelled(sender) == letter.address_key or contacts.of_email(sender) == letter.contact_id
    except BadEmail:
        return False


def _spelled(address: str) -> str:
    return address_key(address) if address.strip() else ""


def _bounced(letter: Message, returned: Returned) -> Filed:
    outcomes.bounced(letter, code=returned.status, text=returned.diagnosis)
    return Filed.BOUNCED


def _told(letter: Message, returned: Returned, raw: bytes) -> Filed:
    if letter.contact is None or letter.colleague_id is not None:
        return _keep(raw, returned)
    kind, filed, actor = _KINDS[returned.what]
    name = returned.message_id or hashlib.sha256(raw).hexdigest()
    payload = {
        "title": returned.subject or letter.subject,
        "text": "" if returned.what == "complaint" else returned.text,
        # A complaint is about our letter, everything else has a name of its own, by which it can be answered.
        "message": letter.message_id if returned.what == "complaint" else returned.message_id,
        "address": letter.address if returned.what == "complaint" else returned.sender,
    }
    touch = Touch(
        kind,
        {field: value for field, value in payload.items() if value},
        contact=letter.contact,
        actor=actor,
        key=f"returned {kind} {letter.id} {name}",
    )
    try:
        record([touch])
    except (ContactErased, UnknownContact):
        return Filed.IGNORED
    return filed


def _keep(raw: bytes, returned: Returned, *, as_: str = "") -> Filed:
    what = _STRAYS.get(as_ or returned.what)
    if what is None:
        return Filed.IGNORED  # a machine that answers somebody else, or a delay
    strays.keep(raw, what=what, sender=returned.sender, subject=returned.subject, text=returned.text)
    return Filed.STRAY
