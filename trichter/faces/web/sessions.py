"""Where a colleague is signed in: each browser, since when, and the way to end it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser in which a colleague is signed in."""

    id: int
    device: str
    address: str
    since: datetime
    is_this: bool


def of(request: HttpRequest) -> list[SignedIn]:
    """This browser first, then the others, the latest first; sessions that have ended are forgotten."""
    here = request.session.session_key
    kept = UserSession.objects.purge_and_list(request.user)
    kept.sort(key=lambda one: (one.session_key != here, -one.created_at.timestamp()))
    return [SignedIn(one.pk, device(one.user_agent), one.ip, one.created_at, one.session_key == here) for one in kept]


def end(request: HttpRequest, session: int | None = None) -> None:
    """Sign out one of the others, or all others; this browser stays."""
    others = UserSession.objects.filter(user_id=request.user.pk).exclude(session_key=request.session.session_key)
    for one in others.filter(pk=session) if session is not None else others:
        one.end()


def device(user_agent: str) -> str:
    """What a browser says of itself, in words: `Firefox, Windows`."""
    found = [_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)]
    return ", ".join(filter(None, found)) or _("Unknown device")


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
