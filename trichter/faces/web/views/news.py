"""Server-sent events: what is new on the page that somebody has open.

Each request is answered at once, and the browser asks again after some seconds (`retry`): an open answer would hold one
of the few threads for as long as somebody looks at a page.
"""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import news as insight

SECONDS = 5


@requires(Permission.PEOPLE)
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """`/neues/?contact=7&since=512`: how many events came to a person's timeline, as words for the pill."""
    contact, since = number(request.GET.get("contact")), number(request.GET.get("since"))
    known = contact is not None and since is not None
    count = insight.count(contact or 0, since=since or 0, reader=reader(request)) if known else 0
    said = f"retry: {SECONDS * 1000}\n\n"
    if count:
        words = ngettext("%(number)s new event", "%(number)s new events", count) % {"number": count}
        said += f"event: news\ndata: {json.dumps({'words': words})}\n\n"
    return HttpResponse(said, content_type="text/event-stream")
