"""How often an address gets what it has not agreed to: whoever types a stranger's address annoys them little.

Whether it is known here or not, the limits are the same (LAW 4.1).
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trichter.spine.outreach.models import Message, State

if TYPE_CHECKING:
    from collections.abc import Sequence

QUESTIONS: "Sequence[tuple[timedelta, int]]" = ((timedelta(hours=24), 3), (timedelta(days=30), 6))
"""So many questions of one ground to one address within so long."""
SERVICES: "Sequence[tuple[timedelta, int]]" = ((timedelta(hours=1), 5), (timedelta(hours=24), 10))
"""So many things that were asked for by form. Who reads all our white papers in a day gets ten of them."""
BY_HAND = "letter"
"""The template of what colleagues write: no form lets it leave, so it neither counts nor is held back."""

_LEFT_NOT = (State.WITHHELD, State.CANCELLED)


def are_too_many(
    message: "Message", ground: str, now: datetime, *, limits: "Sequence[tuple[timedelta, int]]" = QUESTIONS
) -> bool:
    """Whether this letter would be one too many; those that came before it count, wherever they stand."""
    others = Message.objects.filter(address_key=message.address_key, ground__ground=ground, id__lt=message.id)
    others = others.exclude(state__in=_LEFT_NOT).exclude(template=BY_HAND)
    return any(others.filter(created_at__gt=now - span).count() >= most for span, most in limits)
