"""The same for many people: what is to be done, who they are and what becomes of them, and then it starts."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from trichter.faces.web import bulk_forms
from trichter.faces.web.bulk_forms import ACTIONS, Action
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.selecting import picked
from trichter.facts.house import journal
from trichter.facts.staff.permissions import Permission
from trichter.insight import selection
from trichter.insight.lines import Line, lines
from trichter.insight.selection import Selection
from trichter.kernel.errors import DomainError
from trichter.spine import longwork
from trichter.spine.longwork import crowds
from trichter.spine.longwork.crowds import Preview

SHOWN = 10
NOTED = {"bulk.export": "people.exported", "bulk.erase": "people.erased"}
"""What the house remembers of its staff, for it stands on no timeline or on one that was emptied."""


@dataclass(frozen=True)
class Prospect:
    """What would happen, for the page: how many, the first of them, and how many of those looked at are left out."""

    preview: Preview
    first: tuple[Line, ...]
    left_out: tuple[tuple[str, int], ...]

    @property
    def is_cut(self) -> bool:
        """Whether it concerns more people than are named."""
        return not self.preview.is_whole or self.preview.affected > len(self.first)


@requires(Permission.BULK)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, action: str) -> HttpResponse:
    """`/kontakte/auswahl/tag/?id=3&id=7`, or all of a list: `?all=1&stage=mql`."""
    if action not in ACTIONS:
        raise Http404
    return _page(request, ACTIONS[action])


@requires(Permission.EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """As a table."""
    return _page(request, bulk_forms.Export)


@requires(Permission.ERASE)
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """For good."""
    return _page(request, bulk_forms.Erase)


def _page(request: HttpRequest, action: type[Action]) -> HttpResponse:
    """The people stand in the address: what is posted says what to do, first to see it, then to start."""
    me = reader(request)
    problem, prospect = "", None
    try:
        chosen = picked(request.GET, me=me)
    except DomainError as error:
        problem, chosen = str(error), Selection(ids=())
    form = action(request.POST or None, auto_id="bulk_%s", initial={"owner": me, "to": f"user:{me}"})
    if not problem and form.is_valid():
        facts = {"people": chosen.facts()} | form.facts()
        try:
            prospect = _prospect(form, facts, by=me)
            if "start" in request.POST and prospect.preview.affected:
                return redirect("work", _start(form, facts, prospect.preview, by=me))
        except DomainError as error:
            problem = str(error)
    return render(
        request,
        "bulk/page.html",
        {
            "form": form,
            "problem": problem,
            "back": _back(request),
            "is_previewed": prospect is not None,
            "prospect": prospect or _everybody(chosen),
        },
        status=422 if problem or form.errors else 200,
    )


def _back(request: HttpRequest) -> str:
    """The list as it was."""
    query = request.GET.copy()
    for name in ("id", "all"):
        query.pop(name, None)
    return f"{reverse('contacts')}?{query.urlencode()}" if query else reverse("contacts")


def _start(form: Action, facts: dict[str, Any], preview: Preview, *, by: int) -> int:
    """How many it is about the work counts itself if nobody has counted to the end."""
    total = None if preview.is_more else preview.total
    if form.work not in NOTED:
        return longwork.start(form.work, facts, by=by, total=total).pk
    with journal.noted(by=by, what=NOTED[form.work], about=f"{preview.total}{'+' if preview.is_more else ''}"):
        return longwork.start(form.work, facts, by=by, total=total).pk


def _prospect(form: Action, facts: dict[str, Any], *, by: int) -> Prospect:
    if form.work == bulk_forms.Export.work:
        return _everybody(Selection.of(facts["people"]))
    preview = crowds.preview(form.work, facts, by=by, sample=SHOWN)
    left_out = tuple((crowds.reason(form.work, why), many) for why, many in preview.left_out.items())
    return Prospect(preview, lines(preview.first), left_out)


def _everybody(chosen: Selection) -> Prospect:
    """Before anybody has said what to do, and where nobody is left out."""
    total = selection.size(chosen, most=crowds.MOST_COUNTED)
    first = tuple(selection.batch(chosen, limit=SHOWN))
    return Prospect(Preview(total, total, first), lines(first), ())
