"""Idempotency keys: what carries the same key again was recorded already."""

import hashlib
import hmac
from collections.abc import Callable, Sequence

from trichter.kernel import bulk
from trichter.kernel.keys import key


def digest(said: str) -> bytes:
    """What is stored of an idempotency key: it may hold personal data, and only with our secret could its digest be
    tried out on guesses."""
    return hmac.digest(key("requests"), said.encode(), hashlib.sha256)


def recorded(digests: Sequence[bytes]) -> Callable[[], dict[bytes, tuple[int, int]]]:
    """For the keys already recorded: contact and touchpoint. Asked now, fetched by calling the answer."""
    if not digests:
        return dict
    statement = "SELECT digest, contact_id, touchpoint_id FROM timeline_recordedkey WHERE digest = ANY(%s::bytea[])"
    rows = bulk.ask(statement, [bulk.array(digests, "bytea")], prepare=True)
    return lambda: {bytes(said): (contact, touchpoint) for said, contact, touchpoint in rows()}
