"""The report on handing over: its quality, and whether leads are too few, too many or left lying."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from trichter.faces.web.roles import requires
from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.views import period
from trichter.facts.staff.permissions import Permission
from trichter.insight import handovers
from trichter.insight.handovers import Load, Neglected, Outcome, Week
from trichter.insight.leads import NONE

UNTOUCHED = (7, 14, 30)
TITLES = {
    "channel": _("By source"),
    "campaign": _("By campaign"),
    "rule": _("By rule"),
    "person": _("By colleague"),
}


@dataclass(frozen=True)
class Row:
    """What became of some handovers, with the lists behind the numbers."""

    one: Outcome
    handed: str
    accepted: str
    rejected: str
    waiting: str


@requires(Permission.REPORTS)
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """`?days=90&until=…` for the quality, `?untouched=14` for what lies."""
    asked = period.asked(request.GET, today=today())
    untouched = next((days for days in UNTOUCHED if request.GET.get("untouched") == str(days)), 14)
    counted = handovers.quality(*_moments(asked))
    now = handovers.health(untouched_for=untouched)
    days = _days(asked)
    return render(
        request,
        "leads/quality.html",
        {
            "asked": {"period": asked},
            "periods": period.CHOICES,
            "total": _row(counted.total, days),
            "groups": [
                (name, title, [_row(one, days) for one in counted.groups[name]]) for name, title in TITLES.items()
            ],
            "reasons": [
                (label, number, _list({**days, "state": "rejected", "reason": str(pk or NONE)}))
                for pk, label, number in counted.reasons
            ],
            "most_rejected": max((number for _pk, _label, number in counted.reasons), default=0),
            "health": now,
            "loads": [(load, [_week(load, week) for week in load.weeks]) for load in now.loads],
            "neglected": [(one, _lying(one, untouched)) for one in now.neglected],
            "overdue": _list({"state": "open", "late": "1"}),
            "untouched": untouched,
            "all_untouched": UNTOUCHED,
        },
    )


def _row(one: Outcome, days: dict[str, str]) -> Row:
    narrowed = {one.by: one.key or NONE} if one.by else {}
    said = {**days, **narrowed}
    return Row(one, *(_list({**said, "state": state}) for state in ("any", "accepted", "rejected", "open")))


def _week(load: Load, week: Week) -> tuple[Week, str]:
    days = {"since": week.first.isoformat(), "until": week.last.isoformat()}
    return week, _list({**days, "state": "any", "team": str(load.team)})


def _lying(one: Neglected, days: int) -> str:
    return f"{reverse('contacts')}?{urlencode({'stage': one.stage, 'silent': f'{days}d'})}"


def _list(said: dict[str, str]) -> str:
    return f"{reverse('leads')}?{urlencode({'whose': 'all', **said})}"


def _days(asked: period.Period) -> dict[str, str]:
    return (
        {"since": asked.since.isoformat(), "until": asked.until.isoformat()} if asked.since else {"since": "2000-01-01"}
    )


def _moments(asked: period.Period) -> tuple[datetime, datetime]:
    """With which moments its days begin and end for whoever looks."""
    zone = timezone.get_current_timezone()
    first = asked.since or datetime(2000, 1, 1, tzinfo=zone).date()
    end = asked.until + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(end, time(), zone)
