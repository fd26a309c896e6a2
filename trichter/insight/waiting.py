"""What waits for a colleague, counted in one statement: it stands in the navigation of every page."""

from dataclasses import dataclass
from typing import Any

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
    due = tasks.due(tasks.mine(user), until=end_of_day(clock.now()))
    mine = leads.mine(user)
    counted = _counted("tasks", due).union(
        _counted("leads", mine),
        _counted("late_leads", mine.filter(due_at__lte=clock.now())),
        _counted("doubtful", doubtful.waiting()),
        _counted("in_doubt", queue.in_doubt()),
        all=True,
    )
    return Waiting(**dict(counted))


def _counted(name: str, rows: QuerySet[Any]) -> Any:
    """One row with the name and the number; none where there is nothing."""
    named = rows.order_by().values(what=Value(name, output_field=TextField()))
    return named.annotate(number=Count("*")).values_list("what", "number")
