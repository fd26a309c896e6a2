"""Scoring models: their rules with points, edited as a draft, looked at and published; and which the house goes by."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from trichter.faces.web.building.bringing import take_up
from trichter.faces.web.returning import number, reader
from trichter.faces.web.roles import requires
from trichter.faces.web.scoring_forms import EngagementForm, FitForm, GroupForm, LimitsForm, rule_form
from trichter.faces.web.settling import done, kept, set_back
from trichter.faces.web.undoing import Facts, Undo, undoable
from trichter.facts.staff.permissions import Permission
from trichter.insight import scorebooks
from trichter.qualification.scoring import editing, versions
from trichter.qualification.scoring.content import Content, FitRule
from trichter.qualification.scoring.versions import Described
from trichter.spine import rescoring

WHAT = "scoring.changed"
_RULES: dict[str, Any] = {"fit": FitForm, "engagement": EngagementForm}


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/lead-score/`, the model that the house goes by: `?model=consumer` another, `?version=1` a former
    version of it, `?preview=1` what its draft would change."""
    models = versions.described()
    model = _model(models, request.GET.get("model"))
    book = _book(model, number(request.GET.get("version")))
    is_former = request.GET.get("version") is not None
    asks = request.POST.get("do", "") if request.method == "POST" and not is_former else ""
    shown = _forms(book.content, asks, request)
    take_up(request, *shown.values())
    if (asks in _PRESSED and _press(request, asks, model)) or (asks in shown and _keep(request, asks, model, shown)):
        return redirect(_address(model))
    looks = model.draft is not None and not is_former and "preview" in request.GET
    context = {"models": models, "book": book, "is_former": is_former, "forms": shown}
    context |= {"rehearsed": scorebooks.rehearsed(book.content) if looks else None}
    return render(request, "scoring/page.html", context)


@requires(Permission.SETTINGS)
def rule(request: HttpRequest, model: str, key: str) -> HttpResponse:
    """One rule of the draft, or of what becomes one."""
    chosen = _model(versions.described(), model)
    content = versions.content(model)
    try:
        one = editing.found(content, key)
    except editing.NoSuchRule:
        raise Http404 from None
    asks = request.POST.get("do", "") if request.method == "POST" else ""
    form = rule_form(content, one, request.POST if asks == "save" else None)
    take_up(request, form)
    if asks == "remove" and _change(request, chosen, lambda now: editing.drop(now, key), about=str(one.label)):
        return redirect(_address(chosen))
    if form.is_valid() and _keep_rule(request, form, chosen, key, is_fit=isinstance(one, FitRule)):
        return redirect(_address(chosen))
    return render(request, "scoring/rule.html", {"model": chosen, "one": one, "form": form, "back": _address(chosen)})


@requires(Permission.SETTINGS)
def group(request: HttpRequest, model: str, key: str) -> HttpResponse:
    """One group of rules of fit."""
    chosen = _model(versions.described(), model)
    try:
        one = editing.group_of(versions.content(model), key)
    except editing.NoSuchGroup:
        raise Http404 from None
    asks = request.POST.get("do", "") if request.method == "POST" else ""
    held = {"de": one.label.de, "en": one.label.en, "most": one.most}
    form = GroupForm(request.POST if asks == "save" else None, initial=held)
    if asks == "remove" and _change(request, chosen, lambda now: editing.drop_group(now, key), about=str(one.label)):
        return redirect(_address(chosen))
    if form.is_valid() and _keep_group(request, form, chosen, key):
        return redirect(_address(chosen))
    return render(request, "scoring/rule.html", {"model": chosen, "one": one, "form": form, "back": _address(chosen)})


def _keep_group(request: HttpRequest, form: GroupForm, model: Described, key: str | None) -> bool:
    label, most = form.label(), form.cleaned_data["most"]
    change = lambda: versions.change(  # noqa: E731
        model.key, lambda now: editing.put_group(now, key, label, most), by=reader(request)
    )
    return kept(request, form, change, what=WHAT, about=str(label), said=_("The draft is saved."))


def _model(models: list[Described], key: str | None) -> Described:
    """By default that which answers."""
    wanted = [one for one in models if one.key == key] if key else [one for one in models if one.in_force]
    if not wanted:
        raise Http404
    return wanted[0]


def _book(model: Described, version: int | None) -> scorebooks.Scorebook:
    try:
        return scorebooks.scorebook(model, version)
    except versions.UnknownModel:
        raise Http404 from None


def _address(model: Described) -> str:
    return f"{reverse('scoring')}?model={model.key}"


def _forms(content: Content, asks: str, request: HttpRequest) -> dict[str, forms.Form]:
    shown: dict[str, forms.Form] = {
        name: form(request.POST if asks == name else None, content=content, prefix=name)
        for name, form in _RULES.items()
    }
    shown |= {"group": GroupForm(request.POST if asks == "group" else None, prefix="group")}
    return shown | {"limits": LimitsForm(request.POST if asks == "limits" else None, content=content)}


def _keep(request: HttpRequest, asks: str, model: Described, shown: dict[str, forms.Form]) -> bool:
    form = shown[asks]
    if not form.is_valid():
        return False
    if isinstance(form, GroupForm):
        return _keep_group(request, form, model, None)
    if asks != "limits":
        return _keep_rule(request, form, model, None, is_fit=asks == "fit")
    assert isinstance(form, LimitsForm)
    limits, groups = form.said()
    change = lambda: versions.change(  # noqa: E731
        model.key, lambda now: editing.limit(now, limits, groups=groups), by=reader(request)
    )
    return kept(request, form, change, what=WHAT, about=str(model.label), said=_("The draft is saved."))


def _keep_rule(request: HttpRequest, form: Any, model: Described, key: str | None, *, is_fit: bool) -> bool:
    wanted = form.wanted()
    change = lambda: versions.change(  # noqa: E731
        model.key, lambda now: editing.put(now, key, wanted, is_fit=is_fit), by=reader(request)
    )
    said = _("The draft is saved.")
    return kept(request, form, change, what=WHAT, about=str(wanted.label), said=said, beside="text")


def _change(request: HttpRequest, model: Described, changed: Any, *, about: str) -> bool:
    change = lambda: versions.change(model.key, changed, by=reader(request))  # noqa: E731
    return done(request, change, what=WHAT, about=about, said=_("The draft is saved."))


_PRESSED = {
    "publish": ("scoring.published", _("The version is published. Everybody is being scored by it.")),
    "choose": ("scoring.chosen", _("The house goes by this model. Everybody is being scored by it.")),
    "drop": (WHAT, _("The draft is dropped.")),
}


@undoable("scoring.dropped")
def _undo_dropped(facts: Facts, *, by: int) -> None:
    with set_back(by=by, what=WHAT, about=facts["model"]):
        versions.restore_draft(facts["model"], facts["content"], by=by)


def _seen(request: HttpRequest) -> datetime | None:
    """When the draft was saved that the page showed."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


def _press(request: HttpRequest, asks: str, model: Described) -> bool:
    """Whatever comes of it, it is said."""
    by = reader(request)
    changes = {
        "publish": lambda: rescoring.publish(model.key, seen=_seen(request), by=by),
        "choose": lambda: rescoring.choose(model.key, by=by),
        "drop": lambda: Undo(
            "scoring.dropped", {"model": model.key, "content": versions.drop_draft(model.key).json_form()}
        ),
    }
    what, said = _PRESSED[asks]
    done(request, changes[asks], what=what, about=str(model.label), said=said)
    return True
