"""Who may open a page: what belongs to the administration is shut to the departments."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def administration_only(view: View) -> View:
    """Others read that their role does not include the page (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
        if getattr(request.user, "role", None) != "administration":
            raise PermissionDenied
        return view(request, **given)

    return guarded
