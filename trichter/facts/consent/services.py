"""Writes of consent, called by the spine inside its transaction: ledger rows and suppression."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.addresses import digest
from trichter.facts.consent.models import LegalBasis, Suppression, SuppressionReason
from trichter.facts.consent.seals import NOTHING, SALT_BYTES, Link, Personal, storable
from trichter.facts.consent.wordings import UnknownPurpose
from trichter.facts.consent.wordings import found_purpose as found_purpose
from trichter.facts.consent.wordings import publish_wording as publish_wording
from trichter.kernel import bulk, clock
from trichter.kernel.errors import DomainError
from trichter.kernel.keys import key


class ForeignWording(DomainError):
    sentence = _("A wording proves consent only for the purpose and the channel for which it was published.")


class NoGroundToCall(DomainError):
    sentence = _("This person may not be called for advertising: %(reason)s")


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer to append. `address` as it was given; `snapshot` is the form as it looked, or where a proof lies.

    Any state may follow any other: an import brings a grant whose request we never saw, and its proof with it.
    """

    contact_id: int
    touchpoint_id: int
    channel: str
    address: str
    purpose: str
    state: str
    at: datetime
    legal_basis: str = LegalBasis.CONSENT
    wording_id: int | None = None
    snapshot: Mapping[str, Any] | None = None
    ip: str | None = None
    user_agent: str | None = None
    confirmation_mail: str | None = None

    def personal(self) -> Personal:
        """The columns that erasure will empty."""
        return Personal(self.address, storable(self.snapshot), self.ip, self.user_agent, self.confirmation_mail)

    @property
    def place(self) -> bytes:
        """The keyed hash of the address."""
        return digest(self.address, channel=self.channel, secret=key("suppression"))


Place = tuple[str, bytes]
"""A channel and the digest of an address: what a chain is of."""


@dataclass(slots=True)
class _Head:
    """The end of a chain while rows are being added to it."""

    chain: int
    hash: bytes
    length: int


def append(entries: Sequence[Entry]) -> list[int]:
    """Append answers to the ledger, each to the chain of its address; the ids come in the order of the entries.

    The chains are made, or locked, in one sorted order: two batches cannot deadlock, and nobody waits for an address
    that is not their own. Raises `NoAddress`, `UnknownPurpose` and `ForeignWording` before anything is written.
    """
    if not entries:
        return []
    _refuse_unknown({(entry.purpose, entry.channel, entry.wording_id) for entry in entries})
    places = [(entry.channel, entry.place) for entry in entries]
    with transaction.atomic(savepoint=False):
        heads = _held(sorted(set(places)))
        ids = _written(_linked(entries, [heads[place] for place in places]))
        bulk.update("consent_chain", "id", _HEAD, [(head.chain, head.hash, head.length) for head in heads.values()])
        return ids


def suppress(
    addresses: Iterable[str], *, channel: str, reason: SuppressionReason, everywhere: bool = False
) -> set[bytes]:
    """Never use these addresses of a channel again; `everywhere` forbids them on all channels. Answers their keyed
    hashes."""
    secret = key("suppression")
    digests = {digest(address, channel=channel, secret=secret) for address in addresses}
    suppress_digests(digests, channel="" if everywhere else channel, reason=reason)
    return digests


def suppress_digests(digests: Iterable[bytes], *, channel: str, reason: SuppressionReason) -> None:
    """The same for hashes that are known already; an empty channel means all."""
    rows = [Suppression(digest=known, channel=channel, reason=reason, at=clock.now()) for known in sorted(digests)]
    place = ["digest", "channel", "reason"]
    # Said again, it counts from then: else a double opt-in in between would outlive it.
    Suppression.objects.bulk_create(rows, update_conflicts=True, unique_fields=place, update_fields=["at"])


@dataclass(frozen=True, slots=True)
class Used:
    """Something sent or said on the strength of a consent; without an address it was used at all of the channel."""

    contact_id: int
    channel: str
    purpose: str
    at: datetime
    address: str | None = None

    def row(self, secret: bytes) -> tuple[Any, ...]:
        """As `_USED` has it."""
        place = digest(self.address, channel=self.channel, secret=secret) if self.address else None
        return (self.contact_id, self.channel, self.purpose, place, self.at)


def use(uses: Sequence[Used]) -> None:
    """Note that consents were used: they stay fresh, and the proof of a consent to calls is kept longer."""
    if uses:
        secret = key("suppression")
        with connection.cursor() as cursor:
            cursor.execute(_USE, [list(column) for column in zip(*(one.row(secret) for one in uses), strict=True)])


