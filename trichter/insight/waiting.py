"""What waits for a colleague, counted in one statement: it stands in the navigation of every page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, TextField, Value

from trichter.generation.forms import doubtful
from trichter.insight import leads
from trichter.kernel import clock
from trichter.sales.tasks import queries as tasks
from trichter.sales.tasks.hours import end_of_day
from trichter.spine.outreach import queue


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many tasks are due today, leads wait (and how many of them too long), submissions lie in the spam folder, and
    mails wait for a decision."""

    tasks: int = 0
    leads: int = 0
    late_leads: int = 0
    doubtful: int = 0
    in_doubt: int = 0


def waiting(user: int) -> Waiting:
    """For a colleague."""
    statement, given = _statement()
    now: dict[Any, Any] = dict(zip((_SOMEBODY, *_moments(_ONCE)), (user, *_moments(clock.now())), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(statement, [now.get(one, one) for one in given])
        return Waiting(**dict(cursor.fetchall()))


_SOMEBODY, _ONCE = -7_412_001, datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
"""Stand in the statement for who asks and when: to write it takes ten times as long as to ask it, and it is on every
page."""


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """With its parameters for somebody at some time."""
    with clock.at(_ONCE):
        due = tasks.due(tasks.mine(_SOMEBODY), until=end_of_day(_ONCE))
        mine = leads.mine(_SOMEBODY)
        counted = _counted("tasks", due).union(
            _counted("leads", mine),
            _counted("late_leads", mine.filter(due_at__lte=_ONCE)),
            _counted("doubtful", doubtful.waiting()),
            _counted("in_doubt", queue.in_doubt()),
            all=True,
        )
        statement, given = counted.query.sql_with_params()
    known = {_SOMEBODY, *_moments(_ONCE)}
    assert all(one in known for one in given if isinstance(one, datetime)), "another moment is asked for: name it"
    return statement, given


def _moments(now: datetime) -> tuple[datetime, ...]:
    """All that the statement asks for."""
    return now, end_of_day(now), now - doubtful.KEPT_FOR


def _counted(name: str, rows: QuerySet[Any]) -> Any:
    """One row with the name and the number; none where there is nothing."""
    named = rows.order_by().values(what=Value(name, output_field=TextField()))
    return named.annotate(number=Count("*")).values_list("what", "number")
