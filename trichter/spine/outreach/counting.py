"""How often an address is asked something it has not agreed to: whoever types a stranger's address annoys them little.

Whether it is known here or not, the limits are the same (LAW 4.1).
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trichter.spine.outreach.models import Message, State

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMITS: "Sequence[tuple[timedelta, int]]" = ((timedelta(hours=24), 3), (timedelta(days=30), 6))
"""So many letters of one ground to one address within so long."""

_LEFT_NOT = (State.WITHHELD, State.CANCELLED)


def are_too_many(message: "Message", ground: str, now: datetime) -> bool:
    """Whether this letter would be one too many; those that came before it count, wherever they stand."""
    others = Message.objects.filter(address_key=message.address_key, ground__ground=ground).exclude(id=message.id)
    others = others.exclude(state__in=_LEFT_NOT).filter(id__lt=message.id)
    return any(others.filter(created_at__gt=now - span).count() >= most for span, most in LIMITS)
