"""The same for many people: what is to be done, who they are and what becomes of them, and then it starts.

What was previewed is what is done: the page holds a digest of it, and nothing starts that does not match.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
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


class NotAsPreviewed(DomainError):
    sentence = _("This is not what was previewed: look at it as it is now, then start.")


class TooManyAtOnce(DomainError):
    sentence = _("They are too many for something that cannot be undone. Narrow the list.")


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
    problem, prospect, looked, status = "", None, "", 200
    form = action(request.POST or None, auto_id="bulk_%s", initial={"owner": me, "to": f"user:{me}"})
    chosen = Selection(ids=())
    try:
        chosen = picked(request.GET, me=me)
        if form.is_valid():
            chosen = _named(chosen, form)
            facts = {"people": chosen.facts()} | form.facts()
            prospect = _prospect(form, facts, by=me)
            looked = _digest(form, facts, prospect.preview)
            if "start" in request.POST and prospect.preview.affected:
                _check(request.POST.get("looked", ""), looked)
                return redirect("work", _start(form, facts, prospect.preview, by=me))
    except NotAsPreviewed as error:
        problem, status = str(error), 409
    except DomainError as error:
        problem, status = str(error), 422
    page = {
        "form": form,
        "problem": problem,
        "back": _back(request),
        "is_previewed": prospect is not None,
        "looked": looked,
        "prospect": prospect or _everybody(chosen),
    }
    return render(request, "bulk/page.html", page, status=422 if form.errors else status)


def _named(chosen: Selection, form: Action) -> Selection:
    """By their ids, if they can be counted: whoever fits the list later was not seen. Raises `TooManyAtOnce`."""
    named = selection.pinned(chosen, most=crowds.MOST_COUNTED)
    if form.is_final and named.ids is None:
        raise TooManyAtOnce
    return named


def _digest(form: Action, facts: dict[str, Any], preview: Preview) -> str:
    """What is done to whom, and to how many of them, as a preview shows it."""
    text = json.dumps([form.work, facts, preview.affected], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _check(looked: str, now: str) -> None:
    """Raises `NotAsPreviewed`."""
    if looked != now:
        raise NotAsPreviewed


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
