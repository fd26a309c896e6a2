"""The report on content: what there is for which buying phase on which channel, and where it is missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight.contents import grid
from trichter.insight.patience import TookTooLong, patience

LONGEST = 5
"""Seconds after which a count is given up."""


@requires(Permission.REPORTS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`/auswertung/inhalte/`."""
    try:
        with patience(LONGEST):
            context = {"grid": grid(get_language() or "de")}
    except TookTooLong:
        context = {}
    return render(request, "contents/page.html", context)
