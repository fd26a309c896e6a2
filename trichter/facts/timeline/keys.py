"""Idempotency keys: what carries the same key again was recorded already."""

import hashlib
from collections.abc import Callable, Sequence

from trichter.kernel import bulk


def digest(key: str) -> bytes:
    """What is stored of an idempotency key: it may hold personal data, its digest says nothing."""
    return hashlib.sha256(key.encode()).digest()


def recorded(digests: Sequence[bytes]) -> Callable[[], dict[bytes, tuple[int, int]]]:
    """For the keys already recorded: contact and touchpoint. Asked now, fetched by calling the answer."""
    if not digests:
        return dict
    statement = "SELECT digest, contact_id, touchpoint_id FROM timeline_recordedkey WHERE digest = ANY(%s)"
    rows = bulk.ask(statement, [list(digests)])
    return lambda: {bytes(key): (contact, touchpoint) for key, contact, touchpoint in rows()}
