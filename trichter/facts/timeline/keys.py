"""Idempotency keys: what carries the same key again was recorded already."""

import hashlib
from collections.abc import Sequence

from django.db import connection


def digest(key: str) -> bytes:
    """What is stored of an idempotency key: it may hold personal data, its digest says nothing."""
    return hashlib.sha256(key.encode()).digest()


def recorded(digests: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """For the keys already recorded: contact and touchpoint."""
    if not digests:
        return {}
    with connection.cursor() as cursor:
        statement = "SELECT digest, contact_id, touchpoint_id FROM timeline_recordedkey WHERE digest = ANY(%s)"
        cursor.execute(statement, [list(digests)])
        return {bytes(row[0]): (row[1], row[2]) for row in cursor.fetchall()}
