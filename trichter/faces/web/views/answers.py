"""The report on consent to be measured: who agrees, who refuses, who withdraws, in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trichter.faces.web.roles import requires
from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.views import period
from trichter.faces.web.views.period import Period
from trichter.facts.staff.permissions import Permission
from trichter.insight import answers as insight
from trichter.insight.answers import Answers
from trichter.insight.patience import TookTooLong, patience

LONGEST = 5
"""Seconds after which counting is given up."""
TALLEST = 96
WIDE = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """As the address says it."""

    period: Period


@dataclass(frozen=True, slots=True)
class Bar:
    """A day or a week of the drawing: refused above agreed."""

    x: int
    granted: float
    refused: float

    @property
    def granted_y(self) -> float:
        """Where that part begins."""
        return TALLEST - self.granted

    @property
    def refused_y(self) -> float:
        """Where the other does."""
        return self.granted_y - self.refused


@requires(Permission.REPORTS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`/auswertung/einwilligungen/?days=90`"""
    asked = Asked(period.asked(request.GET, today=today()))
    context = {"asked": asked, "periods": period.CHOICES, "tallest": TALLEST}
    try:
        with patience(LONGEST):
            found = insight.answers(ZoneInfo(settings.TIME_ZONE), until=asked.period.until, since=asked.period.since)
    except TookTooLong:
        return render(request, "answers/page.html", context)
    context |= {"found": found, "bars": _bars(found.course), "width": max(1, len(found.course)) * WIDE}
    return render(request, "answers/page.html", context)


def _bars(course: Sequence[tuple[date, Answers]]) -> list[Bar]:
    most = max((told.asked for _day, told in course), default=0) or 1
    return [
        Bar(place * WIDE, round(told.granted / most * TALLEST, 2), round(told.refused / most * TALLEST, 2))
        for place, (_day, told) in enumerate(course)
    ]
