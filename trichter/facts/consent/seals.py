"""The hashes of the ledger: whoever changes a row, or takes one out, breaks the chain of its address."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

SALT_BYTES = 16
NOTHING = bytes(32)
"""What the first row of a chain follows."""


class Personal(NamedTuple):
    """The columns that erasure empties; the seal holds only their salted digest."""

    address: str | None
    snapshot: Any
    ip: str | None
    user_agent: str | None
    confirmation_mail: str | None

    def digest(self, salt: bytes) -> bytes:
        """SHA-256 over the salt and the values; without the salt nobody can try out addresses on it."""
        return hashlib.sha256(salt + _canonical(self)).digest()


class Link(NamedTuple):
    """The columns under the seal. The contact is not among them, because a merge moves it."""

    chain_id: int
    seq: int
    prev_hash: bytes
    touchpoint_id: int
    channel: str
    purpose: str
    state: str
    legal_basis: str
    wording_id: int | None
    at: datetime
    recorded_at: datetime
    personal_digest: bytes

    def seal(self) -> bytes:
        """SHA-256 over the values, in this order."""
        return hashlib.sha256(_canonical(self)).digest()


def storable(snapshot: Any) -> Any:
    """A snapshot whose numbers read back as they were written: `jsonb` does not keep the notation of fractions."""
    if isinstance(snapshot, Mapping):
        return {str(name): storable(value) for name, value in snapshot.items()}
    if isinstance(snapshot, list | tuple):
        return [storable(value) for value in snapshot]
    return str(snapshot) if isinstance(snapshot, float) else snapshot


def _plain(value: bytes | datetime) -> str:
    """Digests in hex, times in UTC."""
    return value.hex() if isinstance(value, bytes) else value.astimezone(UTC).isoformat()


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain).encode


def _canonical(values: tuple[Any, ...]) -> bytes:
    return _encode(values).encode()
