"""The page of a firm, with its details edited where they stand."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from trichter.faces.web.field_forms import FieldForm, form_for
from trichter.faces.web.inline import CLASH, PROBLEM, Clash, Inline, is_fragment, shown
from trichter.faces.web.number_field import NumberField
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.undoing import Facts, Undo, done, undoable
from trichter.faces.web.views import timeline
from trichter.faces.web.views.contacts import TABS
from trichter.facts.contacts.fields import LONGEST
from trichter.facts.staff.permissions import Permission
from trichter.insight import company as companies
from trichter.insight.company import ADDRESS, Part, Sheet
from trichter.kernel.errors import DomainError
from trichter.spine import firms

_TYPED = {"website": "url", "phone": "tel", "employees": "numeric", "domain": "url"}


@requires(Permission.PEOPLE)
@require_GET
def page(request: HttpRequest, company_id: int) -> HttpResponse:
    """`/firmen/7/`; `?edit=city` opens a form for whoever has no scripts."""
    sheet = companies.sheet(company_id)
    if sheet is None:
        raise Http404
    edited = request.GET.get("edit", "")
    opened = _inline(sheet, edited, form=_form(sheet.parts[edited])) if edited in sheet.parts else None
    return _show(request, company_id, opened)


def _show(request: HttpRequest, company_id: int, opened: Inline | None = None, *, status: int = 200) -> HttpResponse:
    before, seen = number(request.GET.get("before")), timeline.view_of(request)
    firm = companies.record(company_id, before=before, seen=seen)
    if firm is None:
        raise Http404
    parts = [opened if opened and opened.key == key else _inline(firm.sheet, key) for key in firm.sheet.parts]
    tab = request.GET.get("tab", "details" if opened else "")
    told = {
        "firm": firm,
        "record": firm,
        "parts": parts,
        "tab": tab if tab in TABS else TABS[0],
        "most": companies.MOST,
    }
    told |= timeline.context(request, firm.timeline, None)
    return render(request, "firms/company.html", told, status=status)


@requires(Permission.PEOPLE)
def edit(request: HttpRequest, company_id: int, part: str) -> HttpResponse:
    """One detail: its form, the detail again (`?shown=1`), and by POST what it is now."""
    sheet = companies.sheet(company_id)
    if sheet is None or part not in sheet.parts:
        raise Http404
    if request.method == "POST":
        return _save(request, sheet, part)
    if not is_fragment(request):
        return redirect(f"{reverse('company', args=[company_id])}?{urlencode({'edit': part})}")
    form = None if request.GET.get("shown") else _form(sheet.parts[part])
    return shown(request, _inline(sheet, part, form=form))


def _save(request: HttpRequest, sheet: Sheet, part: str) -> HttpResponse:
    form = _form(sheet.parts[part], request.POST)
    if not form.is_valid():
        return _again(request, sheet, part, status=PROBLEM, form=form)
    said = form.held() if part == ADDRESS else {part: form.held()}
    try:
        edited = firms.edit(sheet.id, said, seen=form.cleaned_data["seen"], by=reader(request))
    except firms.ChangedMeanwhile:
        return _clash(request, sheet.id, part, form)
    except DomainError as problem:
        return _again(request, sheet, part, status=PROBLEM, form=form, problem=str(problem))
    if edited:
        undo = Undo("company.edited", {"company": sheet.id, "said": edited.before, "seen": edited.touchpoint})
        done(request, f"{sheet.parts[part].label}: {form.in_words()}", undo)
    return _saved(request, sheet.id, part)


def _saved(request: HttpRequest, company: int, part: str) -> HttpResponse:
    now = companies.sheet(company)
    if not is_fragment(request) or now is None:
        return redirect("company", company)
    if part == "name":  # it stands in several places of the page
        return HttpResponse(headers={"HX-Refresh": "true"})
    return shown(request, _inline(now, part))


def _clash(request: HttpRequest, company: int, part: str, typed: FieldForm) -> HttpResponse:
    """Both values, and a form that rests on what stands there now."""
    now = companies.sheet(company)
    if now is None:
        raise Http404
    theirs = now.parts[part]
    data = request.POST.copy()
    data["seen"] = str(theirs.seen)
    who = companies.told_by(company, theirs.seen) or theirs.source_label
    clash = Clash(who, theirs.at, theirs.value or "–", typed.in_words())
    return _again(request, now, part, status=CLASH, form=_form(theirs, data), clash=clash)


def _again(request: HttpRequest, sheet: Sheet, part: str, *, status: int, **tried: Any) -> HttpResponse:
    one = _inline(sheet, part, **tried)
    return shown(request, one, status=status) if is_fragment(request) else _show(request, sheet.id, one, status=status)


def _inline(sheet: Sheet, key: str, **tried: Any) -> Inline:
    part, back = sheet.parts[key], reverse("company", args=[sheet.id])
    return Inline(
        key=key,
        label=part.label,
        value=part.value,
        address=reverse("company_edit", args=[sheet.id, key]),
        here=f"{back}?{urlencode({'edit': key})}",
        back=back,
        href=_href(part),
        source=part.source_label,
        at=part.at,
        **tried,
    )


def _href(part: Part) -> str:
    """Where a detail leads: the firm's own pages open, a number is dialled."""
    if part.key == "phone" and part.value:
        return f"tel:{part.value}"
    is_web = part.key == "website" and part.value.startswith(("https://", "http://"))
    return part.value if is_web else ""


class PartForm(FieldForm):
    """One detail as text."""

    value: forms.Field = forms.CharField(required=False, max_length=LONGEST)

    def held(self) -> Any:
        """As a text, also a number; what is none for this detail, `firms.edit` says."""
        given = self.cleaned_data["value"]
        return f"{given:f}" if isinstance(given, Decimal) else given or ""


def _form(part: Part, data: Any = None) -> FieldForm:
    if part.key == ADDRESS:
        form = form_for(ADDRESS, part.held, said=part.value, seen=part.seen, data=data)
        assert form is not None
        return form
    made = PartForm(data, initial={"value": part.held, "seen": part.seen}, auto_id=f"part-{part.key}_%s")
    if part.key == "employees":
        made.fields["value"] = NumberField(held=part.held or None)
    made.fields["value"].label = part.label
    made.fields["value"].widget.attrs |= {"inputmode": _TYPED.get(part.key, "text"), "autocomplete": "off"}
    return made


@undoable("company.edited")
def _undo_edit(facts: Facts, *, by: int) -> None:
    firms.edit(facts["company"], facts["said"], seen=facts["seen"], by=by)
