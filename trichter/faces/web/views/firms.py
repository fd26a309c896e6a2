"""The list of firms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import firms as insight


@requires(Permission.PEOPLE)
@require_GET
def firms(request: HttpRequest) -> HttpResponse:
    """By name, with how many people we know there."""
    text = request.GET.get("q", "").strip()
    place = {name: request.GET.get(name, "") for name in ("after", "before")}
    return render(request, "firms/list.html", {"page": insight.page(text=text, **place), "text": text})
