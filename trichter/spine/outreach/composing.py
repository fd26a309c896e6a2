"""From a letter of the ledger to the bytes that leave: words, MIME, header lines, signature."""

import binascii
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

from trichter.facts.contacts.models import Contact
from trichter.facts.house import queries as house_queries
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.spine.outreach import dkim, headers, senders, templates, verp
from trichter.spine.outreach.addressing import Mailbox, mailbox
from trichter.spine.outreach.greeting import greeting
from trichter.spine.outreach.senders import Identity
from trichter.spine.outreach.templates import Mail, Rendered, Template

if TYPE_CHECKING:
    from trichter.spine.outreach.models import Message

_GREETED = ("salutation", "title", "first_name", "last_name")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,240}>")
_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail ready to leave: `source` has CRLF ends and its signatures. `is_international` needs SMTPUTF8."""

    message_id: str
    source: bytes
    envelope_from: str
    envelope_to: str
    subject: str
    is_international: bool = False


def compose(message: "Message") -> Composed:
    """Write the mail. Raises `NotWritable`, `NoSender`, `OtherSecrets` and what its template raises."""
    template = templates.named(message.template)
    house = house_queries.house()
    sender = senders.for_letter(message, house, is_personal=template.is_personal)
    to, origin = mailbox(message.address), mailbox(sender.address)
    words = templates.render(template, _mail(message), message, house)
    message_id = f"<{secrets.token_hex(16)}@{origin.domain}>"
    lines = b"".join(_lines(message, template, sender, to, words, message_id))
    unsigned = lines + _body(words)
    return Composed(
        message_id=message_id,
        source=dkim.signed(unsigned, domain=origin.domain),
        envelope_from=verp.return_address(message.id) or str(origin),
        envelope_to=str(to),
        subject=words.subject,
        is_international=to.is_international or origin.is_international,
    )


def _mail(message: "Message") -> Mail:
    return Mail(
        message=message.id,
        contact=message.contact,
        colleague=message.colleague_id,
        address=message.address,
        language=message.language,
        greeting=greeting(_greeted(message), message.language),
        context=message.context,
    )


def _greeted(message: "Message") -> dict[str, str]:
    """Whom to greet: a letter to a colleague may be about a contact."""
    if message.colleague_id is not None:
        name = User.objects.filter(id=message.colleague_id).values_list("name", flat=True).first() or ""
        first, _space, last = name.partition(" ")
        return {"first_name": first, "last_name": last}
    return Contact.objects.filter(id=message.contact_id).values(*_GREETED).first() or {}


def _lines(
    message: "Message", template: Template, sender: Identity, to: Mailbox, words: Rendered, message_id: str
) -> Iterator[bytes]:
    yield headers.mailboxes("From", [(sender.name, mailbox(sender.address))])
    yield headers.mailboxes("To", [("", to)])
    if sender.reply_to:
        yield headers.mailboxes("Reply-To", [("", mailbox(sender.reply_to))])
    yield headers.text("Subject", words.subject)
    yield headers.structured("Date", format_datetime(clock.now()))
    yield headers.structured("Message-ID", message_id)
    yield from _thread(message)
    if not template.is_personal:
        # A machine's mail is answered by no machine (RFC 3834, LAW 2.5).
        yield headers.structured("Auto-Submitted", "auto-generated")
    if message.is_advertising:
        yield headers.structured("List-Unsubscribe", f"<{templates.unsubscribe_url(message)}>")
        yield headers.structured("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    yield headers.structured("MIME-Version", "1.0")


def _thread(message: "Message") -> Iterator[bytes]:
    """The mail that this one answers; what is no Message-ID is left out."""
    answered = _MESSAGE_ID.findall(str(message.context.get("in_reply_to") or ""))[:1]
    before = _MESSAGE_ID.findall(str(message.context.get("references") or ""))
    if answered:
        yield headers.structured("In-Reply-To", answered[0])
        known = [one for one in before if one != answered[0]][-_MOST_REFERENCES:]
        yield headers.structured("References", " ".join([*known, *answered]))


def _body(words: Rendered) -> bytes:
    boundary = f"=_{secrets.token_hex(12)}"
    parts = b"".join(_part(boundary, kind, said) for kind, said in (("plain", words.text), ("html", words.html)))
    head = headers.structured("Content-Type", f'multipart/alternative; boundary="{boundary}"')
    return head + b"\r\n" + parts + f"--{boundary}--\r\n".encode()


def _part(boundary: str, kind: str, said: str) -> bytes:
    """Quoted-printable: it survives servers of seven bits, and the proof of a sign-up can be read as it is."""
    content_type = headers.structured("Content-Type", f"text/{kind}; charset=utf-8")
    encoding = headers.structured("Content-Transfer-Encoding", "quoted-printable")
    lines = "".join(f"{line}\r\n" for line in said.splitlines()).encode()
    return f"--{boundary}\r\n".encode() + content_type + encoding + b"\r\n" + binascii.b2a_qp(lines) + b"\r\n"
