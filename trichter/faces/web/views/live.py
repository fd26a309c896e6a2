"""The report on now: who is on the firm's sites."""

import json
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from trichter.faces.web.returning import number
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import live as insight
from trichter.insight.patience import TookTooLong, patience
from trichter.kernel import clock

SECONDS = 5
LONGEST = 3


@requires(Permission.PEOPLE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`/auswertung/live/?minutes=5`"""
    asked = number(request.GET.get("minutes"))
    minutes = asked if asked in insight.MINUTES else insight.MINUTES[-1]
    context = {"minutes": minutes, "choices": insight.MINUTES, "since": int(clock.now().timestamp() * 1000)}
    try:
        with patience(LONGEST):
            context |= {"live": insight.live(minutes)}
    except TookTooLong:
        context |= {"live": None}
    return render(request, "live/page.html", context)


@requires(Permission.PEOPLE)
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """`/auswertung/live/neues/?since=…`, milliseconds: how many visits went on since, as words for the pill."""
    since = number(request.GET.get("since"))
    said = f"retry: {SECONDS * 1000}\n\n"
    count = insight.moved(_moment(since)) if since else 0
    if count:
        words = ngettext("%(number)s visit has gone on", "%(number)s visits have gone on", count) % {"number": count}
        said += f"event: news\ndata: {json.dumps({'words': words})}\n\n"
    return HttpResponse(said, content_type="text/event-stream")


def _moment(milliseconds: int) -> datetime:
    """What is no time that anybody has seen is now."""
    now = clock.now()
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return now
