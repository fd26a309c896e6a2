"""Fields, tags and the owner of a person, changed where they stand: at once, with an undo, and never over a change of
somebody else that was not seen."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trichter.faces.web.inline import CLASH, PROBLEM, Clash, Inline, Taken, is_fragment, shown
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Undo, done, failed
from trichter.faces.web.views import properties as card
from trichter.faces.web.views.contacts import show
from trichter.facts.contacts.fields import LONGEST_TAG
from trichter.facts.contacts.queries import survivor
from trichter.facts.staff.permissions import Permission
from trichter.insight import properties, suggesting
from trichter.kernel.errors import DomainError
from trichter.spine import editing
from trichter.spine.editing import BelongsToAnother, ChangedMeanwhile

if TYPE_CHECKING:
    from trichter.faces.web.field_forms import FieldForm
    from trichter.insight.properties import Property, Sheet
    from trichter.spine.touch import Recorded

_BESIDE = "contacts/_renamed.html"


@requires(Permission.PEOPLE)
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, contact_id: int, name: str) -> HttpResponse:
    """`/kontakte/7/feld/email/`: the form of a field, or its value again (`?shown=1`); a POST saves."""
    sheet, one = _known(contact_id, name)
    line = card.inline(sheet.id, one)
    if request.method == "POST":
        return _save(request, sheet, one, line)
    if not is_fragment(request):
        return redirect(line.here)
    return shown(request, line if "shown" in request.GET else card.editing(line, one))


@requires(Permission.PEOPLE)
@require_POST
def tag(request: HttpRequest, contact_id: int) -> HttpResponse:
    """`/kontakte/7/schlagwort/`: put a tag at a name (`set`), or take it away (`drop`)."""
    form = TagForm(request.POST)
    try:
        if form.is_valid():
            _tag(request, contact_id, form.cleaned_data["tag"], is_on=form.cleaned_data["does"] == "set")
        else:
            failed(request, " ".join(str(said) for problems in form.errors.values() for said in problems))
    except DomainError as error:
        failed(request, error)
    if not is_fragment(request):
        return redirect(reverse("contact", args=[contact_id]) + "?tab=details#tags")
    sheet = _sheet(contact_id)
    if sheet is None:
        raise Http404
    way_back = reverse("contact", args=[sheet.id])
    return render(request, "contacts/_tags_changed.html", {"person": sheet, "way_back": way_back})


@requires(Permission.PEOPLE)
@require_GET
def tags_known(request: HttpRequest) -> HttpResponse:
    """`/kontakte/schlagworte/`: tags in use, as options of a list."""
    return render(request, "inline/options.html", {"options": suggesting.tags()})


@requires(Permission.PEOPLE)
@require_GET
def firms_known(request: HttpRequest) -> HttpResponse:
    """`/kontakte/firmennamen/?value=ah`: firms of that name."""
    found = suggesting.firms(request.GET.get("value", "")[:200])
    return render(request, "inline/options.html", {"options": found})


class TagForm(forms.Form):
    """A word at somebody's name."""

    tag = forms.CharField(max_length=LONGEST_TAG)
    does = forms.ChoiceField(choices=[("set", ""), ("drop", "")])


def _sheet(contact: int) -> "Sheet | None":
    """Whoever was merged away while somebody typed lives on in another: there it is saved, or both values are shown."""
    return properties.sheet(contact) or properties.sheet(survivor(contact) or contact)


def _known(contact: int, name: str) -> "tuple[Sheet, Property]":
    sheet = _sheet(contact)
    one = sheet.fields.get(name) if sheet and not sheet.is_erased else None
    if sheet is None or one is None:
        raise Http404
    return sheet, one


def _save(request: HttpRequest, sheet: "Sheet", one: "Property", line: Inline) -> HttpResponse:
    form = card.form_of(one, request.POST)
    if form is None:
        raise Http404
    tried = replace(line, form=form)
    if not form.is_valid():
        return _again(request, sheet, tried, PROBLEM)
    try:
        made = _edit(request, sheet, one, form)
    except ChangedMeanwhile:
        return _again(request, sheet, _clashing(request, sheet.id, one.key, form), CLASH)
    except BelongsToAnother as error:
        return _again(request, sheet, replace(tried, taken=_taken(sheet.id, error.given["other"])), CLASH)
    except DomainError as error:
        return _again(request, sheet, replace(tried, problem=str(error)), PROBLEM)
    if made:
        said = _("%(field)s: saved.") % {"field": one.label}
        done(request, said, _undo(made))
    return _saved(request, sheet.id, one.key, line)


def _edit(request: HttpRequest, sheet: "Sheet", one: "Property", form: "FieldForm") -> "Recorded | None":
    knowingly = request.POST.get("knowingly") == "1"
    seen = form.cleaned_data["seen"]
    return editing.edit(sheet.id, one.key, form.held(), seen=seen, by=reader(request), knowingly=knowingly)


def _saved(request: HttpRequest, contact: int, name: str, line: Inline) -> HttpResponse:
    if not is_fragment(request):
        return redirect(line.back)
    if name == "company":
        # The card of the firm is another one now: the whole page is told anew, with its toast.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    sheet, one = _known(contact, name)
    return shown(request, card.inline(contact, one), beside=_BESIDE, person=sheet)


def _again(request: HttpRequest, sheet: "Sheet", tried: Inline, status: int) -> HttpResponse:
    """What was typed, with the reason why it is not saved."""
    if is_fragment(request):
        return shown(request, tried, status=status)
    return show(request, sheet.id, opened=tried, status=status)


def _clashing(request: HttpRequest, contact: int, name: str, form: "FieldForm") -> Inline:
    """Both values; saved once more, the form says that it has seen the other."""
    _sheet, now = _known(contact, name)
    data = request.POST.copy()
    data["seen"] = str(now.touchpoint)
    clash = Clash(properties.told_by(contact, now.touchpoint), now.at, now.value, form.in_words())
    return replace(card.inline(contact, now), form=card.form_of(now, data), clash=clash)


def _taken(contact: int, other: int) -> Taken:
    sheet = properties.sheet(other)
    try:
        merge = reverse("contact_merge", args=[contact], query={"with": other})
    except NoReverseMatch:
        merge = ""
    return Taken(sheet.name if sheet else f"#{other}", reverse("contact", args=[other]), merge)


def _tag(request: HttpRequest, contact: int, name: str, *, is_on: bool) -> None:
    made = editing.tag(contact, name, is_on=is_on, by=reader(request))
    if made:
        said = _("Tag “%(tag)s” added.") if is_on else _("Tag “%(tag)s” removed.")
        done(request, said % {"tag": name}, _undo(made))


def _undo(made: "Recorded") -> Undo:
    return Undo("touchpoints", {"contact": made.contact_id, "ids": [made.touchpoint_id]})
