"""Signed links: what stands in a mail or on a page and leads back to one row, without anybody able to guess another."""

from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature, Signer

from trichter.kernel import clock
from trichter.kernel.environment import environment

_MADE = "@"
"""Where the token keeps its age; no fact can be called so."""
_LONGEST = 2_000


def sign(what: str, **facts: Any) -> str:
    """A token that says `facts` (short JSON: ids, not addresses) and can be read as `what` only.

    It is signed, not encrypted: whoever has it can read it.
    """
    return _signer(what).sign_object({**facts, _MADE: int(clock.now().timestamp())})


def read(what: str, token: str, max_age: timedelta | None = None) -> dict[str, Any] | None:
    """The facts of a token, or nothing if it is not ours, was made for something else, or is older than `max_age`."""
    if len(token) > _LONGEST:
        return None
    try:
        facts = _signer(what).unsign_object(token)
    except (BadSignature, ValueError):
        return None
    made = facts.pop(_MADE)
    if max_age is not None and clock.now().timestamp() - made > max_age.total_seconds():
        return None
    return dict(facts)


def url(path: str) -> str:
    """The address under which visitors reach a path of `faces.public`."""
    return _origin(getattr(environment(), "visitors_url", None)) + path


def staff_url(path: str) -> str:
    """The address under which colleagues reach a path of `faces.web`."""
    return _origin(None) + path


def _origin(visitors: str | None) -> str:
    here = environment()
    return (visitors or here.public_url or f"http://{here.hosts[0]}:{here.port}").rstrip("/")


def _signer(what: str) -> Signer:
    return Signer(salt=f"trichter.link.{what}")
