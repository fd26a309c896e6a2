"""How a page is opened to everybody: without login, and without anything kept in the browser."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")


def visitors(view: View) -> View:
    """A view of `urls.py`. Django's protection against forged posts needs a cookie, which nobody here has (LAW 5.1):
    a page that changes something asks for a token of its own, in its address or in its form."""
    opened: Any = csrf_exempt(login_not_required(view))
    return opened  # type: ignore[no-any-return]


def embeddable(response: HttpResponse, origins: Iterable[str]) -> HttpResponse:
    """Let pages of these origins show the answer in an iframe (LAW 4.3); without any, nobody may."""
    fine = [origin.lower() for origin in origins if _ORIGIN.fullmatch(origin.lower())]
    response.frame_ancestors = " ".join(fine) or "'none'"  # type: ignore[attr-defined]
    return response
