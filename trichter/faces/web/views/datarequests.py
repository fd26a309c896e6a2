"""What people ask about their data and no machine can answer: what is due until when, and what was done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done, failed
from trichter.facts.staff.permissions import Permission
from trichter.kernel.errors import DomainError
from trichter.spine import rights


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def data_requests(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/betroffenenanfragen/`"""
    if request.method == "POST":
        _answer(request)
        return redirect("rights_requests")
    page = {"waiting": rights.open_requests(), "done": rights.done_requests()}
    return render(request, "settings/data_requests.html", page)


def _answer(request: HttpRequest) -> None:
    """The button beside a request."""
    chosen = number(request.POST.get("request"))
    try:
        if chosen is None:
            return
        if request.POST.get("do") == "erase":
            rights.carry_out(chosen, by=reader(request))
            done(request, _("The person is deleted, and their addresses are on the suppression list."))
        elif request.POST.get("do") == "close":
            rights.close(chosen, by=reader(request))
            done(request, _("The request is noted as done."))
    except DomainError as error:
        failed(request, error)
