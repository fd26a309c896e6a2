"""On which way somebody may be reached first, and what permits it (LAW 1.5, 1.6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Channel, LegalBasis, Purpose
from trichter.facts.consent.queries import Obstacle, Standing
from trichter.facts.contacts.models import Contact
from trichter.kernel.words import Words
from trichter.sales.firstcontact.models import Basis, Proposal, Way
from trichter.sales.firstcontact.requests import Request


@dataclass(frozen=True, slots=True)
class Choice:
    """The way, what it rests on, and for a consent its purpose. `asked` is the request that is answered."""

    way: Way
    basis: Basis
    purpose: str = ""
    asked: int | None = None


def choose(contact: Contact, requests: Sequence[Request]) -> Choice:
    """What was asked for comes first: answering it is no advertising. Everything else needs a consent."""
    return _as_asked(contact, requests) or _as_permitted(contact)


def _as_asked(contact: Contact, requests: Sequence[Request]) -> Choice | None:
    for request in requests:
        number, email = request.phone or contact.phone or contact.mobile, request.email or contact.email
        if request.wants == "callback" and number:
            return Choice(Way.CALL, Basis.CALLBACK, asked=request.touchpoint)
        if request.wants == "callback" and email:
            return Choice(Way.MAIL, Basis.NO_NUMBER, asked=request.touchpoint)
        if request.wants == "answer" and (email or number):
            return Choice(Way.MAIL if email else Way.CALL, Basis.ANSWER, asked=request.touchpoint)
    return None


def _as_permitted(contact: Contact) -> Choice:
    standings = consents.state_of(contact.pk)
    by_mail = _permitted(consents.at_one_of(standings, Channel.EMAIL, [contact.email]))
    by_phone = _permitted(consents.at_one_of(standings, Channel.PHONE, [contact.phone, contact.mobile]))
    if by_mail:
        bought = by_mail.legal_basis == LegalBasis.CUSTOMER
        return Choice(Way.MAIL, Basis.CUSTOMER if bought else Basis.CONSENT, by_mail.purpose)
    if by_phone:
        presumed = by_phone.legal_basis == LegalBasis.PRESUMED
        return Choice(Way.CALL, Basis.PRESUMED if presumed else Basis.CONSENT, by_phone.purpose)
    waiting = next((s for s in standings if s.channel == Channel.EMAIL and s.obstacle == Obstacle.REQUESTED), None)
    return Choice(Way.NONE, Basis.UNCONFIRMED, waiting.purpose) if waiting else Choice(Way.NONE, Basis.NOTHING)


def _permitted(standings: Sequence[Standing]) -> Standing | None:
    return next((one for one in standings if one.obstacle is None), None)


def reason(proposal: Proposal) -> str:
    """Why this way, in a sentence for colleagues; without a way, what would permit one."""
    return sentence(proposal.basis, proposal.purpose)


def sentence(basis: str, purpose: str) -> str:
    """Why somebody may, or may not, be reached."""
    return str(_REASONS[Basis(basis)]) % {"purpose": _label(purpose)}


def obstacle(proposal: Proposal) -> str:
    """What stands against the proposed mail now; the one door out asks again when it leaves."""
    if proposal.way != Way.MAIL or proposal.basis not in (Basis.CONSENT, Basis.CUSTOMER):
        return ""
    verdict = consents.may_write(
        proposal.contact_id, channel=Channel.EMAIL, purpose=proposal.purpose, address=proposal.contact.email
    )
    return "" if verdict.allowed else verdict.reason


def _label(purpose: str) -> str:
    if not purpose:
        return ""
    found = Purpose.objects.filter(key=purpose).values_list("label", flat=True).first()
    return str(Words.of(found)) if found else purpose


_REASONS = {
    Basis.CALLBACK: _("The person asked for a call. A call that was asked for needs no consent."),
    Basis.ANSWER: _("The person asked for an answer. To give it needs no consent."),
    Basis.NO_NUMBER: _(
        "The person asked for a call but left no number. A mail may ask for it: it answers the request."
    ),
    Basis.CONSENT: _("The person has consented for “%(purpose)s”. Keep to what that consent is about."),
    Basis.CUSTOMER: _("The person is a customer and may be written to for “%(purpose)s”."),
    Basis.PRESUMED: _("Presumed consent of a business for “%(purpose)s”, with a stored reason."),
    Basis.UNCONFIRMED: _(
        "Waiting for the confirmation of the consent for “%(purpose)s”. Then this becomes a mail by itself."
    ),
    Basis.NOTHING: _(
        "There is no consent to mail or call. It would take one, or a question or a request for a call by the person."
    ),
}
