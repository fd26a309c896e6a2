"""Whether a request comes from somebody who is signed in, asked before Django sees it. In a thread of the pool."""

from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import close_old_connections

from trichter.faces.cli.serve.front.environ import Scope


def is_signed_in(scope: Scope) -> bool:
    """By the session itself, for anybody can send a cookie of its name."""
    key = _session_key(scope)
    if not key:
        return False
    try:
        return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)
    finally:
        close_old_connections()


def _session_key(scope: Scope) -> str:
    cookies: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        cookies.load("; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"))
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""
