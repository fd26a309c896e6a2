"""The report on grades: whether a better one really buys more often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from trichter.faces.web.returning import number
from trichter.faces.web.roles import requires
from trichter.facts.staff.permissions import Permission
from trichter.insight import cohorts
from trichter.insight.patience import TookTooLong, patience
from trichter.insight.winrates import HORIZONS, Part, Rate, Sort, WinRates, win_rates

LONGEST = 5
"""Seconds after which the count is given up."""
SORTS = {"fit": _("Fit"), "engagement": _("Engagement")}
SAID = {
    "fit": {
        "yes": _(
            "Yes: the better somebody fits, the more often they buy. By chance this comes about less than 5 in 100."
        ),
        "no": _("Not that it shows: the rates by fit differ no more than chance lets them."),
        "reverse": _("No, the other way round: those who fit worse buy more often. The model needs other rules."),
        "too_few": _("Too few to say: it takes 30 leads, 5 of them customers and 5 not, in more than one grade."),
    },
    "engagement": {
        "yes": _(
            "Yes: the more somebody does, the more often they buy. By chance this comes about less than 5 in 100."
        ),
        "no": _("Not that it shows: the rates by engagement differ no more than chance lets them."),
        "reverse": _("No, the other way round: those who do less buy more often. The model needs other rules."),
        "too_few": _("Too few to say: it takes 30 leads, 5 of them customers and 5 not, in more than one grade."),
    },
}


@requires(Permission.REPORTS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`?days=90` is how long a lead has. The count comes with `?counted=1`, a request of its own: it takes longer."""
    asked = number(request.GET.get("days"))
    horizon = asked if asked in HORIZONS else 90
    context = {"horizon": horizon, "horizons": HORIZONS, "is_counted": "counted" in request.GET}
    if context["is_counted"]:
        context |= _counted(horizon)
    is_part = context["is_counted"] and "HX-Request" in request.headers
    return render(request, "winrates/_rates.html" if is_part else "winrates/page.html", context)


def _counted(horizon: int) -> dict[str, object]:
    try:
        with patience(LONGEST):
            found = win_rates(horizon)
    except TookTooLong:
        return {"took_too_long": True}
    scale = _scale(found)
    return {
        "found": found,
        "leads": _list(found),
        "sorts": [
            (SORTS[one.name], SAID[one.name][one.verdict], _rows(one.rates, scale, horizon)) for one in _sorts(found)
        ],
        "each": _rows(found.each, scale, horizon),
    }


def _sorts(found: WinRates) -> tuple[Sort, Sort]:
    return found.fit, found.engagement


def _scale(found: WinRates) -> float:
    """The share at which a picture ends: beyond all that was found, and no share is drawn larger than it is."""
    edges = [one.between[1] for one in (*found.fit.rates, *found.engagement.rates, *found.each) if one.between]
    return max([0.05, *edges])


def _rows(
    rates: tuple[Rate, ...], scale: float, horizon: int
) -> list[tuple[Rate, dict[str, str] | None, dict[str, str]]]:
    """Each with its picture and the lists behind its numbers."""
    return [(one, _drawn(one, scale), _lists(one, horizon)) for one in rates]


def _lists(one: Rate, horizon: int) -> dict[str, str]:
    """The address of the people, by what is counted of them; nothing where there is nobody."""
    people = {Part.UP: one.people, Part.WON: one.won, Part.OPEN: one.open}
    return {
        part: reverse("contacts", query={cohorts.NAME: cohorts.value(horizon, one.grade, part)}) if many else ""
        for part, many in people.items()
    }


def _drawn(one: Rate, scale: float) -> dict[str, str] | None:
    """Where its picture begins, stands and ends, in hundredths of the width."""
    if one.between is None or one.share is None:
        return None
    low, high = one.between
    shares = {"low": low, "share": one.share, "high": high, "width": high - low}
    return {name: f"{share / scale * 100:.1f}%" for name, share in shares.items()}


def _list(found: WinRates) -> str:
    """The leads of those days."""
    if not (found.since and found.until):
        return ""
    return reverse("contacts", query={"reached": "lead", "reached_in": f"{found.since}..{found.until}"})