def forget_uses(contacts: Sequence[int]) -> None:
    """As if nobody had used a consent of theirs: what has is said anew."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_USES, [list(contacts)])


def _refuse_unknown(uses: set[tuple[str, str, int | None]]) -> None:
    purposes, channels, wordings = zip(*uses, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [list(purposes), list(channels), list(wordings)])
        found = cursor.fetchone()
    if found:
        purpose, is_purpose_known = found
        raise ForeignWording if is_purpose_known else UnknownPurpose(purpose=purpose)


def _held(places: Iterable[Place]) -> dict[Place, _Head]:
    """The chains, made where they are missing, locked in this order until the transaction ends."""
    chains = [(channel, known, NOTHING, 0) for channel, known in places]
    found = bulk.insert("consent_chain", _CHAIN, chains, then=_OR_LOCK)
    return {(channel, bytes(known)): _Head(chain, bytes(end), count) for channel, known, chain, end, count in found}


def _linked(entries: Sequence[Entry], heads: Sequence[_Head]) -> Iterator[tuple[Any, ...]]:
    """The rows of the entries as `_COLUMNS` has them, each sealed to the one before it in its chain."""
    recorded_at = clock.now()
    for entry, head in zip(entries, heads, strict=True):
        personal, salt = entry.personal(), secrets.token_bytes(SALT_BYTES)
        link = Link(
            chain_id=head.chain,
            seq=head.length + 1,
            prev_hash=head.hash,
            touchpoint_id=entry.touchpoint_id,
            channel=entry.channel,
            purpose=entry.purpose,
            state=entry.state,
            legal_basis=entry.legal_basis,
            wording_id=entry.wording_id,
            at=entry.at,
            recorded_at=recorded_at,
            personal_digest=personal.digest(salt),
        )
        head.hash, head.length = link.seal(), link.seq
        snapshot = None if personal.snapshot is None else bulk.json(personal.snapshot)
        yield (entry.contact_id, entry.contact_id, *link, *personal._replace(snapshot=snapshot), salt, head.hash)


def _written(rows: Iterable[tuple[Any, ...]]) -> list[int]:
    """Write the rows; their ids in the same order."""
    links = list(rows)
    written = bulk.insert("consent_consent", _COLUMNS, links, then="RETURNING chain_id, seq, id")
    ids = {(chain, seq): consent for chain, seq, consent in written}
    return [ids[chain, seq] for _contact, _origin, chain, seq, *_rest in links]


_UNKNOWN = """
    SELECT used.purpose, purpose.key IS NOT NULL
    FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS used (purpose, channel, wording)
    LEFT JOIN consent_purpose purpose ON purpose.key = used.purpose
    LEFT JOIN consent_wording wording ON wording.id = used.wording
         AND wording.purpose = used.purpose AND wording.channel = used.channel
    WHERE purpose.key IS NULL OR (used.wording IS NOT NULL AND wording.id IS NULL)
    LIMIT 1
"""

_CHAIN = {"channel": "text", "address_digest": "bytea", "head": "bytea", "length": "int"}
_HEAD = {"id": "bigint", "head": "bytea", "length": "int"}

# DO UPDATE, and not DO NOTHING, because it locks the row that is there and answers it as it is after the wait.
_OR_LOCK = """
    ON CONFLICT (channel, address_digest) DO UPDATE SET length = consent_chain.length
    RETURNING channel, address_digest, id, head, length
"""

# Of each address the newest yes that was there before; sorted, so that two batches cannot deadlock.
_USE = """
    INSERT INTO consent_use (consent_id, last_at, times)
    SELECT id, max(used_at), count(*) FROM (
        SELECT DISTINCT ON (used.nr, consent.chain_id) consent.id, used.at AS used_at
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[], %s::timestamptz[])
             WITH ORDINALITY AS used (contact, channel, purpose, place, at, nr)
        JOIN consent_consent consent ON consent.contact_id = used.contact AND consent.channel = used.channel
             AND consent.purpose = used.purpose AND consent.state = 'granted'
             AND LEAST(consent.at, consent.recorded_at) <= used.at
        JOIN consent_chain chain ON chain.id = consent.chain_id
             AND (used.place IS NULL OR chain.address_digest = used.place)
        ORDER BY used.nr, consent.chain_id, LEAST(consent.at, consent.recorded_at) DESC, consent.id DESC
    ) AS newest GROUP BY id ORDER BY id
    ON CONFLICT (consent_id) DO UPDATE SET
        last_at = GREATEST(consent_use.last_at, EXCLUDED.last_at), times = consent_use.times + EXCLUDED.times
"""

_FORGET_USES = """
    DELETE FROM consent_use WHERE consent_id IN (SELECT id FROM consent_consent WHERE contact_id = ANY(%s))
"""

_COLUMNS = {
    "contact_id": "bigint",
    "origin_id": "bigint",
    # seals.Link
    "chain_id": "bigint",
    "seq": "int",
    "prev_hash": "bytea",
    "touchpoint_id": "bigint",
    "channel": "text",
    "purpose": "text",
    "state": "text",
    "legal_basis": "text",
    "wording_id": "bigint",
    "at": "timestamptz",
    "recorded_at": "timestamptz",
    "personal_digest": "bytea",
    # seals.Personal
    "address": "text",
    "snapshot": "jsonb",
    "ip": "text",
    "user_agent": "text",
    "confirmation_mail": "text",
    "salt": "bytea",
    "hash": "bytea",
}
