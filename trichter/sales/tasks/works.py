"""A task for each of many people, and all of them taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from trichter.facts.contacts.models import Contact
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.sales.tasks.models import Reason, Task
from trichter.sales.tasks.services import Nobody, NothingToDo, name_of
from trichter.spine.longwork.crowds import Facts, Planned, crowd
from trichter.spine.longwork.undoing import undoing
from trichter.spine.touch import SYSTEM, Recorded, Touch, colleague

if TYPE_CHECKING:
    from trichter.spine.models import WorkPerson


def _open(facts: Facts, recorded: Sequence[Recorded], **_asked: int | None) -> None:
    now, due = clock.now(), _due(facts)
    owners = _owners(facts, [one.contact_id for one in recorded])
    Task.objects.bulk_create(
        Task(
            contact_id=one.contact_id,
            reason=Reason.OTHER,
            title=facts["title"],
            team_id=facts.get("team"),
            colleague_id=owners.get(one.contact_id, facts.get("to")),
            opened_at=now,
            due_at=due,
            touchpoint_id=one.touchpoint_id,
        )
        for one in recorded
    )


@crowd(
    "bulk.task",
    label=Words("Open tasks", "Aufgaben anlegen"),
    undo="bulk.untask",
    then=_open,
    reasons={"open": Words("has the same task open already", "hat dieselbe Aufgabe schon offen")},
)
def task(facts: Facts, people: Sequence[int], by: int | None) -> list[Planned]:
    """`title`, `due_at` (ISO, or None), and whose it is: `owners` (each person's own), a colleague `to`, or a `team`.

    Whoever has no owner gets the task of `to`. Raises `NothingToDo` and `Nobody`.
    """
    title = facts["title"].strip()
    if not title:
        raise NothingToDo
    if not facts.get("to") and not facts.get("team"):
        raise Nobody
    name_of(facts.get("to"), facts.get("team"))
    same = set(Task.objects.filter(contact__in=people, title=title, done_at=None).values_list("contact_id", flat=True))
    said = {"title": title, "reason": Reason.OTHER.value, "due_at": _due(facts)}
    actor = colleague(by) if by else SYSTEM
    return [
        Planned(one, None, "open")
        if one in same
        else Planned(one, Touch("task.opened", said, contact=one, actor=actor))
        for one in people
    ]


def _due(facts: Facts) -> datetime | None:
    return datetime.fromisoformat(facts["due_at"]) if facts.get("due_at") else None


def _owners(facts: Facts, people: Sequence[int]) -> dict[int, int]:
    """Whoever left meanwhile gets nothing to do."""
    if not facts.get("owners"):
        return {}
    owned = Contact.objects.filter(id__in=people, owner__is_active=True)
    return {contact: owner for contact, owner in owned.values_list("id", "owner_id") if owner}


_UNTOUCHED = Q(done_at=None, change_id=None)


def _of(people: Sequence["WorkPerson"]) -> QuerySet[Task]:
    touchpoints = [one.touchpoint_id for one in people]
    return Task.objects.filter(contact__in=[one.contact_id for one in people], touchpoint_id__in=touchpoints)


def _gone_on_with(people: Sequence["WorkPerson"]) -> set[int]:
    """What somebody has done, put off or passed on is theirs: it stays."""
    return set(_of(people).exclude(_UNTOUCHED).values_list("touchpoint_id", flat=True))


def _take_back(people: Sequence["WorkPerson"]) -> None:
    _of(people).filter(_UNTOUCHED).delete()


undoing("bulk.untask", keeps=_gone_on_with, then=_take_back)
