"""The list of people: searched, narrowed, ordered, as a table or a board by stage; views of it that colleagues keep."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from trichter.faces.web.returning import number, reader, way_back
from trichter.faces.web.roles import requires
from trichter.faces.web.selecting import filter_of
from trichter.faces.web.undoing import Facts, Undo, done, failed, undoable
from trichter.faces.web.views import board
from trichter.facts.contacts import savedviews
from trichter.facts.staff.permissions import Permission
from trichter.insight import lists, offers
from trichter.insight.facets import facets
from trichter.insight.filtering import CONDITIONS, Filter
from trichter.insight.lines import Line, lines
from trichter.insight.lists import EACH, SORTS, Place
from trichter.insight.offers import OUTCOMES, Behind
from trichter.insight.patience import TookTooLong, patience
from trichter.kernel.errors import DomainError

COLUMNS = {
    "company": _("Company"),
    "stage": _("Stage"),
    "score": _("Lead score"),
    "phase": _("Buying phase"),
    "consent": _("Consent"),
    "channel": pgettext_lazy("of a person", "Source"),
    "campaign": _("Campaign"),
    "owner": _("Owner"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "city": _("City"),
    "tags": _("Tags"),
    "created": _("Created"),
    "event": _("Last event"),
    "activity": _("Activity"),
}
AT_FIRST = ("company", "stage", "score", "consent", "channel", "owner", "activity")
SORTED_BY = {"activity": "-activity", "score": "-score", "created": "-created", "name": "name"}
LONGEST_COUNT = 5
"""Seconds after which a total is given up."""
KEPT = (*CONDITIONS, "sort", "col", "view", "track")
"""Parameters that a kept view keeps; what is searched for is not among them, for that may name a person."""


@dataclass(frozen=True)
class Column:
    """A column of the table; `sort` is what a click on its head asks for, `runs` how it is sorted now."""

    name: str
    label: str
    is_shown: bool
    sort: str = ""
    runs: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether it is left out on a phone."""
        return self.name not in ("name", "stage", "activity")

    def cell(self, line: Line) -> tuple[str, Any]:
        """What stands in it and how it is drawn: a page has hundreds, so the template has little to ask."""
        how, what = _CELLS[self.name]
        return how, getattr(line, what)


_CELLS = {
    "company": ("company", "company"),
    "stage": ("stage", "stage_label"),
    "score": ("grade", "grade"),
    "phase": ("text", "phase"),
    "consent": ("consent", "consent_label"),
    "channel": ("text", "channel"),
    "campaign": ("text", "campaign"),
    "owner": ("owner", "owner"),
    "email": ("text", "email"),
    "phone": ("phone", "phone"),
    "city": ("text", "city"),
    "tags": ("tags", "tags"),
    "created": ("wide-time", "created_at"),
    "event": ("text", "last_label"),
    "activity": ("time", "last_at"),
}


