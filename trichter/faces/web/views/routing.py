"""How leads are spread: routes, the calendars of teams, what colleagues take and when they are away, and reasons."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trichter.faces.web.building.bringing import take_up
from trichter.faces.web.returning import number
from trichter.faces.web.roles import requires
from trichter.faces.web.routing_forms import (
    AwayForm,
    HoursForm,
    NewRouteForm,
    ReasonForm,
    RouteForm,
    ShareForm,
    held,
    written,
)
from trichter.faces.web.settling import done, kept, set_back
from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.undoing import Facts, Undo, undoable
from trichter.faces.web.views.tasks import taker
from trichter.facts.staff.permissions import Permission
from trichter.generation.offers import queries as offers
from trichter.kernel.words import Words
from trichter.sales.handover import calendars, conditions, reasons, routes, shares

WHAT = "routing.changed"


@requires(Permission.SETTINGS)
def page(request: HttpRequest) -> HttpResponse:
    """`/einstellungen/lead-verteilung/`"""
    people = shares.takers(today=today())
    asks = request.POST.get("do", "") if request.method == "POST" else ""
    known = [(offer.id, offer.title) for offer in offers.listing(get_language() or "de")]
    shown: dict[str, forms.Form] = {
        "route": NewRouteForm(request.POST if asks == "route" else None, offers=known, prefix="route"),
        "away": AwayForm(
            request.POST if asks == "away" else None, colleagues=[(one.id, one.name) for one in people], prefix="away"
        ),
        "why": ReasonForm(request.POST if asks == "why" else None, prefix="why"),
    }
    take_up(request, shown["route"])
    if (asks in _PRESSED and _PRESSED[asks](request)) or (asks in shown and _kept(request, asks, shown[asks])):
        return redirect("routing")
    teams = shares.selling_teams()
    paces = calendars.all_of([pk for pk, _name in teams])
    return render(
        request,
        "routing/page.html",
        {
            "routes": routes.every(),
            "teams": [(pk, name, paces[pk], _week(paces[pk])) for pk, name in teams],
            "people": [
                (one, ShareForm(initial={"weight": one.weight, "weekly": one.weekly}, auto_id=f"share{one.id}_%s"))
                for one in people
            ],
            "reasons": reasons.every(),
            **shown,
        },
    )


@requires(Permission.SETTINGS)
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """When a team works, and how long it may take."""
    name = dict(shares.selling_teams()).get(team_id)
    if name is None:
        raise Http404
    form = HoursForm(request.POST if request.method == "POST" else None, initial=held(calendars.of(team_id)))
    keep = lambda: calendars.keep(team_id, form.pace())  # noqa: E731
    if form.is_valid() and kept(request, form, keep, what=WHAT, about=name):
        return redirect("routing")
    return render(request, "routing/team.html", {"name": name, "form": form})


@requires(Permission.SETTINGS)
def route(request: HttpRequest, route_id: int) -> HttpResponse:
    """Other words for a route."""
    try:
        one = routes.one(route_id)
    except routes.UnknownRoute:
        raise Http404 from None
    to = f"user:{one.colleague}" if one.colleague else f"team:{one.team}"
    holds = {"name": one.name, "to": to, "condition": one.condition}
    form = RouteForm(request.POST if request.method == "POST" else None, initial=holds)
    take_up(request, form)
    if form.is_valid() and _kept_route(request, form, form.cleaned_data["condition"], route_id):
        return redirect("routing")
    return render(request, "routing/route.html", {"one": one, "form": form})


def _kept(request: HttpRequest, asks: str, form: forms.Form) -> bool:
    return form.is_valid() and _KEEPING[asks](request, form)


def _new_route(request: HttpRequest, form: forms.Form) -> bool:
    given = form.cleaned_data
    condition = conditions.composed(
        places=given["places"], language=given["language"], offer=given["offer"], also=given["condition"]
    )
    return _kept_route(request, form, condition, None)


def _kept_route(request: HttpRequest, form: forms.Form, condition: str, route: int | None) -> bool:
    given = form.cleaned_data
    to, team = taker(given["to"])
    keep = lambda: routes.keep(given["name"], condition=condition, to=to, team=team, route=route)  # noqa: E731
    return kept(request, form, keep, what=WHAT, about=given["name"], beside="condition")


def _away(request: HttpRequest, form: forms.Form) -> bool:
    given = form.cleaned_data
    leave = lambda: shares.leave(int(given["colleague"]), since=given["since"], until=given["until"])  # noqa: E731
    said = _("The absence is noted.")
    return kept(request, form, leave, what=WHAT, about=_("Absence"), said=said, beside="until")


def _why(request: HttpRequest, form: forms.Form) -> bool:
    label = Words.of(form.cleaned_data)
    return kept(request, form, lambda: reasons.keep(label), what=WHAT, about=str(label), beside="de")


_KEEPING: dict[str, Callable[[HttpRequest, forms.Form], bool]] = {"route": _new_route, "away": _away, "why": _why}


def _pressed(request: HttpRequest, change: Callable[[int], object], said: object) -> bool:
    chosen = number(request.POST.get("one")) or 0
    done(request, lambda: change(chosen), what=WHAT, said=said)
    return True


def _lifted(route: int) -> Undo:
    return Undo("route.lifted", {"order": routes.lift(route)})


def _removed(route: int) -> Undo:
    return Undo("route.removed", asdict(routes.remove(route)))


def _stayed(absence: int) -> Undo | None:
    gone = shares.stay(absence)
    days = {"since": gone.since.isoformat(), "until": gone.until.isoformat()} if gone else {}
    return Undo("absence.removed", {"colleague": gone.colleague, **days}) if gone else None


@undoable("route.lifted")
def _put_back(facts: Facts, *, by: int) -> None:
    with set_back(by=by, what=WHAT, about=""):
        routes.put_back(facts["order"])


@undoable("route.removed")
def _restore(facts: Facts, *, by: int) -> None:
    with set_back(by=by, what=WHAT, about=facts["name"]):
        routes.restore(routes.Removed(**facts))


@undoable("absence.removed")
def _leave_again(facts: Facts, *, by: int) -> None:
    since, until = (date.fromisoformat(facts[name]) for name in ("since", "until"))
    with set_back(by=by, what=WHAT, about=_("Absence")):
        shares.leave(facts["colleague"], since=since, until=until)


def _share(request: HttpRequest) -> bool:
    form = ShareForm(request.POST)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"colleague": 0, "weight": -1, "weekly": None}
    keep = lambda: shares.keep(given["colleague"], weight=given["weight"], weekly=given["weekly"])  # noqa: E731
    done(request, keep, what=WHAT, said=_("The share is saved."))
    return True


_PRESSED: dict[str, Callable[[HttpRequest], bool]] = {
    "share": _share,
    "lift": lambda request: _pressed(request, _lifted, _("The route is asked earlier.")),
    "remove": lambda request: _pressed(request, _removed, _("The route is removed.")),
    "stay": lambda request: _pressed(request, _stayed, _("The absence is removed.")),
    "hide": lambda request: _pressed(
        request, lambda one: reasons.offer(one, is_offered=False), _("The reason is offered no more.")
    ),
    "show": lambda request: _pressed(
        request, lambda one: reasons.offer(one, is_offered=True), _("The reason is offered again.")
    ),
}


def _week(pace: calendars.Pace) -> list[str]:
    """The days on which the team works, those that follow each other with the same hours in one."""
    same = groupby(enumerate(pace.calendar.week), key=itemgetter(1))
    days = (([number for number, _day in run], written(hours)) for hours, run in same)
    return [f"{_days(numbers)} {hours}" for numbers, hours in days if hours]


def _days(numbers: list[int]) -> str:
    ends = [str(WEEKDAYS_ABBR[number]) for number in (numbers[0], numbers[-1])]
    return ends[0] if len(numbers) == 1 else "–".join(ends)
