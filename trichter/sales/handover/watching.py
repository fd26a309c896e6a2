"""Whoever lets a lead lie is reminded before the deadline; once it has passed, the administration hears of it. What
somebody had who works here no more goes to others."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import connection

from trichter.kernel import clock
from trichter.kernel.errors import discreetly
from trichter.sales.handover import services
from trichter.sales.handover.models import Handover, State
from trichter.spine.timetable import every

MOST = 500

_log = structlog.get_logger(__name__)


@every(timedelta(minutes=1), "handover.watch")
def watch() -> int:
    """Route again, remind and escalate what is due; each in a transaction of its own, so once, whatever dies in
    between."""
    now, waiting = clock.now(), Handover.objects.filter(state=State.OPEN).order_by("due_at", "id")
    left = waiting.filter(colleague__is_active=False).values_list("id", flat=True)
    routed = sum(_tell(services.route_again, one) for one in left[:MOST])
    late = waiting.filter(due_at__lte=now, escalated_at=None).values_list("id", flat=True)
    near = waiting.filter(remind_at__lte=now, due_at__gt=now, reminded_at=None).values_list("id", flat=True)
    return (
        routed
        + sum(_tell(services.overrun, one) for one in late[:MOST])
        + sum(_tell(services.remind, one) for one in near[:MOST])
    )


def _tell(telling: Callable[[int], None], handover: int) -> bool:
    """One that fails, or is decided meanwhile, holds up no other."""
    try:
        telling(handover)
    except Exception as error:
        if not connection.is_usable():
            raise
        _log.warning("handover not told", handover=handover, error=discreetly(error))
        return False
    return True
