"""The middle of a record: what happened, seen by team, type and words, and one's own entries put right."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.returning import number
from trichter.faces.web.views.tried import Tried
from trichter.insight.sittings import Sitting, folded
from trichter.insight.timelines import TEAMS, TYPES, View
from trichter.kernel.text import storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trichter.insight.entries import Entry


@dataclass(frozen=True)
class Day:
    """A day of a timeline, in the time zone of the person who looks."""

    day: date
    entries: "tuple[Entry | Sitting, ...]"


def by_day(timeline: "Sequence[Entry]") -> list[Day]:
    """The entries under their days, in the order in which they came; those of one visit are one line."""
    grouped = groupby(timeline, key=lambda entry: timezone.localdate(entry.occurred_at))
    return [Day(day, folded(tuple(entries))) for day, entries in grouped]


def view_of(request: HttpRequest) -> View:
    """Which part of the timeline the address names."""
    return View(*(storable(request.GET.get(name, ""))[:200] for name in ("team", "type", "q")))


class RewordForm(forms.Form):
    """An entry's words as they should have been."""

    text = forms.CharField(label=_("Text"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


@dataclass(frozen=True)
class Rewording:
    """The entry that is being put right, with its form."""

    id: int
    form: forms.Form
    problem: str = ""


def rewording_of(request: HttpRequest, timeline: "Sequence[Entry]", tried: Tried | None) -> Rewording | None:
    """The entry that the address names (`?edit=7`), if it is one's own."""
    if tried and tried.where == "reword" and tried.form:
        return Rewording(int(tried.name), tried.form, tried.problem)
    wanted = number(request.GET.get("edit"))
    own = next((e for e in timeline if e.id == wanted and e.by == request.user.pk and e.wording is not None), None)
    return Rewording(own.id, RewordForm(initial={"text": own.wording}, auto_id="reword_%s")) if own else None


def context(request: HttpRequest, timeline: "Sequence[Entry]", tried: Tried | None) -> dict[str, object]:
    """For the page."""
    view = view_of(request)
    return {
        "days": by_day(timeline),
        "view": view,
        "teams": [(key, label) for key, label in TEAMS.items() if key != "hr" or view.team == "hr"],
        "types": TYPES.items(),
        "rewording": rewording_of(request, timeline, tried),
    }
