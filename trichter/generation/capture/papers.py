"""Papers are kept privately: colleagues see them beside the proof, nobody else does, and they go with the person.

A photograph that was taken while something else on the form was wrong is not lost: the form carries a signed note of
where it lies. What no answer names after a day is removed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.generation.assets import checking, names, pictures
from trichter.generation.assets.services import store
from trichter.generation.capture.models import Paper
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.spine.timetable import every

if TYPE_CHECKING:
    from django.core.files import File

ACCEPTED = ("image/jpeg", "image/png", "image/webp", "application/pdf")
"""With these named, a telephone hands over a picture of its own kind as JPEG."""
LARGEST_MEGABYTES = 20
WAITS = timedelta(days=1)
_FOLDER = "papers"
_SALT = "trichter.paper"


class NoPaper(DomainError):
    sentence = _("“%(name)s” is neither a picture (JPEG, PNG, WebP) nor a PDF.")


class PaperTooLarge(DomainError):
    sentence = _("“%(name)s” is larger than %(limit)s MB.")


class PaperGone(DomainError):
    sentence = _("The photograph is no longer here. Please take it once more.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper that lies in the storage already and belongs to nobody yet."""

    name: str
    content_type: str
    size: int
    digest: str
    path: str


def take(file: IO[bytes], *, name: str) -> Draft:
    """Put it into the storage. A picture is painted anew: where it was taken does not stay in it.

    Raises a `DomainError` of `assets.errors`, `NoPaper` or `PaperTooLarge`; then nothing is kept.
    """
    kind = checking.check(file, name=name)
    if kind.content_type not in ACCEPTED:
        raise NoPaper(name=name)
    content = pictures.paint(file, kind, name=name, widths=()).content if kind.is_picture else file.read()
    if len(content) > LARGEST_MEGABYTES * 1024 * 1024:
        raise PaperTooLarge(name=name, limit=LARGEST_MEGABYTES)
    path = store().save(f"{_FOLDER}/{uuid4().hex}{kind.suffix}", ContentFile(content))
    digest = hashlib.sha256(content).hexdigest()
    return Draft(names.clean(name, suffix=kind.suffix), kind.content_type, len(content), digest, path)


def sign(draft: Draft) -> str:
    """As a form may carry it."""
    return signing.dumps(asdict(draft), salt=_SALT)


def read(token: str) -> Draft:
    """What a form carried. Raises `PaperGone`."""
    try:
        draft = Draft(**signing.loads(token, salt=_SALT, max_age=WAITS / 2))
    except signing.BadSignature:
        raise PaperGone from None
    if not store().exists(draft.path) or Paper.objects.filter(path=draft.path).exists():
        raise PaperGone
    return draft


def attach(draft: Draft, *, contact: int, touchpoint: int, by: int) -> Paper:
    """It belongs to this person, and to what they said in the touchpoint."""
    return Paper.objects.create(
        **asdict(draft), contact_id=contact, touchpoint_id=touchpoint, kept_at=clock.now(), kept_by=by
    )


def of_contact(contact: int) -> list[Paper]:
    """All papers of a person, the oldest first."""
    return list(Paper.objects.filter(contact_id=contact).order_by("id"))


def found(contact: int, number: int) -> Paper | None:
    """One of them."""
    return Paper.objects.filter(contact_id=contact, pk=number).first()


def opened(paper: Paper) -> "File[bytes] | None":
    """What is in it; nothing if the storage has lost it."""
    return store().open(paper.path) if store().exists(paper.path) else None


def remove(number: int) -> None:
    """Delete a paper; the ledger still says that there was one."""
    paths = list(Paper.objects.filter(pk=number).values_list("path", flat=True))
    Paper.objects.filter(pk=number).delete()
    let_go(paths)


def let_go(paths: Iterable[str]) -> None:
    """Remove files once the rows that named them are gone for good; `drop_leftovers` does it if we die before."""
    gone = list(paths)
    if gone:
        transaction.on_commit(lambda: _delete(gone), robust=True)


@every(timedelta(hours=6), "papers.leftovers")
def drop_leftovers() -> None:
    """Remove what nothing names: a form that nobody sent in the end, or a person who was erased."""
    # The files are listed first: what is attached meanwhile is named.
    unnamed = set(_all()) - set(Paper.objects.values_list("path", flat=True))
    _delete(path for path in unnamed if store().get_modified_time(path) < clock.now() - WAITS)


def _all() -> list[str]:
    try:
        _folders, files = store().listdir(_FOLDER)
    except FileNotFoundError:
        return []
    return [f"{_FOLDER}/{file}" for file in files]


def _delete(paths: Iterable[str]) -> None:
    for path in paths:
        store().delete(path)
