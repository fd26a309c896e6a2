"""What can be set, in one list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trichter.faces.web.roles import requires
from trichter.facts.house import queries
from trichter.facts.staff.permissions import Permission
from trichter.spine import reactions, rights


@requires(Permission.SETTINGS)
def settings(request: HttpRequest) -> HttpResponse:
    """Each with what is still missing."""
    lacking = len(queries.lacks(queries.house()))
    without = [language for language in ("de", "en") if queries.notice(language) is None]
    page = {"lacking": lacking, "languages_without_notice": without, "requests": len(rights.open_requests())}
    page["dead"] = reactions.backlog().dead
    return render(request, "settings/index.html", page)
