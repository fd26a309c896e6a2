"""Taking a whole import back: who came by it alone is removed, unless somebody has worked with them since (`keeping`);
of those who were known before, what it told is no longer believed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.generation.imports.models import ImportRun, Upload
from trichter.generation.imports.parts import IMPORTED
from trichter.generation.imports.wizard import keeping, uploads
from trichter.generation.imports.workshop import SUBJECT
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.spine import longwork
from trichter.spine.intake import record
from trichter.spine.longwork import Step
from trichter.spine.models import Work
from trichter.spine.touch import SYSTEM, Actor, Touch, colleague

BATCH = 100


class NothingToUndo(DomainError):
    sentence = _("There is nothing to undo: the import runs still, or it was undone before.")


# The index on subjects, from one contact to the next.
_PEOPLE = """
    SELECT DISTINCT contact_id FROM timeline_touchpoint
    WHERE subject_type = %s AND subject_id = %s AND kind = %s AND contact_id > %s ORDER BY contact_id LIMIT %s
"""
# The primary key of touchpoints begins with the contact; ids of one person tell the order of recording.
_KNOWN = """
    SELECT DISTINCT t.contact_id FROM timeline_effective t
    JOIN (SELECT contact_id, min(id) AS id FROM timeline_touchpoint
          WHERE contact_id = ANY(%s) AND subject_type = %s AND subject_id = %s AND kind = %s GROUP BY contact_id
    ) imported ON imported.contact_id = t.contact_id AND t.id < imported.id
    WHERE NOT t.is_void
"""
_TOLD = """
    SELECT t.contact_id, t.id FROM timeline_effective t JOIN contacts_contact c ON c.id = t.contact_id
    WHERE t.contact_id = ANY(%s) AND t.subject_type = %s AND t.subject_id = %s AND t.kind = %s
        AND NOT t.is_void AND c.erased_at IS NULL
    ORDER BY t.contact_id, t.id
"""


def can_be_undone(upload: Upload) -> bool:
    """Whether its import is over and still there."""
    run = upload.run
    if run is None or run.undone_at or not upload.work or not (run.created or run.matched):
        return False
    task = longwork.numbered(upload.work)
    return task is not None and task.is_over and longwork.taken_back_by(upload.work) is None


@transaction.atomic
def undo(upload: Upload, *, by: int) -> Work:
    """Have it taken back in the background. Raises `NothingToUndo`."""
    locked = Upload.objects.select_for_update(of=("self",)).select_related("run").get(pk=upload.pk)
    if not can_be_undone(locked):
        raise NothingToUndo
    run = locked.run
    assert run is not None, "what can be undone has a run"
    expected = run.created + run.matched
    return longwork.start("imports.undo", {"upload": locked.pk}, by=by, total=expected, undoes=locked.work)


@longwork.work("imports.undo", label=Words("Undo an import", "Import rückgängig machen"))
def take_back(task: Work) -> Step:
    """A hundred people at a time, in the order of their ids."""
    run = uploads.found(task.facts["upload"]).run_id or 0
    found = _column(_PEOPLE, [SUBJECT, run, IMPORTED, task.position or 0, BATCH])
    counts: dict[str, Any] = {"removed": 0, "restored": 0, "kept": 0, "why": {}} | task.report
    if not found:
        ImportRun.objects.filter(pk=run).update(undone_at=clock.now())
        return Step(0, report=counts)
    done = _taken_back(found, run, colleague(task.by) if task.by else SYSTEM)
    why = dict(Counter(counts["why"]) + done.pop("why"))
    return Step(
        len(found), at=found[-1], report={name: counts[name] + many for name, many in done.items()} | {"why": why}
    )


def _taken_back(people: Sequence[int], run: int, actor: Actor) -> dict[str, Any]:
    """How many of them were removed, restored and kept, and why these were kept."""
    # Locked, nobody begins to work with them meanwhile.
    list(Contact.objects.select_for_update(no_key=True).filter(id__in=people).order_by("id").values_list("id"))
    kept = keeping.worked_on(run, people)
    told = [pair for pair in _rows(_TOLD, [list(people), SUBJECT, run, IMPORTED]) if pair[0] not in kept]
    before = set(_column(_KNOWN, [list(people), SUBJECT, run, IMPORTED]))
    gone = sorted({contact for contact, _id in told if contact not in before})
    erased = {"requested_by_person": False, "suppresses": False}
    record([Touch("contact.erased", erased, contact=contact, actor=actor) for contact in gone])
    known = [(contact, touchpoint) for contact, touchpoint in told if contact in before]
    reason = {"reason": str(Words("The import was undone", "Der Import wurde rückgängig gemacht"))}
    for begin in range(0, len(known), 1000):
        record(
            [
                Touch("touchpoint.retracted", reason, contact=contact, target=touchpoint, actor=actor)
                for contact, touchpoint in known[begin : begin + 1000]
            ]
        )
    restored = len(people) - len(gone) - len(kept)
    return {"removed": len(gone), "restored": restored, "kept": len(kept), "why": keeping.counted(kept.values())}


def _column(statement: str, values: Sequence[Any]) -> list[int]:
    return [row[0] for row in _rows(statement, values)]


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
