"""What can be set, in one list."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trichter.faces.web.places import SETTING_GROUPS
from trichter.faces.web.roles import requires
from trichter.facts.house import queries
from trichter.facts.staff.permissions import Permission
from trichter.spine import reactions, rights


@dataclass(frozen=True)
class State:
    """What is to be done on a page of the settings."""

    text: str
    is_bad: bool = False


@requires(Permission.SETTINGS)
def settings(request: HttpRequest) -> HttpResponse:
    """Each with what is still missing."""
    states = _states()
    listed = [(group.label, [(place, states.get(place.to)) for place in group.places]) for group in SETTING_GROUPS]
    return render(request, "settings/index.html", {"groups": listed})


def _states() -> dict[str, State]:
    """By the name of the page."""
    found = {}
    if lacking := len(queries.lacks(queries.house())):
        said = ngettext("%(number)s detail missing", "%(number)s details missing", lacking)
        found["firm"] = State(said % {"number": lacking})
    if without := [language for language in ("de", "en") if queries.notice(language) is None]:
        found["privacy_notice"] = State(f"{_('Missing')}: {', '.join(without)}")
    if waiting := len(rights.open_requests()):
        said = ngettext("%(number)s to answer", "%(number)s to answer", waiting)
        found["rights_requests"] = State(said % {"number": waiting})
    if dead := reactions.backlog().dead:
        said = ngettext("%(number)s given up", "%(number)s given up", dead)
        found["reactions"] = State(said % {"number": dead}, is_bad=True)
    return found
