"""Exports that a colleague asks for in the browser: written in the background, kept for a few days to be fetched.

A file holds personal data, so it is private, and the next erasure of anybody removes all that are kept: whoever needs
one makes it anew.
"""

import tempfile
from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from trichter.facts.contacts.models import Contact
from trichter.generation.imports import exporting
from trichter.kernel import clock, persons
from trichter.kernel.persons import KnownAs
from trichter.kernel.words import Words
from trichter.spine import timetable
from trichter.spine.longwork import Course, work_at_once
from trichter.spine.longwork.crowds import batch_of, size_of
from trichter.spine.models import Work

NAME = "bulk.export"
KEPT_FOR = timedelta(days=7)
SUFFIXES = (".csv", ".xlsx")
_LOCK = 7_403_001
"""Erasures share this lock, and none of them comes between the last look at a file and the note that it is kept."""


class ErasedMeanwhile(Exception):
    """Somebody was erased while the file was written; it is written anew, without them."""


class _Cancelled(Exception):
    pass


@work_at_once(NAME, label=Words("Export people", "Personen exportieren"))
def export(course: Course) -> dict[str, Any]:
    """`suffix` and `language`, which decides what separates the columns of a CSV."""
    task, began = course.task, clock.now()
    with tempfile.TemporaryDirectory() as folder, translation.override(task.facts["language"]):
        path, told = Path(folder) / f"{task.pk}{task.facts['suffix']}", array("q")
        try:
            people = exporting.write_people(path, _batches(course, size_of(task.facts), told))
        except _Cancelled:
            return {}
        return _kept(task, {"people": people, "file": _put(path)}, told, began)


def _kept(task: Work, report: dict[str, Any], told: Sequence[int], began: datetime) -> dict[str, Any]:
    """The file counts as kept, and is found by the next erasure, or it is thrown away. Raises `ErasedMeanwhile`."""
    with transaction.atomic():
        _wait("SELECT pg_advisory_xact_lock(%s)")
        if not _is_anybody_erased(told, began):
            Work.objects.filter(id=task.pk).update(report=report)
            return report
    _store().delete(report["file"])
    raise ErasedMeanwhile


def _is_anybody_erased(told: Sequence[int], began: datetime) -> bool:
    """Of those in the file, or of whom they were merged with; by the clock alone an erasure that had begun before and
    came to its end since would be missed."""
    gone = Contact.objects.exclude(erased_at=None)
    parts = (list(told[start : start + exporting.BATCH]) for start in range(0, len(told), exporting.BATCH))
    return gone.filter(erased_at__gte=began).exists() or any(gone.filter(id__in=part).exists() for part in parts)


def _wait(lock: str) -> None:
    """For whoever keeps a file while somebody is erased, or the other way round; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(lock, [_LOCK])


def _batches(course: Course, total: int, told: "array[int]") -> Iterator[list[int]]:
    """Also kept in `told`."""
    done = after = 0
    while batch := batch_of(course.task.facts, after=after, limit=exporting.BATCH):
        if course.is_cancelled():
            raise _Cancelled
        told.extend(batch)
        yield batch
        after, done = batch[-1], done + len(batch)
        course.tell(done, max(total, done))


def _store() -> Storage:
    return storages["files"]


def _put(path: Path) -> str:
    name = f"exports/{path.name}"
    _store().delete(name)  # of an attempt that came to no end
    with path.open("rb") as file:
        return _store().save(name, File(file))


def opened(task: Work) -> IO[bytes] | None:
    """The file, as long as it is kept."""
    name = task.report.get("file")
    return _store().open(name) if name and _store().exists(name) else None


@persons.erases_files
def forget_all(known_as: KnownAs) -> None:  # noqa: ARG001 whoever it is may stand in any of them
    """Remove every file that is kept."""
    _wait("SELECT pg_advisory_xact_lock_shared(%s)")
    _forget(kept())


@timetable.every(timedelta(hours=1), "exports.forget")
def forget_old() -> None:
    """Remove the files that nobody is expected to fetch any more."""
    _forget(kept().filter(ended_at__lte=clock.now() - KEPT_FOR))


def kept() -> QuerySet[Work]:
    """The exports whose file is still there."""
    return Work.objects.filter(name=NAME, report__has_key="file").order_by("-pk")


def remove(number: int) -> None:
    """Delete the file of one."""
    _forget(kept().filter(pk=number))


def _forget(works: QuerySet[Work]) -> None:
    for task in works:
        _store().delete(task.report["file"])
        Work.objects.filter(id=task.pk).update(report={"people": task.report["people"]})
