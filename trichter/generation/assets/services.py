"""Keeping files: checked by content, stored under the digest of what is in them, known by a row."""

import hashlib
from collections.abc import Iterator
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

from trichter.generation.assets import checking, names
from trichter.generation.assets.models import Asset
from trichter.kernel import clock

_CHUNK = 256 * 1024


def store() -> Storage:
    """Where the files lie."""
    return storages["files"]


def keep(file: IO[bytes], name: str) -> Asset:
    """Keep what was uploaded. The same file under the same name is kept once.

    Raises a `DomainError` of `errors`, or of the home if its disk is full.
    """
    kind = checking.check(file, name=name)
    called = names.clean(name, suffix=kind.suffix)
    if kind.is_picture:
        return _keep_picture(file, kind, name=called)
    digest, size = _digest(file)
    known = Asset.objects.filter(digest=digest, name=called).first()
    return known or Asset.objects.create(
        name=called,
        content_type=kind.content_type,
        size=size,
        digest=digest,
        path=_put(digest, kind.suffix, File(file)),
        kept_at=clock.now(),
    )


def _keep_picture(file: IO[bytes], kind: checking.Kind, *, name: str) -> Asset:
    from trichter.generation.assets import pictures

    painted = pictures.paint(file, kind, name=name)
    digest = hashlib.sha256(painted.content).hexdigest()
    known = Asset.objects.filter(digest=digest, name=name).first()
    return known or Asset.objects.create(
        name=name,
        content_type=kind.content_type,
        size=len(painted.content),
        digest=digest,
        path=_put(digest, kind.suffix, ContentFile(painted.content)),
        width=painted.width,
        height=painted.height,
        renditions={
            str(width): _put(hashlib.sha256(copy).hexdigest(), ".webp", ContentFile(copy))
            for width, copy in painted.renditions.items()
        },
        kept_at=clock.now(),
    )


def _put(digest: str, suffix: str, file: "File[bytes]") -> str:
    """The place of these bytes, whoever put them there first."""
    path = f"{digest[:2]}/{digest}{suffix}"
    if store().exists(path):
        return path
    file.seek(0)
    return store().save(path, file)


def _digest(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk
