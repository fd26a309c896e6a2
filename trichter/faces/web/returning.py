"""The way back after something was done: to the page from which it was, and nowhere else."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

NOTES = ("changed", "sent", "called", "dismissed")
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


def number(text: str | None) -> int | None:
    """The id in a parameter, if it is one."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
