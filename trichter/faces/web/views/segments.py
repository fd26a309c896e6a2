"""Segments: what there is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import segments


@requires(Permission.PEOPLE)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """`/segmente/`: all of them, by name."""
    return render(request, "segments/list.html", {"segments": segments.listed()})
