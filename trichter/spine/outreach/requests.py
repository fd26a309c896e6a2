"""What the grounds rest on, read from the facts: who asked for what, from which address, and who said no."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from trichter.facts.consent import addresses
from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Channel, Consent, LegalBasis, State, Suppression, SuppressionReason
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.facts.timeline.registry import kinds
from trichter.kernel.keys import key

if TYPE_CHECKING:
    from trichter.spine.outreach.models import Message

_DEAD = frozenset({SuppressionReason.BOUNCE.value, SuppressionReason.COMPLAINT.value})
"""At such an address nobody can ask for anything: nobody reads it, or whoever does called us spammers."""


def address_key(address: str) -> str:
    """The spelling by which two spellings of an address are the same. Raises `NoAddress`."""
    return addresses.normalised(address, channel=Channel.EMAIL.value)


def request(message: "Message", touchpoint: int) -> datetime | None:
    """When the person themselves asked for something from the address of the letter."""
    asking = {kind.name for kind in kinds() if "request" in kind.counts}
    asked = _said_by_the_person(message, touchpoint)
    if asked is None or asked.kind not in asking or not _is_theirs(message, asked.learned.get("email")):
        return None
    return asked.occurred_at


def sign_up(message: "Message", touchpoint: int) -> datetime | None:
    """When the person signed up with the address of the letter."""
    asked = _said_by_the_person(message, touchpoint)
    if asked is None or asked.kind != "consent.requested" or asked.payload.get("channel") != Channel.EMAIL:
        return None
    if _is_void(message.contact_id, asked.caused_by):
        return None
    of_ledger = Consent.objects.filter(contact_id=message.contact_id, touchpoint_id=touchpoint)
    address = of_ledger.values_list("address", flat=True).first()
    return asked.occurred_at if _is_theirs(message, address) else None


def is_answered(message: "Message", touchpoint: int) -> bool:
    """Whether this sign-up has been confirmed, refused, withdrawn or has expired since."""
    asked = Consent.objects.filter(contact_id=message.contact_id, touchpoint_id=touchpoint).first()
    if asked is None:
        return False
    same = Consent.objects.filter(contact_id=message.contact_id, chain_id=asked.chain_id, purpose=asked.purpose_id)
    return same.filter(id__gt=asked.pk).exclude(state=State.REQUESTED).exists()


def legal_request(message: "Message", number: int) -> datetime | None:
    """When this question about their data was asked from the address of the letter."""
    from trichter.spine import rights  # they send by us

    return rights.asked(number, message.address)


def permission(message: "Message", purpose: str, basis: LegalBasis, now: datetime) -> int | None:
    """The consent row by which this address may be written to on this legal basis."""
    for standing in consents.state_of(message.contact_id, at=now):
        is_it = standing.channel == Channel.EMAIL and standing.purpose == purpose and standing.legal_basis == basis
        if is_it and standing.obstacle is None and _is_theirs(message, standing.address):
            return standing.consent_id
    return None


def is_suppressed(message: "Message", asked_at: Callable[["Message"], datetime | None]) -> bool:
    """Whether the address is on the suppression list, and the person has not asked for this very letter since."""
    own = addresses.digest(message.address, channel=Channel.EMAIL.value, secret=key("suppression"))
    listed = Suppression.objects.filter(digest=own, channel__in=("", Channel.EMAIL.value))
    return any(row.reason in _DEAD or not (asked := asked_at(message)) or asked <= row.at for row in listed)


def _said_by_the_person(message: "Message", touchpoint: int) -> EffectiveTouchpoint | None:
    theirs = EffectiveTouchpoint.objects.filter(contact_id=message.contact_id, id=touchpoint, is_void=False)
    return theirs.filter(actor_type=ActorType.PERSON).first()


def _is_void(contact: int, touchpoint: int | None) -> bool:
    """Whether it was taken back or a robot's: a consent cannot be corrected, but the form on which it stood can."""
    return EffectiveTouchpoint.objects.filter(contact_id=contact, id=touchpoint or 0, is_void=True).exists()


def _is_theirs(message: "Message", address: object) -> bool:
    return isinstance(address, str) and address != "" and address_key(address) == message.address_key
