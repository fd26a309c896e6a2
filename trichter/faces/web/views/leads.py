"""The inbox of sales: leads that are handed over, sorted by the time that is left, and what is decided about them."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trichter.faces.web.returning import back, number, reader
from trichter.faces.web.roles import may, requires
from trichter.faces.web.undoing import Facts, Undo, done, failed, undoable
from trichter.faces.web.views.tasks import FARTHEST, taker
from trichter.facts.staff.permissions import Permission
from trichter.insight import leads
from trichter.insight.briefs import Brief, brief, email_consent
from trichter.kernel.errors import DomainError
from trichter.sales.handover import reasons, services
from trichter.sales.tasks.queries import takers

UNPROCESSABLE = 422
STATES = {
    "open": pgettext_lazy("leads", "Open"),
    "accepted": pgettext_lazy("leads", "Accepted"),
    "rejected": pgettext_lazy("leads", "Rejected"),
}
WHOSE = {"mine": gettext_lazy("Mine"), "team": gettext_lazy("My team"), "all": gettext_lazy("All")}


@requires(Permission.PEOPLE)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The list, and beside it the most urgent lead."""
    return _page(request, None)


@requires(Permission.PEOPLE)
@require_GET
def lead(request: HttpRequest, handover_id: int) -> HttpResponse:
    """The list, and beside it this lead."""
    return _page(request, _brief(handover_id))


@requires(Permission.HANDOVER)
@require_POST
def accept(request: HttpRequest, handover_id: int) -> HttpResponse:
    """It is mine. Then to the record, with the call to be noted where there is a number."""
    try:
        change = services.accept(handover_id, by=reader(request))
    except DomainError as error:
        failed(request, error)
        return redirect("lead", handover_id)
    shown = _brief(handover_id)
    said = _("%(name)s is yours, as an SQL.") % {"name": shown.lead.name}
    done(request, said, Undo("handover", _facts(handover_id, change)))
    compose = "?compose=call#composer" if shown.phones else "?compose=mail#composer"
    return redirect(reverse("contact", args=[shown.lead.contact]) + compose)


class RejectForm(forms.Form):
    """One of the house's reasons, or words, or both."""

    reason = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=gettext_lazy("Reason"), widget=forms.RadioSelect
    )
    words = forms.CharField(
        required=False,
        max_length=services.LONGEST_WORDS,
        label=gettext_lazy("In your words"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = [(reason.id, str(reason.label)) for reason in reasons.offered()]
        self.fields["reason"].choices = [*known, ("", _("Another reason"))]  # type: ignore[attr-defined]


@requires(Permission.HANDOVER)
@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Back to marketing, with the reason: by a button of the menu, or on a page of its own."""
    form, problem = RejectForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            change = services.reject(handover_id, **form.cleaned_data, by=reader(request))
        except services.NoReason as error:
            problem = str(error)
        except DomainError as error:
            failed(request, error)
            return redirect("lead", handover_id)
        else:
            undo = Undo("handover", _facts(handover_id, change))
            done(request, _("%(name)s is back with marketing.") % {"name": _brief(handover_id).lead.name}, undo)
            return back(request, "leads")
    found = {"brief": _brief(handover_id), "form": form, "problem": problem}
    return render(request, "leads/reject.html", found, status=UNPROCESSABLE if request.method == "POST" else 200)


def _changing(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """A view that does something and goes back to the lead, saying what it did or why it could not."""

    @wraps(view)
    def change(request: HttpRequest, handover_id: int) -> HttpResponse:
        try:
            view(request, handover_id)
        except DomainError as error:
            failed(request, error)
        return redirect("lead", handover_id)

    return require_POST(change)


@requires(Permission.HANDOVER)
@_changing
def assign(request: HttpRequest, handover_id: int) -> None:
    """To somebody else."""
    to, team = taker(request.POST.get("to", ""))
    change = services.reassign(handover_id, to=to, team=team, by=reader(request))
    done(request, _("The lead is passed on."), Undo("handover.passed", _facts(handover_id, change)))


@requires(Permission.PEOPLE)
@_changing
def withdraw(request: HttpRequest, handover_id: int) -> None:
    """Nobody needs to decide: by who handed the person over, or who may decide."""
    shown = _brief(handover_id)
    change = services.take_back(handover_id, by=reader(request), is_deciding=may(request.user, Permission.HANDOVER))
    said = _("%(name)s waits for nobody any more.") % {"name": shown.lead.name}
    done(request, said, Undo("handover", _facts(handover_id, change)))


@undoable("handover")
def _undo(facts: Facts, *, by: int) -> None:
    services.undo(facts["handover"], services.Change(**facts["change"]), by=by)


@undoable("handover.passed")
def _give_back(facts: Facts, *, by: int) -> None:
    services.give_back(facts["handover"], services.Change(**facts["change"]), by=by)


def _facts(handover: int, change: services.Change) -> dict[str, Any]:
    return {"handover": handover, "change": asdict(change)}


def _brief(handover_id: int) -> Brief:
    found = brief(handover_id)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, shown: Brief | None) -> HttpResponse:
    which = _wanted(request, shown)
    first = min(number(request.GET.get("from")) or 0, FARTHEST)
    found = list(leads.wanted(which)[first : first + leads.LISTED + 1])
    listed = leads.listed(found[: leads.LISTED])
    beside = shown or (brief(listed[0].id, lead=listed[0]) if listed else None)
    return render(
        request,
        "leads/page.html",
        {
            "leads": listed,
            "more": first + leads.LISTED if len(found) > leads.LISTED else None,
            "brief": beside,
            "is_chosen": shown is not None,
            "consent": email_consent(beside.consents) if beside else None,
            "states": STATES.items(),
            "state": which.state or "any",
            "all_whose": WHOSE.items(),
            "whose": which.whose,
            "is_narrowed": bool(which.narrowed or which.since),
            "reasons": reasons.offered(),
            "takers": takers(),
        },
    )


def _wanted(request: HttpRequest, shown: Brief | None) -> leads.Wanted:
    """As the address says; where it says nothing, mine for who may decide, and the list in which the lead stands."""
    asked = request.GET
    narrowed = {name: value for name in leads.NARROWING if (value := asked.get(name))}
    is_narrowed = bool(narrowed or asked.get("since"))
    usual = "mine" if may(request.user, Permission.HANDOVER) and not is_narrowed and not shown else "all"
    whose = asked.get("whose", usual)
    state = asked.get("state", shown.lead.state if shown else "open")
    return leads.Wanted(
        state=None if state == "any" else state if state in STATES else "open",
        whose=whose if whose in WHOSE else "all",  # type: ignore[arg-type]
        user=reader(request),
        narrowed=narrowed,
        since=_midnight(asked.get("since")),
        until=_midnight(asked.get("until"), after=1),
    )


def _midnight(day: str | None, *, after: int = 0) -> datetime | None:
    """With which that day begins for whoever looks, or so many days later."""
    try:
        midnight = datetime.combine(date.fromisoformat(day or "") + timedelta(days=after), time())
        return midnight.replace(tzinfo=timezone.get_current_timezone())
    except (ValueError, OverflowError):
        return None
