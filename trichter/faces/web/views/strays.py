"""Mail that came back and belongs to no letter of ours, for a colleague to look at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done
from trichter.facts.staff.permissions import Permission
from trichter.spine.outreach.returns import strays as returned


@requires(Permission.SETTINGS)
def strays(request: HttpRequest) -> HttpResponse:
    """The newest, with what can be read of each."""
    return render(request, "settings/strays.html", {"strays": returned.listing()})


@requires(Permission.SETTINGS)
@require_POST
def drop(request: HttpRequest, stray_id: int) -> HttpResponse:
    """Somebody has dealt with it."""
    returned.drop(stray_id)
    done(request, _("The mail is removed."))
    return redirect("strays")
