"""A mail of one colleague to one person: whether it may leave, why, and sending it by the one door out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.kernel.errors import DomainError
from trichter.sales.firstcontact import ways
from trichter.sales.firstcontact.models import Basis, Way
from trichter.sales.firstcontact.requests import Request, unanswered
from trichter.sales.firstcontact.services import Empty
from trichter.spine import outreach
from trichter.spine.outreach import grounds

LETTER = "letter"
HELD_BACK = "withheld"
LONGEST_SUBJECT = 200


class NotPermitted(DomainError):
    sentence = _("Nothing permits to write to this person now.")


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether this person may be written to: to which address, on what ground and why; or why not."""

    address: str
    reason: str
    ground: grounds.Ground | None = None
    asked: int | None = None


def permission(contact: int) -> Permission:
    """For the composer."""
    return _permission(Contact.objects.select_related("company").get(id=contact))


def _permission(person: Contact) -> Permission:
    """What was asked for comes first: answering it is no advertising. Everything else needs a consent (LAW 1.6)."""
    if not person.email:
        return Permission("", str(_("No e-mail address is known.")))
    requests = unanswered(person.pk)
    asked = next((one for one in requests if one.wants in ("answer", "callback") and (one.email or person.email)), None)
    if asked:
        reason = _("The person asked for an answer. To give it needs no consent.")
        return Permission(
            asked.email or person.email, str(reason), grounds.RequestedService(asked.touchpoint), asked.touchpoint
        )
    return _by_consent(person, requests)


def _by_consent(person: Contact, requests: Sequence[Request]) -> Permission:
    nothing_asked = [one for one in requests if one.wants not in ("answer", "callback")]
    choice = ways.choose(person, nothing_asked)
    if choice.way != Way.MAIL:
        basis = choice.basis if choice.way == Way.NONE else Basis.NOTHING
        return Permission(person.email, ways.sentence(basis, choice.purpose))
    is_customer = choice.basis == Basis.CUSTOMER
    ground = grounds.Customer(choice.purpose) if is_customer else grounds.Consented(choice.purpose)
    return Permission(person.email, ways.sentence(choice.basis, choice.purpose), ground)


@transaction.atomic
def write(contact: int, *, subject: str, body: str, by: int, once: str = "") -> outreach.Posted:
    """Let a mail leave, signed by the colleague; what the one door out withholds stays in the ledger, with its reason.

    `once` names the page it was written on: the same mail from there again is one. Raises `Empty` and `NotPermitted`.
    """
    subject, body = " ".join(subject.split()), body.strip()
    if not subject or not body:
        raise Empty
    person = Contact.objects.select_related("company").get(id=contact)
    permitted = _permission(person)
    if permitted.ground is None:
        raise NotPermitted
    letter = outreach.Letter(
        template=LETTER,
        ground=permitted.ground,
        cause=f"by_hand:{_mark(once, subject, body) if once else uuid4()}",
        language=(person.language or settings.LANGUAGE_CODE)[:2],
        contact=contact,
        address=permitted.address,
        context={"subject": subject[:LONGEST_SUBJECT], "body": body, "colleague": by},
        caused_by=permitted.asked,
    )
    return outreach.send(letter)


def _mark(once: str, subject: str, body: str) -> str:
    """Of what is said: whoever goes back to a page and writes something else means another mail."""
    return f"{once}:{hashlib.sha256(f'{subject} {body}'.encode()).hexdigest()[:16]}"
