"""Who of us did what, and when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from trichter.faces.web.returning import number
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import audit

_SIDES = {"settings": (_("Settings"), audit.of_settings), "records": (_("Contacts"), audit.of_records)}


@requires(Permission.SETTINGS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/protokoll/`: changes of the settings, or with `?of=records` those of people's records."""
    side = request.GET.get("of", "")
    side = side if side in _SIDES else "settings"
    lines = _SIDES[side][1](before=number(request.GET.get("before")))
    sides = [(key, label) for key, (label, _read) in _SIDES.items()]
    older = lines[-1].id if len(lines) == audit.PAGE else None
    return render(request, "audit/list.html", {"side": side, "sides": sides, "lines": lines, "older": older})
