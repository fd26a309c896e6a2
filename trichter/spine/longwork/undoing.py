"""Taking back what long work has done to many people: each of its touchpoints is retracted, and nothing of others."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.words import Words
from trichter.spine.longwork.crowds import DONE, SIZE, Planned, do, keep, tally, then_nothing
from trichter.spine.longwork.registry import Step, work
from trichter.spine.models import Work, WorkPerson
from trichter.spine.touch import SYSTEM, Touch, colleague

if TYPE_CHECKING:
    from django.db.models import QuerySet

BACK, KEPT = "back", "kept"
"""Why nothing is taken back: somebody has done so before, or has built upon it since."""

People = Sequence[WorkPerson]
Keeps = Callable[[People], set[int]]
Then = Callable[[People], None]


def _none(_people: People) -> set[int]:
    return set()


def _nothing(_people: People) -> None:
    """All is said by the retraction."""


def undoing(name: str, *, keeps: Keeps = _none, then: Then = _nothing) -> None:
    """Declare the work `name` that takes another back. `keeps` names touchpoints that stay; `then` takes away what hung
    on the others, in the same transaction."""
    work(name, label=Words("Undo", "Rückgängig machen"))(lambda task: _step(task, keeps, then))


def _step(task: Work, keeps: Keeps, then: Then) -> Step:
    """The next people to whom the other work did something."""
    rows = list(_done_by(task).filter(id__gt=task.position or 0).order_by("id")[:SIZE])
    planned = _planned(task, rows, kept=keeps(rows))
    outcomes = do(planned, then_nothing)
    back = {one.contact for one in outcomes if one.outcome == DONE}
    then([row for row in rows if row.contact_id in back])
    keep(task, outcomes)
    return Step(
        len(rows),
        at=rows[-1].pk if len(rows) == SIZE else None,
        total=_done_by(task).count() if task.position is None else None,
        report=tally(task.report, outcomes),
    )


def _done_by(task: Work) -> "QuerySet[WorkPerson]":
    return WorkPerson.objects.filter(work=task.undoes).exclude(touchpoint_id=None)


def _planned(task: Work, rows: Sequence[WorkPerson], *, kept: set[int]) -> list[Planned]:
    by = colleague(task.by) if task.by else SYSTEM
    standing = _standing(rows)
    planned = []
    for row in rows:
        why = BACK if row.touchpoint_id not in standing else KEPT if row.touchpoint_id in kept else ""
        touch = Touch("touchpoint.retracted", contact=row.contact_id, target=row.touchpoint_id, actor=by)
        planned.append(Planned(row.contact_id, None if why else touch, why))
    return planned


def _standing(rows: Sequence[WorkPerson]) -> set[int]:
    """Their touchpoints that nobody has taken back."""
    touchpoints = EffectiveTouchpoint.objects.filter(
        contact_id__in=[row.contact_id for row in rows],
        id__in=[row.touchpoint_id for row in rows],
        is_retracted=False,
    )
    return set(touchpoints.values_list("id", flat=True))
