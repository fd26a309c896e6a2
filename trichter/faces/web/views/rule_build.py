"""A rule that stands in a field of some page of the settings, built as those of segments are."""

import json
from urllib.parse import quote, urlencode

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
from trichter.kernel.errors import DomainError


@requires(Permission.SETTINGS)
@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/regel/`: `?back=` the page whose form is posted here, `?field=` the rule among its fields, and
    `?sort=` how the field writes it."""
    back, field, sort = (request.GET.get(name, "") for name in ("back", "field", "sort"))
    scope = bringing.scope_of(back, sort)
    if scope is None:
        raise Http404
    held = bringing.carried(request.POST)
    address = f"{reverse('rule_build')}?{urlencode({'back': back, 'field': field, 'sort': sort})}"
    if "carried" in request.POST:
        building = builders.of_post(request.POST, address=address, scope=scope)
    else:
        building = builders.of_text(scope.opened("".join(held.get(field, ()))), address=address, scope=scope)
    do = request.POST.get("do", "")
    problem = _problem(building) if do == "save" else ""
    if do == "cancel" or (do == "save" and not problem):
        bringing.keep(request, back, held if do == "cancel" else {**held, field: [scope.written(building.rule)]})
        there = f"{back}#id_{quote(field)}"
        return HttpResponseClientRedirect(there) if "HX-Request" in request.headers else redirect(there)
    context = {"building": building, "carried": json.dumps(held), "problem": problem}
    response = render(request, "building/page.html", context)
    response["HX-Trigger-After-Settle"] = "rule-changed"  # what stands beside it is counted again
    return response


def _problem(building: Building) -> str:
    """Why it cannot be handed back yet."""
    if building.typed is not None:
        return _("The text is not taken over yet.")
    if not building.is_ready:
        return _("Some conditions are not complete.")
    try:
        building.scope.written(building.rule)
    except DomainError as problem:
        return str(problem)
    return ""
