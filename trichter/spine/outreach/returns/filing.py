"""Where what came back belongs: on the timeline of the person whose letter it is about, else with the strays."""

import hashlib
from enum import StrEnum

from django.db import transaction

from trichter.spine.intake import ContactErased, UnknownContact, record
from trichter.spine.outreach import outcomes, verp
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.returns import strays
from trichter.spine.outreach.returns.reading import Returned, read
from trichter.spine.outreach.returns.strays import What
from trichter.spine.touch import PERSON, SYSTEM, Touch

LARGEST = 25 * 1024 * 1024
"""Larger mails are cut: all that we ask for stands at the beginning."""


class Filed(StrEnum):
    """What became of it."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    COMPLAINED = "complained"
    AUTOANSWERED = "autoanswered"
    RECEIVED = "received"
    STRAY = "stray"
    IGNORED = "ignored"


_STRAYS = {"bounce": What.BOUNCE, "complaint": What.COMPLAINT, "mail": What.REPLY, "nonsense": What.NONSENSE}
_KINDS = {
    "complaint": ("mail.complained", Filed.COMPLAINED, SYSTEM),
    "automatic": ("mail.autoanswered", Filed.AUTOANSWERED, SYSTEM),
    "mail": ("mail.received", Filed.RECEIVED, PERSON),
}


def file(raw: bytes) -> Filed:
    """Put away what a mail server handed us, in one transaction; the same mail again changes nothing.

    It counts only if the letter is ours: the signed token in the address to which it returned, or a Message-ID that
    left here. Nothing is ever answered (RFC 3834).
    """
    returned = read(raw[:LARGEST])
    if returned.what == "nothing":
        return Filed.IGNORED
    with transaction.atomic():
        letter = _letter(returned)
        if letter is None:
            return _keep(raw, returned)
        if returned.what == "delay":
            return Filed.DELAYED
        if returned.what == "bounce":
            return _bounced(letter, returned)
        return _told(letter, returned, raw)


def _letter(returned: Returned) -> Message | None:
    tokens = [number for address in returned.addresses if (number := verp.read(address)) is not None]
    if tokens and (found := Message.objects.filter(id=tokens[0]).first()):
        return found
    named = {row.message_id: row for row in Message.objects.filter(message_id__in=returned.answers)}
    return next((named[name] for name in returned.answers if name in named), None)


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


def _keep(raw: bytes, returned: Returned) -> Filed:
    what = _STRAYS.get(returned.what)
    if what is None:
        return Filed.IGNORED  # a machine that answers somebody else, or a delay
    strays.keep(raw, what=what, sender=returned.sender, subject=returned.subject, text=returned.text)
    return Filed.STRAY
