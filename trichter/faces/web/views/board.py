"""The board of the contacts: a lane for each stage, and leading somebody from one to another, always with a reason."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trichter.faces.web.returning import reader, way_back
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import done
from trichter.faces.web.views.stages import form_for, undoing
from trichter.facts.staff.permissions import Permission
from trichter.insight import boards
from trichter.insight.boards import Standpoint, Track
from trichter.insight.filtering import TRACK, Filter
from trichter.insight.lists import Place
from trichter.kernel.errors import DomainError
from trichter.spine import decisions

PARAMETERS = ("view", "track", "lane")
UNPROCESSABLE = 422
_BY_TIME = "created"
"""A place in a lane is one in time, as in this order of the list."""


def is_asked(query: QueryDict) -> bool:
    """Whether the list is to be shown as a board."""
    return query.get("view") == "board"


def shown(query: QueryDict, chosen: Filter) -> dict[str, Any]:
    """What the page needs: `?track=hr` for another track; `?lane=mql` is the lane that a phone shows, and `after` the
    place in it behind which it begins."""
    tracks = boards.tracks()
    track = _chosen(query, tracks)
    place = Place.read(query.get("after"), _BY_TIME)
    named = query.get("lane", "")
    lanes = boards.lanes(chosen, track, places={named: place} if place else None)
    current = named if any(lane.key == named for lane in lanes) else _fullest(lanes)
    return {"lanes": lanes, "current_lane": current, "track": track, "tracks": tracks.values(), "is_board": True}


def tallies(query: QueryDict, chosen: Filter) -> list[tuple[str, int]]:
    """How many stand in each lane."""
    track = _chosen(query, boards.tracks())
    counted = boards.tallies(chosen, track.key)
    return [(key, counted.get(key, 0)) for key, _label, _glyph in track.stages]


@requires(Permission.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/verschieben/?track=customer&to=mql`: asks for the reason. The board shows it in a dialog."""
    track = _chosen(request.POST or request.GET, boards.tracks())
    stands = boards.standpoint(contact_id, track.key)
    if stands is None:
        raise Http404
    labels = {key: label for key, label, _glyph in track.stages}
    problem = ""
    form = form_for(labels.items(), initial={"stage": request.GET.get("to", stands.stage), "seen": stands.seen})
    if request.method == "POST":
        form = form_for(labels.items(), request.POST.dict())
        if form.is_valid():
            try:
                _lead(request, stands, track, form.cleaned_data, labels)
            except DomainError as error:
                problem = str(error)
                form = form_for(labels.items(), {**form.cleaned_data, "seen": stands.seen})
            else:
                return redirect(way_back(request, "contacts"))
    seen = {"form": form, "stands": stands, "track": track, "problem": problem, "back": way_back(request, "contacts")}
    is_wrong = problem or form.errors
    return render(request, "contacts/move.html", seen, status=UNPROCESSABLE if is_wrong else 200)


def _lead(
    request: HttpRequest, stands: Standpoint, track: Track, given: dict[str, Any], labels: dict[str, str]
) -> None:
    made = decisions.set_stage(stands.contact, track=track.key, **given, by=reader(request))
    said = _("%(name)s stands at “%(stage)s” now.") % {"name": stands.name, "stage": labels[given["stage"]]}
    done(request, said, undoing(made))


def _chosen(query: QueryDict, tracks: dict[str, Track]) -> Track:
    return tracks.get(query.get("track", TRACK)) or next(iter(tracks.values()))


def _fullest(lanes: tuple[boards.Lane, ...]) -> str:
    """The lane that a phone shows first."""
    return max(lanes, key=lambda lane: len(lane.cards)).key if lanes else ""
