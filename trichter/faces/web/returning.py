"""What views that change something have in common: who asks, and the way back, to this house and nowhere else."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

NOTES = ("sent", "called", "dismissed")
"""Parameters that tell what was just done; the next deed replaces them."""


def way_back(request: HttpRequest, default: str) -> str:
    """The page named by the form's `next`, if it is a path of this house (LAW 4.4: no open redirect)."""
    way = request.POST.get("next", "")
    is_ours = way.startswith("/") and url_has_allowed_host_and_scheme(way, allowed_hosts=None)
    return way if is_ours else reverse(default)


def back(request: HttpRequest, default: str, **done: object) -> HttpResponseRedirect:
    """Go back there, and say what was done."""
    parts = urlsplit(way_back(request, default))
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in NOTES]
    query = urlencode([*kept, *((name, str(value)) for name, value in done.items())])
    return HttpResponseRedirect(f"{parts.path}?{query}" if query else parts.path)


def reader(request: HttpRequest) -> int:
    """The colleague who asks; nobody else comes to a page that is closed."""
    pk = request.user.pk
    if pk is None:
        raise PermissionDenied
    return pk


def number(text: str | None) -> int | None:
    """The id in a parameter, if it is one."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
