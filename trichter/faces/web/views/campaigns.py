"""How people came: campaigns on their channels, and what both have cost."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trichter.faces.web.campaign_form import CostForm, NewCampaignForm, TableForm
from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.settling import done, kept, set_back
from trichter.faces.web.slugs import slug_of
from trichter.faces.web.undoing import Facts, TooLate, Undo, undoable
from trichter.facts.staff.permissions import Permission
from trichter.facts.timeline import campaigns
from trichter.generation.costs import queries, services, tables
from trichter.insight import campaigns as results


@requires(Permission.CAMPAIGNS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/kampagnen/`: all campaigns and what was spent; a new one, or a cost, is noted here."""
    does = request.POST.get("do") if request.method == "POST" else ""
    new = NewCampaignForm(request.POST if does == "add" else None, prefix="new")
    cost = CostForm(request.POST if does == "cost" else None, prefix="cost")
    if does == "add" and new.is_valid() and _added(request, new):
        return redirect("campaigns")
    if does == "cost" and cost.is_valid() and _noted(request, cost):
        return redirect("campaigns")
    table = TableForm(request.POST, request.FILES, prefix="table") if does == "table" else TableForm(prefix="table")
    if does == "table" and table.is_valid() and _imported(request, table):
        return redirect("campaigns")
    seen = {"campaigns": results.every(), "costs": queries.listing(), "new": new, "cost": cost, "table": table}
    seen |= {"noted": queries.how_many(), "listed": queries.LISTED}
    return render(request, "campaigns/list.html", seen)


@requires(Permission.CAMPAIGNS)
@require_POST
def remove_cost(request: HttpRequest, cost_id: int) -> HttpResponse:
    """It was noted by mistake."""
    remove = lambda: _bring_back(services.remove(cost_id))  # noqa: E731
    done(request, remove, what="cost.removed", about=f"#{cost_id}", said=_("The cost is removed."))
    return redirect("campaigns")


def _added(request: HttpRequest, form: NewCampaignForm) -> bool:
    given = form.told()
    key = form.cleaned_data["key"].strip() or slug_of(given["name"])
    if not key:
        form.add_error("key", _("Write a key of letters or digits."))
        return False
    beside = "ends_on" if given["ends_on"] and given["starts_on"] and given["ends_on"] < given["starts_on"] else "key"
    add = lambda: campaigns.add(key, **given)  # noqa: E731
    return kept(request, form, add, what="campaign.made", about=given["name"], beside=beside)


def _noted(request: HttpRequest, form: CostForm) -> bool:
    told = form.told()
    about = f"{form.cleaned_data['amount']} €"
    note = lambda: Undo("cost.noted", {"cost": services.note(**told, by=reader(request)), "about": about})  # noqa: E731
    said = _("The cost is noted: %(amount)s.") % {"amount": about}
    return kept(request, form, note, what="cost.noted", about=about, said=said, beside="ends_on")


def _imported(request: HttpRequest, form: TableForm) -> bool:
    file, by = form.cleaned_data["file"], reader(request)

    def take() -> Undo | None:
        took = tables.take(file.read(), by=by)
        form.took = took
        return Undo("costs.imported", {"at": took.at.isoformat(), "about": file.name}) if took.noted else None

    return kept(request, form, take, what="costs.imported", about=file.name, said=_Said(form), beside="file")


class _Said:
    """What came of the file, known when it was read."""

    def __init__(self, form: TableForm) -> None:
        self.form = form

    def __str__(self) -> str:
        took = self.form.took
        noted, known = (took.noted, took.known) if took else (0, 0)
        told = ngettext("%(number)s cost was noted.", "%(number)s costs were noted.", noted) % {"number": noted}
        if not known:
            return told
        more = ngettext("%(number)s stood here already.", "%(number)s stood here already.", known)
        return f"{told} {more % {'number': known}}"


@undoable("costs.imported")
def _take_away(facts: Facts, *, by: int) -> None:
    with set_back(by=by, needs=Permission.CAMPAIGNS, what="cost.removed", about=facts["about"]):
        if not tables.put_back(datetime.fromisoformat(facts["at"]), by=by):
            raise TooLate


def _bring_back(removed: services.Told | None) -> Undo | None:
    if removed is None:
        return None
    return Undo("cost.removed", {**removed, **days(removed["starts_on"], removed["ends_on"])})


@undoable("cost.removed")
def _note_again(facts: Facts, *, by: int) -> None:
    with set_back(by=by, needs=Permission.CAMPAIGNS, what="cost.noted", about=f"{Decimal(facts['cents']) / 100} €"):
        services.note(**{**facts, **dates(facts)}, by=by)


@undoable("cost.noted")
def _remove_again(facts: Facts, *, by: int) -> None:
    with set_back(by=by, needs=Permission.CAMPAIGNS, what="cost.removed", about=facts["about"]):
        if services.remove(facts["cost"]) is None:
            raise TooLate


def days(*given: date | None) -> dict[str, str | None]:
    """As JSON."""
    return {name: day.isoformat() if day else None for name, day in zip(_SPAN, given, strict=True)}


def dates(facts: Facts) -> dict[str, Any]:
    return {name: date.fromisoformat(facts[name]) if facts[name] else None for name in _SPAN}


_SPAN = ("starts_on", "ends_on")
