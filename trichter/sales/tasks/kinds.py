"""Tasks on the timeline: opened, passed on, put off, finished."""

from datetime import datetime
from typing import Annotated, Literal

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words


class Task(Payload):
    """What is to be done; the row with its state stands in `sales.tasks`."""

    title: str = ""

    def summary(self) -> str:
        return self.title


class Opened(Task):
    """A task with its reason, what was asked, and when it is due."""

    reason: Annotated[Literal["callback", "other"], KEPT] = "other"
    asked: str = ""
    due_at: Annotated[datetime | None, KEPT] = None

    def quote(self) -> str:
        return self.asked


class Assigned(Task):
    """Who has it from now on: a colleague's or a team's name."""

    to: str = ""

    def summary(self) -> str:
        return ": ".join(part for part in (self.title, self.to) if part)


class Snoozed(Task):
    """Put off until then."""

    until: Annotated[datetime | None, KEPT] = None


for name, label, payload in (
    ("task.opened", Words("Task opened", "Aufgabe angelegt"), Opened),
    ("task.assigned", Words("Task assigned", "Aufgabe zugewiesen"), Assigned),
    ("task.snoozed", Words("Task put off", "Aufgabe verschoben"), Snoozed),
    ("task.finished", Words("Task done", "Aufgabe erledigt"), Task),
):
    register(Kind(name, label, "task", payload, team="sales", is_by_hand=True))
