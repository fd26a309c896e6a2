"""Mail that came back and belongs to no letter of ours, for a colleague to look at."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trichter.faces.web.roles import administration_only
from trichter.spine.outreach.returns import strays as returned


@administration_only
def strays(request: HttpRequest) -> HttpResponse:
    """The newest, with what can be read of each."""
    return render(request, "settings/strays.html", {"strays": returned.listing()})


@require_POST
@administration_only
def drop(request: HttpRequest, stray_id: int) -> HttpResponse:
    """Somebody has dealt with it."""
    returned.drop(stray_id)
    messages.success(request, _("Removed."))
    return redirect("strays")
