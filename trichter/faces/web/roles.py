"""Who may open a page: each view says what it needs, and the role of whoever asks has it or not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from trichter.facts.staff.permissions import Permission, allowed

View = Callable[..., HttpResponse]


def may(user: Any, permission: Permission) -> bool:
    """Whether somebody who is signed in may do this; nobody else may anything."""
    return bool(user.is_authenticated) and permission in allowed(user.role)


def requires(permission: Permission) -> Callable[[View], View]:
    """Colleagues without the permission read that their role does not include the page (403); strangers sign in.

    It stands above every other decorator of a view, so that a method that is not allowed tells them nothing either.
    """

    def closed(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
            if not may(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **given)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return closed
