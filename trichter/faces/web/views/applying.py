"""The rules of a track applied to those who were there before them: first what would differ, then long work."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import failed
from trichter.facts.house import journal
from trichter.facts.staff.permissions import Permission
from trichter.insight import rulebooks
from trichter.insight.rehearsals import applied
from trichter.insight.rulebooks import TrackPage
from trichter.qualification.lifecycle.policies import PolicyChanged
from trichter.spine import applying


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, track: str) -> HttpResponse:
    """`/einstellungen/phasen/customer/anwenden/`: only the version starts of which one has seen the effect."""
    shown = rulebooks.track(track)
    if shown is None or not shown.rulebooks:
        raise Http404
    if request.method == "POST":
        return _start(request, shown)
    return render(
        request, "tracks/apply.html", {"track": shown, "version": shown.rulebooks[0].version, "told": applied(shown)}
    )


def _start(request: HttpRequest, track: TrackPage) -> HttpResponse:
    seen, by = request.POST.get("seen", ""), reader(request)
    try:
        with journal.noted(by=by, what="policy.applied", about=str(track.label)):
            task = applying.start(track.key, seen=int(seen) if seen.isdecimal() else 0, by=by)
    except PolicyChanged as problem:
        failed(request, problem)
        return redirect("stage_apply", track.key)
    return redirect("work", task.pk)
