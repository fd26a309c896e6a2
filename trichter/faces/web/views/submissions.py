"""The folder of doubtful submissions: look, rescue, throw away, and take that back."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.generation.forms import doubtful
from trichter.generation.forms.doubtful import NotThere
from trichter.insight import people

MOST = 200


@requires(Permission.SUBMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def submissions(request: HttpRequest) -> HttpResponse:
    """`/einsendungen/`"""
    if request.method == "POST":
        return _changed(request)
    rescued = people.listed(_numbers(request.GET.getlist("rescued")))
    removed = _numbers(request.GET.getlist("removed"))
    return _page(request, {"rescued": rescued, "removed": removed})


def _page(request: HttpRequest, more: dict[str, object], *, status: int = 200) -> HttpResponse:
    before = next(iter(_numbers(request.GET.getlist("before"))), None)
    lines = doubtful.listing(before=before)
    context = {
        "lines": lines,
        "total": doubtful.count(),
        "older": lines[-1].id if len(lines) == doubtful.LISTED else None,
        "chosen": _numbers(request.POST.getlist("id")),
    } | more
    return render(request, "submissions/list.html", context, status=status)


def _changed(request: HttpRequest) -> HttpResponse:
    """A button of one line names that line; those above the list mean all that are ticked."""
    ticked = _numbers(request.POST.getlist("id"))
    try:
        if "restore" in request.POST:
            doubtful.restore(ticked)
            return redirect("submissions")
        if (ids := _meant(request, "rescue", ticked)) is not None:
            return _back("rescued", doubtful.rescue(ids))
        if (ids := _meant(request, "remove", ticked)) is not None:
            return _back("removed", doubtful.remove(ids))
    except NotThere as problem:
        return _page(request, {"problem": str(problem)}, status=409)
    return redirect("submissions")


def _meant(request: HttpRequest, button: str, ticked: Sequence[int]) -> Sequence[int] | None:
    """The lines a button is about; nothing if it was not pressed."""
    if button not in request.POST:
        return None
    return _numbers([request.POST[button]]) or ticked


def _back(what: str, ids: Sequence[int]) -> HttpResponse:
    query = urlencode({what: list(dict.fromkeys(ids))[:MOST]}, doseq=True)
    return redirect(f"{reverse('submissions')}?{query}" if ids else "submissions")


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts[:MOST] if text.isdecimal() and len(text) < 19]
