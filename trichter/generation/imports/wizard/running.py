"""The import of an upload as long work: checked before, begun, stopped, and its report."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import translation

from trichter.generation.imports import services
from trichter.generation.imports.errors import AlreadyRunning
from trichter.generation.imports.models import Upload
from trichter.generation.imports.profiles import Profile, checked
from trichter.generation.imports.reading import opened
from trichter.generation.imports.services import Progress, Report
from trichter.generation.imports.sniffing import sniff
from trichter.generation.imports.wizard import planning, uploads
from trichter.generation.imports.wizard.choices import Choices
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.spine import longwork
from trichter.spine.longwork import Course

CHECKED = 5_000
"""So many rows are checked while somebody waits; the import checks all of them."""
COUNTS = ("rows", "created", "matched", "unchanged", "rejected")


def plan(upload: Upload) -> Profile:
    """The profile that was chosen. Raises `Unreadable`, `BadProfile` and what `planning` asks for."""
    choices, path = uploads.choices_of(upload), uploads.path_of(upload)
    planning.check_columns(choices)
    return planning.profile_of(choices, titles(path, choices))


def titles(path: Path, choices: Choices) -> list[str]:
    """The names of the columns."""
    with opened(sniff(path, sheet=choices.sheet), header=choices.header, tidy=True) as (names, _rows):
        return names


def check(upload: Upload) -> Report:
    """What the import would do; nothing is written. What was found stays with the upload, in numbers."""
    checked_rows = 0

    def tell(progress: Progress) -> None:
        nonlocal checked_rows
        checked_rows = progress.rows

    path = uploads.path_of(upload)
    report = services.check(
        path,
        plan(upload),
        rejects=uploads.refused_of(upload),
        tell=tell,
        is_cancelled=lambda: checked_rows >= CHECKED,
    )
    upload.checked = {name: getattr(report, name) for name in COUNTS} | {"is_all": checked_rows < CHECKED}
    uploads.touch(upload)
    return report


def begin(upload: Upload, *, by: int) -> None:
    """Have it imported in the background. Raises what `plan` raises, and what `planning.check_origin` misses."""
    planning.check_origin(uploads.choices_of(upload))
    upload.profile = upload.profile if upload.run else plan(upload).model_dump(mode="json", exclude_defaults=True)
    facts = {"upload": upload.pk, "language": translation.get_language() or "en"}
    expected = upload.checked.get("rows") if upload.checked.get("is_all") else None
    upload.problem, upload.work = "", longwork.start("imports.run", facts, by=by, total=expected).pk
    uploads.touch(upload)


def stop(upload: Upload) -> None:
    """Between two thousand rows; what is in stays in, and it can be gone on with."""
    if upload.work:
        longwork.cancel(upload.work)


@longwork.work_at_once("imports.run", label=Words("Import a file", "Datei importieren"))
def import_upload(course: Course) -> Mapping[str, Any]:
    """Import it, or go on where it ended; after that the file is let go."""
    upload = uploads.found(course.task.facts["upload"])

    def tell(progress: Progress) -> None:
        if progress.run and progress.run != upload.run_id:  # at once, so that a crash does not hide it
            upload.run_id = progress.run
            uploads.touch(upload)
        course.tell(progress.rows, progress.expected)

    with translation.override(course.task.facts["language"]):
        try:
            report = services.run(
                uploads.path_of(upload),
                checked(upload.profile, file=upload.file_name),
                processes=1,
                tell=tell,
                is_cancelled=course.is_cancelled,
            )
        except AlreadyRunning:
            raise
        except DomainError as error:
            upload.problem = str(error)
            uploads.touch(upload)
            return {}
    upload.run_id = report.run
    uploads.touch(upload)
    if report.state == "finished":
        uploads.let_go(upload)
    return {name: getattr(report, name) for name in COUNTS}
