"""What the first page says of today's tasks."""

from dataclasses import dataclass

from trichter.faces.web.views.tasks import Line, lines
from trichter.kernel import clock
from trichter.sales.tasks import hours, queries

SHOWN = 6


@dataclass(frozen=True)
class Agenda:
    """The most urgent tasks of a colleague that are due today or were before; whether there are more."""

    lines: tuple[Line, ...]
    has_more: bool


def of_today(user: int) -> Agenda:
    """For a colleague."""
    due = queries.due(queries.mine(user), until=hours.end_of_day(clock.now()))
    found = lines(due[: SHOWN + 1])
    return Agenda(tuple(found[:SHOWN]), len(found) > SHOWN)
