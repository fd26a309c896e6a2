"""Which files are kept, and away with one of them, asked for once more: there is no way back."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done, failed
from trichter.facts.house import journal
from trichter.facts.staff.permissions import Permission
from trichter.generation.capture import papers
from trichter.generation.imports import rejects, sharing
from trichter.generation.imports.wizard import uploads
from trichter.generation.offers import files
from trichter.insight import keptfiles
from trichter.insight.keptfiles import File, Shelf
from trichter.kernel.errors import DomainError

_REMOVE: Mapping[str, Callable[[int], None]] = {
    keptfiles.OFFER: files.remove,
    keptfiles.PAPER: papers.remove,
    keptfiles.UPLOAD: uploads.remove,
    keptfiles.REJECTS: rejects.remove,
    keptfiles.EXPORT: sharing.remove,
}


@requires(Permission.SETTINGS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/dateien/`, and with `?shelf=paper&before=7` the older ones of a sort."""
    before, key = number(request.GET.get("before")), request.GET.get("shelf", "")
    older = [keptfiles.shelf(key, before=before)] if before and key in _REMOVE else []
    return render(request, "keptfiles/list.html", {"shelves": older or keptfiles.shelves(), "is_older": bool(older)})


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """`/einstellungen/dateien/paper/7/`: asks, and then deletes it."""
    shelf, file = _found(kind, number)
    if request.method != "POST":
        return render(request, "keptfiles/remove.html", {"shelf": shelf, "file": file})
    try:
        with journal.noted(by=reader(request), what="file.removed", about=f"{shelf.label}: #{number}"):
            _REMOVE[kind](number)
    except DomainError as error:
        failed(request, error)
    else:
        done(request, _("The file is deleted."))
    return redirect("kept_files")


def _found(kind: str, number: int) -> tuple[Shelf, File]:
    if kind in _REMOVE:
        shelf = keptfiles.shelf(kind, before=number + 1)
        for file in shelf.files[:1]:
            if file.id == number:
                return shelf, file
    raise Http404
