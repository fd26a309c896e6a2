"""What views that change something have in common: who asks, and the way back, to this house and nowhere else."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, default: str) -> str:
    """The page named by `next` of the form or address, if it is a path of this house (LAW 4.4: no open redirect)."""
    way = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = way.startswith("/") and url_has_allowed_host_and_scheme(way, allowed_hosts=None)
    return way if is_ours else reverse(default)


def back(request: HttpRequest, default: str) -> HttpResponseRedirect:
    """Go back there."""
    return HttpResponseRedirect(way_back(request, default))


def reader(request: HttpRequest) -> int:
    """The colleague who asks; nobody else comes to a page that is closed."""
    pk = request.user.pk
    if pk is None:
        raise PermissionDenied
    return pk


def number(text: str | None) -> int | None:
    """The id in a parameter, if it is one."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
