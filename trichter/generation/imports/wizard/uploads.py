"""Files that colleagues brought, kept in the home until they are imported, a week at most and what was said of them."""

import re
import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.naming import Person
from trichter.generation.imports.errors import Unreadable
from trichter.generation.imports.models import Upload
from trichter.generation.imports.reading import opened
from trichter.generation.imports.sniffing import sniff
from trichter.generation.imports.wizard.choices import Choices
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError
from trichter.kernel.persons import KnownAs
from trichter.spine import longwork
from trichter.spine.timetable import every

MEGABYTES = 50
KEPT = timedelta(days=7)
"""How long a file waits for somebody to go on."""


class NoSuchUpload(DomainError):
    sentence = _("There is no such import.")


class TooLarge(DomainError):
    sentence = _(
        "The file is larger than %(most)s megabytes. Divide it, or import it with the command “trichter import”."
    )


class FileGone(DomainError):
    sentence = _("The file “%(file)s” is no longer here. Bring it once more; what you have chosen is still there.")


class StillRead(DomainError):
    sentence = _("“%(file)s” is being imported just now.")


def take(chunks: Iterable[bytes], *, name: str, by: int | None) -> Upload:
    """Keep a file that somebody brought. Raises `TooLarge` and `Unreadable`, and then nothing is kept."""
    now = clock.now()
    with transaction.atomic():
        upload = Upload.objects.create(file_name=_plain(name), by=by, created_at=now, changed_at=now)
        try:
            _write(upload, chunks)
            sniff(_read_name(upload))
        except DomainError:
            _remove(upload)
            raise
    return upload


def replace(upload: Upload, chunks: Iterable[bytes]) -> None:
    """The file once more, for what was chosen before."""
    _write(upload, chunks)
    touch(upload)


def found(number: int) -> Upload:
    """Raises `NoSuchUpload`."""
    upload = Upload.objects.select_related("run").filter(pk=number).first()
    if upload is None:
        raise NoSuchUpload
    return upload


def path_of(upload: Upload) -> Path:
    """Where the file lies. Raises `FileGone`."""
    path = _read_name(upload)
    if not path.exists():
        raise FileGone(file=upload.file_name)
    return path


def refused_of(upload: Upload) -> Path:
    """Where a check puts the rows that would be refused."""
    return _folder(upload) / "refused.csv"


def choices_of(upload: Upload) -> Choices:
    """What was said so far."""
    return Choices.model_validate(upload.choices)


def say(upload: Upload, choices: Choices) -> None:
    """Keep what was said; an earlier check no longer holds."""
    upload.choices, upload.checked = choices.model_dump(mode="json"), {}
    touch(upload)


def touch(upload: Upload) -> None:
    """Somebody is at it."""
    upload.changed_at = clock.now()
    upload.save()


def drop(upload: Upload) -> None:
    """Leave nothing of an import that never began."""
    _remove(upload)
    upload.delete()


def let_go(upload: Upload) -> None:
    """The file is no longer needed."""
    _remove(upload)


def is_running(upload: Upload) -> bool:
    """Whether its import reads the file just now."""
    task = longwork.numbered(upload.work) if upload.work else None
    return task is not None and not task.is_over


def remove(number: int) -> None:
    """Delete the file; what was said of it stays. Raises `NoSuchUpload` and `StillRead`."""
    upload = found(number)
    if is_running(upload):
        raise StillRead(file=upload.file_name)
    _remove(upload)


@every(timedelta(hours=6), "imports.leftovers")
def drop_leftovers() -> None:
    """Files that nobody goes on with. Who comes back finds what was chosen, and brings the file again."""
    for upload in Upload.objects.filter(changed_at__lt=clock.now() - KEPT):
        _remove(upload)


def latest() -> list[Upload]:
    """What was imported or begun, the latest first."""
    return list(Upload.objects.select_related("run").order_by("-pk")[:50])


def forget(known_as: KnownAs) -> None:
    """A file in which an erased person stands is not kept (LAW 1.12): whoever brought it has it still."""
    person = Person(known_as)
    for path in sorted(_home().glob("*/file/*")):
        if _names(path, person):
            shutil.rmtree(path.parents[1], ignore_errors=True)


def _names(path: Path, person: Person) -> bool:
    try:
        with opened(sniff(path), tidy=True) as (header, rows):
            return person.is_named_in(header) or any(person.is_named_in(row.cells) for row in rows)
    except Unreadable:
        return True


def _plain(name: str) -> str:
    """A name that is one on every file system."""
    bare = "".join(letter for letter in re.split(r"[/\\]", name)[-1] if letter.isprintable()).strip(". ")
    return bare[-100:] or "file"


def _write(upload: Upload, chunks: Iterable[bytes]) -> None:
    path = _read_name(upload)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = _folder(upload) / "coming"
    size = 0
    with coming.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MEGABYTES * 1024 * 1024:
                raise TooLarge(most=MEGABYTES)
            file.write(chunk)
    coming.replace(path)


def _read_name(upload: Upload) -> Path:
    """It keeps its name, for whatever is said about it names it."""
    return _folder(upload) / "file" / upload.file_name


def _remove(upload: Upload) -> None:
    shutil.rmtree(_folder(upload), ignore_errors=True)


def _folder(upload: Upload) -> Path:
    return _home() / str(upload.pk)


def _home() -> Path:
    return environment().home_path / "imports" / "uploads"
