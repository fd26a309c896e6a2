"""Long work: how far it is, what came of it, and the buttons that cancel it and take it back."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import may, requires
from trichter.faces.web.undoing import done, failed
from trichter.facts.staff.permissions import Permission
from trichter.generation.imports import sharing
from trichter.kernel.errors import DomainError
from trichter.spine import longwork
from trichter.spine.longwork import crowds

if TYPE_CHECKING:
    from trichter.spine.models import Work


@requires(Permission.PEOPLE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What one has asked for, latest first."""
    mine = longwork.latest_of(reader(request))
    return render(request, "work/list.html", {"works": [(one, longwork.kind_named(one.name)) for one in mine]})


@requires(Permission.PEOPLE)
@require_GET
def page(request: HttpRequest, work_id: int) -> HttpResponse:
    """One of them; a script that looks on asks for what moves alone, and for all when it is over."""
    task = _own(request, work_id)
    said = {"work": task, "kind": longwork.kind_named(task.name)}
    if getattr(request, "htmx", False):
        response = render(request, "work/_progress.html", said)
        if task.is_over:
            response["HX-Refresh"] = "true"
        return response
    undone = longwork.taken_back_by(task.pk)
    report = select_template([f"work/reports/{task.name}.html", "work/_report.html"]).template.name
    return render(
        request,
        "work/page.html",
        said
        | {
            "report": report,
            "outcomes": _outcomes(task),
            "undone_by": undone,
            "can_be_undone": _can_be_undone(task) and undone is None,
            "has_file": bool(task.report.get("file")) and may(request.user, Permission.EXPORT),
        },
    )


def _changing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that does something to a work of one's own, or says why it could not."""

    @wraps(view)
    def change(request: HttpRequest, work_id: int) -> HttpResponse:
        task = _own(request, work_id)
        try:
            return view(request, task)
        except DomainError as error:
            failed(request, error)
            return redirect("work", task.pk)

    return require_POST(change)


@requires(Permission.PEOPLE)
@_changing
def cancel(request: HttpRequest, task: "Work") -> HttpResponse:
    """No further step."""
    if longwork.cancel(task.pk):
        done(request, _("Cancelled: what was done by then stays."))
    return redirect("work", task.pk)


@requires(Permission.PEOPLE)
@_changing
def undo(request: HttpRequest, task: "Work") -> HttpResponse:
    """All of it taken back, which is work of its own."""
    return redirect("work", longwork.undo(task.pk, by=reader(request)).pk)


@requires(Permission.EXPORT)  # type: ignore[arg-type]  # it is sent bit by bit
@require_GET
def file(request: HttpRequest, work_id: int) -> HttpResponseBase:
    """The table that was exported."""
    task = _own(request, work_id)
    opened = sharing.opened(task)
    if opened is None:
        raise Http404
    return FileResponse(opened, as_attachment=True, filename=f"trichter-{task.pk}{task.facts['suffix']}")


def _own(request: HttpRequest, number: int) -> "Work":
    """Whoever asked for it sees it, and whoever administers the house; to others it is not there."""
    task = longwork.numbered(number)
    if task is None or (task.by != request.user.pk and not may(request.user, Permission.SETTINGS)):
        raise Http404
    return task


def _can_be_undone(task: "Work") -> bool:
    kind = longwork.kind_named(task.name)
    return task.is_over and task.done > 0 and kind is not None and kind.undo is not None


def _outcomes(task: "Work") -> list[tuple[str, Any]]:
    """Who was left out, in words, where the report counts them."""
    left_out = {why: many for why, many in task.report.items() if isinstance(many, int) and why != crowds.DONE}
    return [(crowds.reason(task.name, why), many) for why, many in left_out.items()]
