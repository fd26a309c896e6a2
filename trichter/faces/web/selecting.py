"""What an address says of a list of people: its filter, and who of it was picked."""

from django.http import HttpRequest, QueryDict

from trichter.faces.web.returning import number
from trichter.insight.filtering import CONDITIONS, Filter
from trichter.insight.selection import Selection

MOST_PICKED = 1000


def filter_of(query: QueryDict, *, me: int | None) -> Filter:
    """Each facet by its name, once for each value; `q` is what is searched for."""
    return Filter.chosen({name: query.getlist(name) for name in CONDITIONS}, text=query.get("q", ""), me=me)


def selection_of(request: HttpRequest) -> Selection:
    """Those whom the address or the form names."""
    return picked(request.POST if request.method == "POST" else request.GET, me=request.user.pk)


def picked(query: QueryDict, *, me: int | None) -> Selection:
    """Those picked (`id`, as often as it stands there), or all whom the list shows (`all=1`)."""
    if query.get("all"):
        return Selection(filter=filter_of(query, me=me))
    ids = (number(text) for text in query.getlist("id")[:MOST_PICKED])
    return Selection(ids=tuple(dict.fromkeys(one for one in ids if one is not None)))
