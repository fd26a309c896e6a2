"""Whoever lets a lead lie is reminded before the deadline; once it has passed, the administration hears of it. What
somebody had who works here no more goes to others."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from itertools import islice

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
    routed = _told(services.route_again, left)
    late = waiting.filter(due_at__lte=now, escalated_at=None).values_list("id", flat=True)
    near = waiting.filter(remind_at__lte=now, due_at__gt=now, reminded_at=None).values_list("id", flat=True)
    return routed + _told(services.overrun, late) + _told(services.remind, near)


def _told(telling: Callable[[int], None], handovers: Iterable[int]) -> int:
    """At most `MOST` in a minute; those that fail are none of them, or the oldest would keep all others waiting."""
    return sum(1 for _one in islice(filter(partial(_tell, telling), handovers), MOST))


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
