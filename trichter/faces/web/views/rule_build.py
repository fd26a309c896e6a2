"""A rule that stands in a field of some page of the settings, built as those of segments are."""

import json
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from trichter.faces.web.building import bringing
from trichter.faces.web.building import building as builders
from trichter.faces.web.building.building import Building
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission


@requires(Permission.SETTINGS)
@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/regel/`: `?back=` the page whose form is posted here, `?field=` the rule among its fields."""
    back, field = request.GET.get("back", ""), request.GET.get("field", "")
    level = bringing.level_of(back)
    if level is None:
        raise Http404
    held = bringing.carried(request.POST)
    address = f"{reverse('rule_build')}?{urlencode({'back': back, 'field': field})}"
    if "carried" in request.POST:
        building = builders.of_post(request.POST, address=address, level=level)
    else:
        building = builders.of_text("".join(held.get(field, ())), address=address, level=level)
    do = request.POST.get("do", "")
    problem = _problem(building) if do == "save" else ""
    if do == "cancel" or (do == "save" and not problem):
        bringing.keep(request, back, held if do == "cancel" else {**held, field: [building.text_was]})
        return HttpResponseClientRedirect(back) if "HX-Request" in request.headers else redirect(back)
    context = {"building": building, "carried": json.dumps(held), "problem": problem}
    response = render(request, "building/page.html", context)
    response["HX-Trigger-After-Settle"] = "rule-changed"  # what stands beside it is counted again
    return response


def _problem(building: Building) -> str:
    """Why it cannot be handed back yet."""
    if building.typed is not None:
        return _("The text is not taken over yet.")
    return "" if building.is_ready else _("Some conditions are not complete.")
