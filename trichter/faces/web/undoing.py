"""Toasts: what was just done, said on the next page, with a button that undoes it.

A view says `done(request, _("Put off."), Undo("task", {"task": 7}))`; whoever can undo something of that kind says how:

    @undoable("task")
    def _undo_task(facts: Facts, *, by: int) -> None: ...

What the button will do is signed into the page, for the colleague who did it and for an hour.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.spine.taking_back import take_back

Facts = Mapping[str, Any]
HOUR = 60 * 60
_SALT = "trichter.undo"
_KEPT = "toasts"
_MOST = 3


class TooLate(DomainError):
    sentence = _("This cannot be undone any more.")


class Undoes(Protocol):
    """Undoes one deed of a colleague; raises a `DomainError` if that is not possible any more."""

    def __call__(self, facts: Facts, *, by: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Undo:
    """What a button will undo: a kind that is registered, and what it has to know, as JSON."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Toast:
    """As the page shows it; `token` is the signed undo."""

    text: str
    token: str = ""
    is_bad: bool = False


_KINDS: dict[str, Undoes] = {}


def undoable(kind: str) -> Callable[[Undoes], Undoes]:
    """Register the function that undoes deeds of this kind."""

    def register(undoes: Undoes) -> Undoes:
        if kind in _KINDS:
            raise ValueError(f"{kind} is undone elsewhere already")
        _KINDS[kind] = undoes
        return undoes

    return register


@undoable("touchpoints")
def _undo_touchpoints(facts: Facts, *, by: int) -> None:
    take_back(facts["contact"], facts["ids"], by=by)


def done(request: HttpRequest, text: object, undo: Undo | None = None) -> None:
    """Say on the next page what was done."""
    _keep(request, str(text), sign(undo, by=request.user.pk or 0) if undo else "")


def failed(request: HttpRequest, text: object) -> None:
    """Say on the next page what could not be done."""
    _keep(request, str(text), is_bad=True)


def _keep(request: HttpRequest, text: str, token: str = "", *, is_bad: bool = False) -> None:
    kept = request.session.get(_KEPT, [])
    request.session[_KEPT] = [*kept, [text, token, is_bad]][-_MOST:]


def pop(request: HttpRequest) -> list[Toast]:
    """What is still to be said; it is said once."""
    return [Toast(*kept) for kept in request.session.pop(_KEPT, [])]


def sign(undo: Undo, *, by: int) -> str:
    """As a page may carry it."""
    return signing.dumps({"kind": undo.kind, "facts": undo.facts, "by": by}, salt=_SALT, compress=True)


def carry_out(token: str, *, by: int) -> None:
    """Undo what a page offered to this colleague. Raises `TooLate`, and what the undoing raises."""
    try:
        signed = signing.loads(token, salt=_SALT, max_age=HOUR)
    except signing.BadSignature:
        raise TooLate from None
    undoes = _KINDS.get(signed["kind"])
    if undoes is None or signed["by"] != by:
        raise TooLate
    undoes(signed["facts"], by=by)
