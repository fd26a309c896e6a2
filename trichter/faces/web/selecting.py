"""What an address says of a list of people: its filter, and who of it was picked."""

from django.http import QueryDict

from trichter.faces.web.returning import number
from trichter.insight.filtering import CONDITIONS, Filter
from trichter.insight.selection import Selection

MOST_PICKED = 1000
_OF_THE_PAGE = {"id", "all", "q", "sort", "col", "view", "track", "lane", "saved", "after", "before", "nr"}
"""What a list says in its address beside its facets."""


def filter_of(query: QueryDict, *, me: int | None) -> Filter:
    """Each facet by its name, once for each value; `q` is what is searched for."""
    return Filter.chosen({name: query.getlist(name) for name in CONDITIONS}, text=query.get("q", ""), me=me)


def picked(query: QueryDict, *, me: int | None) -> Selection:
    """Those picked (`id`, as often as it stands there), or all whom the list shows (`all=1`).

    Raises `NotUnderstood` if anything of what narrows the list is not clear.
    """
    if query.get("all"):
        facets = {name: query.getlist(name) for name in query if name not in _OF_THE_PAGE}
        return Selection(filter=Filter.exactly(facets, text=query.get("q", ""), me=me))
    ids = (number(text) for text in query.getlist("id")[:MOST_PICKED])
    return Selection(ids=tuple(dict.fromkeys(one for one in ids if one is not None)))
