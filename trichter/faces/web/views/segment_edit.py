"""A segment's rule while it is built: its form, what it finds, and what changing it would do."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from trichter.faces.web import undoing
from trichter.faces.web.building import building as builders
from trichter.faces.web.building.building import Building
from trichter.faces.web.building.remaining import remaining
from trichter.faces.web.building.rows import Row
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import outcomes
from trichter.insight.outcomes import Outcome
from trichter.insight.patience import TookTooLong, patience
from trichter.insight.segments import Described, described
from trichter.kernel.errors import DomainError
from trichter.qualification.rules.words import sentence
from trichter.qualification.segments import editing
from trichter.qualification.segments.editing import Preview

_PATIENT = 4.0
_LEFT_PATIENT = 2.5
"""Seconds that a count may take before we go on without it."""
_MEANWHILE = "meanwhile"
"""The problem that somebody else was faster."""


class SegmentForm(forms.Form):
    """What a segment has beside its rule."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    description = forms.CharField(label=gettext_lazy("Description"), required=False, max_length=1_000)
    by_hand = forms.BooleanField(label=gettext_lazy("Only whom colleagues choose, by no rule"), required=False)


@dataclass(frozen=True)
class _Counted:
    """What the counts say beside the builder: whom the rule finds, and what it would change."""

    outcome: Outcome | None
    is_too_slow: bool = False
    preview: Preview | None = None


@requires(Permission.SEGMENTS)
def new(request: HttpRequest) -> HttpResponse:
    """`/segmente/neu/`: `?text=` begins with a rule, `?name=` with a name."""
    address = reverse("segment_new")
    if request.method == "POST":
        building = builders.of_post(request.POST, address=address)
        form = _said(request)
    else:
        building = builders.of_text(request.GET.get("text", ""), address=address)
        form = SegmentForm(initial={"name": request.GET.get("name", "")})
    return _page(request, building, form, None)


@requires(Permission.SEGMENTS)
def edit(request: HttpRequest, segment: int) -> HttpResponse:
    """`/segmente/<id>/bearbeiten/`"""
    known = _known(segment)
    address = reverse("segment_edit", args=[segment])
    if request.method == "POST":
        building = builders.of_post(request.POST, address=address)
        form = _said(request)
    else:
        building = builders.of_rule(known.rule, address=address)
        said = {"name": known.name, "description": known.description, "by_hand": known.rule is None}
        form = SegmentForm(initial=said)
    return _page(request, building, form, known)


@requires(Permission.SEGMENTS)
@require_POST
def outcome(request: HttpRequest) -> HttpResponse:
    """`/segmente/zaehlen/`: whom the rule that is being built finds, as a part of its page; `?segment=` whose members
    it would change."""
    building, segment = builders.of_post(request.POST, address=""), number(request.GET.get("segment"))
    skip = number(request.POST.get("skip")) or 0
    counted = _count(building, segment, skip=skip)
    _count_left(building)
    rows = [*_rows(building.within), *_rows(building.without)]
    context = {"building": building, "counted": counted, "rows": rows, "skip": skip + outcomes.EXAMPLES}
    context["about"] = segment
    return render(request, "building/_counted.html", context)


def _said(request: HttpRequest) -> SegmentForm:
    """What is wrong with it is said when somebody saves it, not at each step."""
    if request.POST.get("do") == "save":
        return SegmentForm(request.POST)
    return SegmentForm(initial={name: request.POST.get(name) for name in SegmentForm.base_fields})


def _page(request: HttpRequest, building: Building, form: SegmentForm, known: Described | None) -> HttpResponse:
    do = request.POST.get("do", "")
    looked: _Counted | None = None
    if do == "save" and form.is_valid() and _is_complete(building, form):
        looked = _to_look_at(request, building, form, known)
        if looked is None and (saved := _saved(request, building, form, known)):
            return _on(request, reverse("segment", args=[saved]))
    seen: int | str = request.POST.get("seen") or (known.version if known else "")
    if known and form.has_error(NON_FIELD_ERRORS, _MEANWHILE):
        seen, looked = known.version, None  # told once: who saves again now means it
    counted = _counted(building, known, do)
    context = {"building": building, "form": form, "segment": known, "looked": looked, "counted": counted}
    context |= {"digest": _digest(building, form), "seen": seen, "theirs": _theirs(building, form, known)}
    response = render(request, "segments/edit.html", context)
    response["HX-Trigger-After-Settle"] = "rule-changed"  # what stands beside it is counted again
    return response


