"""What a file is by its content, never by its name: only what is known to be harmless to open is kept."""

import zipfile
from dataclasses import dataclass
from typing import IO

from trichter.generation.assets.errors import (
    FileBroken,
    FileEmpty,
    FileHasMacros,
    FileTooLarge,
    FileUnpacksTooLarge,
    KindNotKept,
)

LARGEST_MEGABYTES = 50
_MEGABYTE = 1024 * 1024
_MOST_UNPACKED = 500 * _MEGABYTE
_MOST_RATIO = 200
"""A document of Office rarely shrinks to less than a fiftieth; a bomb to less than a thousandth."""
_MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is kept. `is_packed` tells those that are archives inside."""

    content_type: str
    suffix: str
    is_picture: bool = False
    is_packed: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    kind.content_type: kind
    for kind in (
        Kind("application/pdf", ".pdf"),
        Kind("image/png", ".png", is_picture=True),
        Kind("image/jpeg", ".jpg", is_picture=True),
        Kind("image/webp", ".webp", is_picture=True),
        Kind("video/mp4", ".mp4"),
        Kind(f"{_OFFICE}wordprocessingml.document", ".docx", is_packed=True),
        Kind(f"{_OFFICE}spreadsheetml.sheet", ".xlsx", is_packed=True),
        Kind(f"{_OFFICE}presentationml.presentation", ".pptx", is_packed=True),
        Kind(f"{_OPEN}text", ".odt", is_packed=True),
        Kind(f"{_OPEN}spreadsheet", ".ods", is_packed=True),
        Kind(f"{_OPEN}presentation", ".odp", is_packed=True),
    )
}
"""SVG and HTML are missing on purpose: they run scripts where they are opened."""

_MAIN_PARTS = {"word/document.xml": "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet"}
_MAIN_PARTS |= {"ppt/presentation.xml": "presentationml.presentation"}


def check(file: IO[bytes], *, name: str) -> Kind:
    """The kind of an uploaded file. Raises a `DomainError` of `errors`."""
    size = file.seek(0, 2)
    if not size:
        raise FileEmpty(name=name)
    if size > LARGEST_MEGABYTES * _MEGABYTE:
        raise FileTooLarge(name=name, limit=LARGEST_MEGABYTES)
    kind = KINDS.get(_content_type(file, name=name))
    if kind is None:
        raise KindNotKept(name=name)
    file.seek(0)
    return kind


def _content_type(file: IO[bytes], *, name: str) -> str:
    import filetype

    file.seek(0)
    head = file.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return _packed_type(file, name=name)
    found = filetype.guess_mime(head)
    return found if isinstance(found, str) else ""


def _packed_type(file: IO[bytes], *, name: str) -> str:
    """A document of Office or OpenDocument, by the parts it must have; the order of the parts says nothing."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_unpacked(archive, name=name)
            parts = set(archive.namelist())
            if any(part.lower().endswith("vbaproject.bin") or part.startswith("Basic/") for part in parts):
                raise FileHasMacros(name=name)
            if "[Content_Types].xml" in parts:
                return next((_OFFICE + kind for part, kind in _MAIN_PARTS.items() if part in parts), "")
            return archive.read("mimetype").decode("ascii", "replace") if "mimetype" in parts else ""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise FileBroken(name=name) from None


def _check_unpacked(archive: zipfile.ZipFile, *, name: str) -> None:
    """By what the archive says of itself; who lies about it gets no further, for nothing is unpacked here."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or unpacked / packed > _MOST_RATIO:
        raise FileUnpacksTooLarge(name=name)
