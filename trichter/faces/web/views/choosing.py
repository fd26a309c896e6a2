"""Segments by hand: on the record of a person, and on the page of a segment."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from trichter.faces.web.bulk_forms import CHOICES
from trichter.faces.web.returning import back, number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Undo, done, failed
from trichter.facts.staff.permissions import Permission
from trichter.insight import belongings
from trichter.insight.lines import lines
from trichter.insight.search import find
from trichter.insight.segments import described
from trichter.kernel.errors import DomainError
from trichter.spine import choosing

_FOUND = 20
_SAID = {
    "in": _("Added to the segment “%(name)s”."),
    "out": _("Kept out of the segment “%(name)s”."),
    "rule": _("The rule of “%(name)s” decides again."),
}


class ChoiceForm(forms.Form):
    """What is chosen, and why."""

    segment = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    named = forms.CharField(max_length=120, required=False)
    choice = forms.ChoiceField(choices=CHOICES)
    reason = forms.CharField(max_length=500, required=False)

    def clean(self) -> None:
        """A segment by its number or by its name."""
        known = self.cleaned_data.get("segment") or belongings.number_of(self.cleaned_data.get("named", ""))
        if known is None:
            raise forms.ValidationError(_("There is no such segment."))
        self.cleaned_data["segment"] = known


@requires(Permission.PEOPLE)
@require_GET
def of_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/segmente/`: a part of the record, asked for by itself; `?why=3` shows on what segment 3 rests."""
    [line] = lines([contact_id]) or [None]
    if line is None:
        raise Http404
    found = belongings.belongings(contact_id, why=number(request.GET.get("why")))
    is_part = "HX-Request" in request.headers
    way = f"{reverse('contact', args=[contact_id])}?tab=details" if is_part else request.get_full_path()
    page = "segments/_of_contact.html" if is_part else "segments/of_contact.html"
    return render(request, page, {"belongings": found, "way": way, "line": line})


@requires(Permission.SEGMENTS)
@require_POST
def choose(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/segmente/waehlen/`: in, out, or as the rule says."""
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        failed(request, _("There is no such segment."))
        return back(request, "segments")
    said = form.cleaned_data
    try:
        made = choosing.choose(contact_id, said["segment"], said["choice"], reason=said["reason"], by=reader(request))
        undo = Undo("touchpoints", {"contact": made.contact_id, "ids": [made.touchpoint_id]})
    except choosing.ChosenSo:  # by a click before this one, which had the way to undo it
        undo = None
    except DomainError as problem:
        failed(request, problem)
        return back(request, "segments")
    done(request, _SAID[said["choice"]] % {"name": choosing.name_of(said["segment"])}, undo)
    return back(request, "segments")


@requires(Permission.PEOPLE)
@require_GET
def of_segment(request: HttpRequest, segment: int) -> HttpResponse:
    """`/segmente/3/von-hand/`: whom colleagues chose; `?q=` finds somebody to choose, `?after=` turns the page."""
    known = described(segment)
    if known is None:
        raise Http404
    text = request.GET.get("q", "").strip()
    people = [hit.id for hit in find(text, _FOUND) if hit.kind == "person"]
    within = belongings.standing_of(segment, people)
    chosen, further = belongings.chosen_for(segment, after=number(request.GET.get("after")) or 0)
    context = {
        "segment": known,
        "text": text,
        "way": request.get_full_path(),
        "found": [(line, within[line.id]) for line in lines(people)],
        "chosen": chosen,
        "further": further,
    }
    return render(request, "segments/by_hand.html", context)