@requires(Permission.PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The list, or those behind a number of an offer (`?offer=3&outcome=leads`)."""
    behind = _behind(request.GET)
    if behind:
        return render(request, "contacts/behind.html", {"behind": behind, "lines": lines(p.id for p in behind.people)})
    chosen = filter_of(request.GET, me=reader(request))
    shown = board.shown(request.GET, chosen) if board.is_asked(request.GET) else _table(request.GET, chosen)
    offered = facets(chosen)
    return render(
        request,
        "contacts/list.html",
        {
            **shown,
            "chosen": chosen,
            "facets": offered,
            "chips": [facet for facet in offered if facet.chosen],
            "query": _query(request.GET, *CONDITIONS, "q", *board.PARAMETERS),
            "others": {name: _pairs(request.GET, *names) for name, names in _OTHERS.items()},
            **_views(request),
        },
    )


def _table(query: QueryDict, chosen: Filter) -> dict[str, Any]:
    sort = query.get("sort", SORTS[0])
    sort = sort if sort in SORTS else SORTS[0]
    after, before = (Place.read(query.get(name), sort) for name in ("after", "before"))
    page = lists.page(chosen, sort=sort, after=after, before=before)
    first, columns = number(query.get("nr")) or 1, _columns(query, sort)
    cells = [column for column in columns if column.is_shown and column.name != "name"]
    return {
        "page": page,
        "rows": [(line, [column.cell(line) for column in cells]) for line in page.lines],
        "columns": columns,
        "first": first,
        "last": first + len(page.lines) - 1,
        "earlier": max(first - EACH, 1),
        "later": first + EACH,
        "pairs": _pairs(query, *CONDITIONS, "q"),
    }


_OTHERS = {
    "search": (*CONDITIONS, "sort", "col", "saved", *board.PARAMETERS),
    "filter": ("q", "sort", "col", "saved", *board.PARAMETERS),
    "columns": (*CONDITIONS, "q", "sort", "saved"),
}
"""What each form of the page has to carry along."""


@requires(Permission.PEOPLE)
@require_GET
def total(request: HttpRequest) -> HttpResponse:
    """How many the list has on all its pages: a request of its own, for it may take longer than the list."""
    chosen = filter_of(request.GET, me=reader(request))
    try:
        with patience(LONGEST_COUNT):
            tallies = board.tallies(request.GET, chosen) if board.is_asked(request.GET) else None
            number_of_all = lists.total(chosen)
    except TookTooLong:
        return render(request, "contacts/_countless.html")
    return render(request, "contacts/_total.html", {"total": number_of_all, "tallies": tallies})


@requires(Permission.PEOPLE)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the list shows as a view, under a name or in the place of what one's own view showed."""
    query = _query(QueryDict(request.POST.get("query", "")), *KEPT)
    view = number(request.POST.get("view"))
    try:
        if view is None:
            shared = bool(request.POST.get("shared"))
            view = savedviews.keep(request.POST.get("name", ""), query, by=reader(request), is_shared=shared).pk
        else:
            savedviews.change(view, query, by=reader(request))
    except DomainError as error:
        failed(request, error)
        return redirect(way_back(request, "contacts"))
    done(request, gettext("The view is kept."))
    return redirect(f"{reverse('contacts')}?{urlencode({'saved': view})}&{query}")


@requires(Permission.PEOPLE)
@require_POST
def drop(request: HttpRequest, view_id: int) -> HttpResponse:
    """Remove one's own view."""
    try:
        name = savedviews.remove(view_id, by=reader(request))
    except DomainError as error:
        failed(request, error)
    else:
        undo = Undo("saved_view", {"view": view_id})
        done(request, gettext("The view “%(name)s” is removed.") % {"name": name}, undo)
    return redirect("contacts")


@undoable("saved_view")
def _bring_back(facts: Facts, *, by: int) -> None:
    savedviews.restore(facts["view"], by=by)


def _views(request: HttpRequest) -> dict[str, Any]:
    kept, mine = savedviews.of(reader(request)), reader(request)
    current = next((view for view in kept if view.pk == number(request.GET.get("saved"))), None)
    query = _query(request.GET, *KEPT)
    return {
        "views": kept,
        "current_view": current,
        "is_own_view": bool(current and savedviews.is_own(current, mine)),
        "is_view_changed": bool(current and _query(QueryDict(current.query), *KEPT) != query),
        "kept_query": query,
    }


def _columns(query: QueryDict, sort: str) -> list[Column]:
    shown = [name for name in query.getlist("col") if name in COLUMNS] or AT_FIRST
    runs = "descending" if sort.startswith("-") else "ascending"
    named = {"name": _("Name")} | COLUMNS
    return [
        Column(
            name,
            str(label),
            is_shown=name in shown or name == "name",
            sort=_turned(name, sort) if name in SORTED_BY else "",
            runs=runs if sort.removeprefix("-") == name else "",
        )
        for name, label in named.items()
    ]


def _turned(name: str, sort: str) -> str:
    """What sorting by this column would be next: the other way round if it is sorted by already."""
    if sort.removeprefix("-") != name:
        return SORTED_BY[name]
    return name if sort.startswith("-") else f"-{name}"


def _pairs(query: QueryDict, *names: str) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in query.getlist(name) if value]


def _query(query: QueryDict, *names: str) -> str:
    return urlencode(_pairs(query, *names))


def _behind(query: QueryDict) -> Behind | None:
    offer, outcome = number(query.get("offer")), query.get("outcome", OUTCOMES[0])
    if offer is None or outcome not in OUTCOMES:
        return None
    way = {name: query.get(name) or None for name in ("channel", "campaign")}
    return offers.behind(offer, outcome, limit=100, **way)