def _theirs(building: Building, form: SegmentForm, known: Described | None) -> str:
    """What somebody else has made of the rule meanwhile, as a sentence."""
    if known is None or not form.has_error(NON_FIELD_ERRORS, _MEANWHILE):
        return ""
    return sentence(known.rule, building.vocabulary) if known.rule else _("Whom colleagues have chosen")


def _on(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, also for a script that asked for a part of this one."""
    return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else redirect(address)


def _is_complete(building: Building, form: SegmentForm) -> bool:
    if form.cleaned_data["by_hand"]:
        return True
    if building.typed is not None:
        form.add_error(None, _("The text is not taken over yet."))
    elif building.rule is None:
        form.add_error(None, _("Say who belongs to it, or that only colleagues choose."))
    elif not building.is_ready:
        form.add_error(None, _("Some conditions are not complete."))
    return not form.errors


def _to_look_at(
    request: HttpRequest, building: Building, form: SegmentForm, known: Described | None
) -> _Counted | None:
    """How many would enter and leave, if that was not looked at yet for this very rule."""
    text = "" if form.cleaned_data["by_hand"] else building.text_was
    if known is None or text == known.text or request.POST.get("looked") == _digest(building, form):
        return None
    rule = None if form.cleaned_data["by_hand"] else building.rule
    try:
        with patience(_PATIENT):
            return _Counted(None, preview=editing.preview(rule, segment=known.id))
    except TookTooLong:
        return _Counted(None, is_too_slow=True)


def _saved(request: HttpRequest, building: Building, form: SegmentForm, known: Described | None) -> int | None:
    """The id of the segment, or None if the form says why it could not be saved."""
    said = form.cleaned_data
    rule = None if said["by_hand"] else building.rule
    try:
        if known is None:
            row = editing.create(said["name"], rule, description=said["description"], by=reader(request))
        else:
            row = editing.change(
                known.id, name=said["name"], description=said["description"], rule=rule, by_hand=said["by_hand"],
                seen=number(request.POST.get("seen")), by=reader(request),
            )  # fmt: skip
    except DomainError as problem:
        field = "name" if isinstance(problem, editing.NameTaken) else None
        is_stale = isinstance(problem, editing.ChangedMeanwhile)
        form.add_error(field, forms.ValidationError(str(problem), code=_MEANWHILE if is_stale else None))
        return None
    undoing.done(request, _("“%(name)s” is saved. Its members are being gathered.") % {"name": said["name"]})
    return row.pk


def _digest(building: Building, form: SegmentForm) -> str:
    """By which a page says what was looked at."""
    is_by_hand = bool(form["by_hand"].value())
    return hashlib.sha256(f"{is_by_hand} {building.text_was}".encode()).hexdigest()[:16]


def _counted(building: Building, known: Described | None, do: str) -> _Counted | None:
    """Without a script, when somebody asks for it."""
    if do != "count":
        return None
    counted = _count(building, known.id if known else None)
    _count_left(building)
    return counted


def _count(building: Building, segment: int | None, *, skip: int = 0) -> _Counted:
    if building.rule is None:
        return _Counted(None)
    try:
        found = outcomes.outcome(building.rule, skip=skip, patient=_PATIENT)
        with patience(_PATIENT):
            change = editing.preview(building.rule, segment=segment) if segment else None
    except TookTooLong:
        return _Counted(None, is_too_slow=True)
    return _Counted(found, preview=change)


def _count_left(building: Building) -> None:
    """How many remain after each condition; nothing stands there if that takes too long."""
    try:
        building.left = outcomes.left(remaining(building.saying), patient=_LEFT_PATIENT)
    except TookTooLong:
        building.left = {}
    building.total = max(building.left.values(), default=0)


def _rows(row: Row) -> Iterator[Row]:
    """It and all below it that count."""
    for one in row.rows:
        yield one
        if one.part.sort == "group":
            yield from _rows(one)


def _known(segment: int) -> Described:
    found = described(segment)
    if found is None:
        raise Http404
    return found
