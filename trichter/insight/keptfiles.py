"""Which files this house keeps: whose they are, how large, since when, and until when."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.storage import Storage
from django.db.models import Count, Sum

from trichter.facts.contacts.models import Contact
from trichter.facts.staff import team
from trichter.generation.assets.models import Asset
from trichter.generation.assets.services import store
from trichter.generation.capture.models import Paper
from trichter.generation.imports import sharing
from trichter.generation.imports.models import ImportRun, Upload
from trichter.generation.imports.rejects import place_of
from trichter.generation.imports.wizard import uploads
from trichter.generation.offers import files
from trichter.insight.people import name_of
from trichter.kernel.words import Words
from trichter.spine.models import Work

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN = 100
OFFER, PAPER, UPLOAD, EXPORT, REJECTS = "offer", "paper", "upload", "export", "rejects"
_NEEDED = Words(
    "as long as an offer gives it or somebody was promised it",
    "solange ein Angebot sie gibt oder sie jemandem versprochen ist",
)
_UNNEEDED = Words("nothing needs it any more", "wird nicht mehr gebraucht")
_WITH_PERSON = Words(
    "as long as the person is kept: it proves an answer", "solange die Person bleibt: belegt eine Antwort"
)
_WITH_RUN = Words(
    "until the import is put right, or the person in it is erased",
    "bis der Import nachgebessert oder die Person darin gelöscht ist",
)


@dataclass(frozen=True, slots=True)
class File:
    """One file. `until` is a moment or, where there is none, `why` says how long."""

    id: int
    name: str
    size: int
    since: datetime
    whose: str
    contact: int | None = None
    until: datetime | None = None
    why: str = ""
    can_go: bool = True


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files of one sort: a page of them, the newest first, and how many and how large all of them are, or these where
    only the files themselves tell. `older` is the place behind which there are others."""

    key: str
    label: str
    warning: str
    files: tuple[File, ...]
    count: int
    size: int
    older: int | None = None


_SHELVES = {
    OFFER: (Words("Files of offers", "Dateien der Content-Angebote"), Words("", "")),
    PAPER: (
        Words("Photographs of papers", "Fotos von Papieren"),
        Words(
            "The proof of what this person agreed to loses its picture. The ledger still says that there was one.",
            "Der Nachweis der Einwilligung verliert sein Bild. Im Nachweis steht weiter, dass es eines gab.",
        ),
    ),
    UPLOAD: (Words("Files to import", "Dateien für den Import"), Words("", "")),
    REJECTS: (
        Words("Rows that imports left out", "Beim Import ausgelassene Zeilen"),
        Words("Nobody can mend these rows then.", "Diese Zeilen kann dann niemand mehr nachbessern."),
    ),
    EXPORT: (Words("Exports", "Exporte"), Words("", "")),
}


def shelves() -> list[Shelf]:
    """All of them, also the empty ones, with their newest files."""
    return [shelf(key) for key in _SHELVES]


def shelf(key: str, *, before: int | None = None) -> Shelf:
    """One of them, with the files before a place."""
    rows = list(_before(_ROWS[key](), before)[: SHOWN + 1])
    found = tuple(_FILES[key](rows[:SHOWN]))
    label, warning = _SHELVES[key]
    older = rows[SHOWN - 1].pk if len(rows) > SHOWN else None
    count, size = _totals(_COUNTED[key]) if key in _COUNTED else (len(found), sum(file.size for file in found))
    return Shelf(key, str(label), str(warning), found, count, size, older)


def _before(rows: "QuerySet[Any]", place: int | None) -> "QuerySet[Any]":
    return (rows.filter(pk__lt=place) if place else rows).order_by("-pk")


def _totals(model: type[Asset] | type[Paper]) -> tuple[int, int]:
    told = model.objects.aggregate(count=Count("pk"), size=Sum("size"))
    return told["count"], told["size"] or 0


def _of_offers(rows: Sequence[Asset]) -> Iterator[File]:
    used, promised = files.uses(), files.promised()
    for row in rows:
        is_needed = row.pk in used or row.pk in promised
        whose = ", ".join(used.get(row.pk, ()))
        why = str(_NEEDED if is_needed else _UNNEEDED)
        yield File(row.pk, row.name, row.size, row.kept_at, whose, why=why, can_go=not is_needed)


def _papers(rows: Sequence[Paper]) -> Iterator[File]:
    people = Contact.objects.filter(id__in={row.contact_id for row in rows}).select_related("company").in_bulk()
    for row in rows:
        person = people.get(row.contact_id)
        whose = name_of(person) if person else ""
        yield File(row.pk, row.name, row.size, row.kept_at, whose, contact=row.contact_id, why=str(_WITH_PERSON))


def _uploads(rows: Sequence[Upload]) -> Iterator[File]:
    called = team.names()
    for row in rows:
        try:
            size = uploads.path_of(row).stat().st_size
        except (uploads.FileGone, OSError):
            continue
        until = row.changed_at + uploads.KEPT
        whose = called.get(row.by or 0, "")
        yield File(row.pk, row.file_name, size, row.created_at, whose, until=until, can_go=not uploads.is_running(row))


def _rejects(rows: Sequence[ImportRun]) -> Iterator[File]:
    called = team.names()
    by = dict(Upload.objects.exclude(run=None).values_list("run", "by"))
    for row in rows:
        size = _size(place_of(row.pk))
        if size:
            whose = called.get(by.get(row.pk) or 0, "")
            is_over = row.ended_at is not None
            yield File(row.pk, row.file_name, size, row.started_at, whose, why=str(_WITH_RUN), can_go=is_over)


def _exports(rows: Sequence[Work]) -> Iterator[File]:
    called = team.names()
    for row in rows:
        name = row.report["file"]
        since = row.ended_at or row.created_at
        until = since + sharing.KEPT_FOR
        yield File(row.pk, Path(name).name, _stored(store(), name), since, called.get(row.by or 0, ""), until=until)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _stored(storage: Storage, name: str) -> int:
    return storage.size(name) if storage.exists(name) else 0


_ROWS: Mapping[str, Callable[[], "QuerySet[Any]"]] = {
    OFFER: lambda: Asset.objects.all(),
    PAPER: lambda: Paper.objects.all(),
    UPLOAD: lambda: Upload.objects.select_related("run"),
    REJECTS: lambda: ImportRun.objects.filter(rejected__gt=0),
    EXPORT: sharing.kept,
}
_FILES: Mapping[str, Callable[[Any], Iterator[File]]] = {
    OFFER: _of_offers,
    PAPER: _papers,
    UPLOAD: _uploads,
    REJECTS: _rejects,
    EXPORT: _exports,
}
_COUNTED: Mapping[str, type[Asset] | type[Paper]] = {OFFER: Asset, PAPER: Paper}
"""Of whose sizes the database knows the sum."""
