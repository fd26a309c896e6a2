"""Erasure in the ledger: the personal columns and their salt go, the sealed skeleton stays (LAW 1.12)."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Q

from trichter.facts.consent.addresses import digest, postal_line
from trichter.facts.consent.models import Channel, Consent, SuppressionReason
from trichter.facts.consent.seals import Personal
from trichter.facts.consent.services import suppress_digests
from trichter.facts.contacts.fields import ADDRESS_PARTS
from trichter.facts.contacts.models import Contact, Identifier, IdentifierKind
from trichter.kernel.keys import key

# Locked in the order in which `append` locks them. Only after the lock does a new statement see whether somebody else
# has meanwhile answered in the same chain.
_HOLD_CHAINS = """
    SELECT id FROM consent_chain
    WHERE id IN (SELECT chain_id FROM consent_consent WHERE contact_id = %(contact)s) AND address_digest IS NOT NULL
    ORDER BY channel COLLATE "C", address_digest
    FOR UPDATE
"""

_EMPTY_ROWS = f"""
    UPDATE consent_consent SET salt = NULL, {", ".join(f"{name} = NULL" for name in Personal._fields)}
    WHERE contact_id = %(contact)s AND salt IS NOT NULL
"""  # noqa: S608 - column names are ours

_CLOSE_CHAINS = """
    UPDATE consent_chain SET address_digest = NULL
    WHERE id = ANY(%(chains)s)
      AND NOT EXISTS (SELECT FROM consent_consent c WHERE c.chain_id = consent_chain.id AND c.salt IS NOT NULL)
"""


@transaction.atomic
def suppress_person(contact: int) -> None:
    """Put all addresses of a person on the suppression list, for all channels, before anything of them is erased."""
    suppress_digests(places(contact), channel="", reason=SuppressionReason.ERASED)


def places(contact: int) -> set[bytes]:
    """The keyed hashes of all addresses by which the person is known."""
    secret = key("suppression")
    return {digest(address, channel=channel, secret=secret) for channel, address in set(_addresses(contact))}


@transaction.atomic
def forget(contact: int) -> None:
    """Empty a person's ledger rows; the caller has opened the door of erasure.

    A chain's digest goes too once no known person is left in it (a family's phone may have others), for it is still
    personal data. The same address, given anew, then begins a new chain.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_CHAINS, {"contact": contact})
        chains = [chain for (chain,) in cursor.fetchall()]
        cursor.execute(_EMPTY_ROWS, {"contact": contact})
        cursor.execute(_CLOSE_CHAINS, {"chains": chains})


def _addresses(contact: int) -> Iterator[tuple[str, str]]:
    """Every address by which the person is known: in the ledger, as identifiers, in fields, of merged records too."""
    rows = Consent.objects.filter(contact=contact).values_list("channel", "address")
    yield from ((channel, address) for channel, address in rows if address)
    people = Contact.objects.filter(Q(pk=contact) | Q(merged_into=contact))
    kinds = {IdentifierKind.EMAIL: Channel.EMAIL, IdentifierKind.PHONE: Channel.PHONE}
    known = Identifier.objects.filter(contact__in=people, kind__in=kinds).values_list("kind", "original")
    yield from ((kinds[IdentifierKind(kind)], original) for kind, original in known)
    for person in people:
        yield from _fields(person)


def _fields(person: Contact) -> Iterator[tuple[str, str]]:
    """The post address with the name: without, the neighbours would be erased with the person."""
    house = [getattr(person, part) for part in ADDRESS_PARTS]
    given = (
        (Channel.EMAIL, person.email),
        (Channel.PHONE, person.phone),
        (Channel.PHONE, person.mobile),
        (Channel.POST, postal_line([person.first_name, person.last_name, *house]) if any(house) else ""),
    )
    yield from ((channel, address) for channel, address in given if address)
