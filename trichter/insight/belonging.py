"""Segments by which a list of people is narrowed: who is in one now."""

from collections.abc import Sequence
from typing import Any


def of_segments(values: Sequence[str], _me: int | None = None) -> tuple[str, dict[str, Any]]:
    """A condition on contacts `c`: who is in one of these segments."""
    return f"c.id IN ({members_of(values)})", {"segments": [int(value) for value in values]}


def members_of(_values: Sequence[str]) -> str:
    """Their ids, by the index of those who are in a segment now."""
    return "SELECT m.contact_id FROM segments_membership m WHERE m.segment_id = ANY(%(segments)s) AND m.left_at IS NULL"


CONDITIONS = {"segment": of_segments}
SOURCES = {"segment": members_of}
