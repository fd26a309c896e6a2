"""Style sheets, scripts and symbols as pages fetch them: one file for many, under a name that changes with its bytes.

In the source each component has a file of its own, and one file imports them. Served, that file holds them all, is
compressed, and browsers keep it for ever. While we develop (`TRICHTER_DEBUG`) each is fetched by itself, as it stands.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

_IMPORTED = re.compile(r'^(?:@import url\("([\w-]+\.css)"\)|import "\./([\w-]+\.js)");$', re.MULTILINE)
"""Siblings only, so that relative addresses in them stay right; and of scripts, only such as give nothing away."""
_VERSIONED = re.compile(r"(?P<stem>.+)\.[0-9a-f]{12}(?P<ending>\.(?:css|js|svg))")
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Texts. Whatever else there may be, whitenoise serves under its own name."""
_FOR_EVER = "public, max-age=31536000, immutable"


def whole(name: str) -> bytes:
    """What a static file holds, with what it imports in place of the imports."""
    path = Path(_places()[name])
    if path.suffix not in {".css", ".js"}:
        return path.read_bytes()
    return _IMPORTED.sub(lambda found: _part(path.with_name(found[1] or found[2])), path.read_text("utf-8")).encode()


def _part(path: Path) -> str:
    text = path.read_text("utf-8")
    # In a block of its own, a name that a module declares stays its own.
    return text if path.suffix == ".css" else f"{{\n{text}}}"


@cache
def versioned(name: str) -> str:
    """The name that says which version of the file it is."""
    if name not in _places():
        raise ValueError(f"There is no static file {name}.")
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(whole(name)).hexdigest()[:12]}{dot}{ending}"


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(whole(name), mtime=0)


@cache
def _places() -> dict[str, str]:
    """Where each file lies; of two with the same name the first counts, as for Django."""
    places: dict[str, str] = {}
    for finder in finders.get_finders():
        for path, storage in finder.list(None):
            places.setdefault(path, storage.path(path))
    return places


class Versioned(StaticFilesStorage):
    """Gives `{% static %}` the name with the version."""

    def url(self, name: str | None) -> str:
        """Where a page finds the file."""
        if settings.DEBUG or name is None:
            return super().url(name)
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = super().url(versioned(name) if Path(name).suffix in _KINDS else name)
        return found

    @cached_property
    def _found(self) -> dict[str, str]:
        """A page asks a hundred times, for each of its symbols."""
        return {}


class Statics:
    """Answers for the versioned names; all others are whitenoise's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL) and request.method in {"GET", "HEAD"}:
            asked = request.path_info.removeprefix(settings.STATIC_URL)
            found = _VERSIONED.fullmatch(asked)
            if found and (name := found["stem"] + found["ending"]) in _places():
                return _answer(request, name, keeping=_FOR_EVER if versioned(name) == asked else "no-cache")
        return self.get_response(request)


def _answer(request: HttpRequest, name: str, *, keeping: str) -> HttpResponse:
    """A page that was opened before an update asks for what was then; it gets what is now, and does not keep it."""
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = _packed(name) if is_packed else whole(name)
    headers = {"Cache-Control": keeping, "Vary": "Accept-Encoding", "Access-Control-Allow-Origin": "*"}
    headers |= {"Content-Length": str(len(body))} | ({"Content-Encoding": "gzip"} if is_packed else {})
    return HttpResponse(body, content_type=f"{_KINDS[Path(name).suffix]}; charset=utf-8", headers=headers)
