"""The button "Undo" of a toast."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trichter.faces.web import undoing
from trichter.faces.web.returning import back, reader
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.kernel.errors import DomainError


@requires(Permission.PEOPLE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """`/rueckgaengig/`: undo it, and go back to the page that offered it."""
    try:
        undoing.carry_out(request.POST.get("undo", ""), by=reader(request))
    except DomainError as problem:
        undoing.failed(request, problem)
    else:
        undoing.done(request, _("Undone."))
    return back(request, "overview")
