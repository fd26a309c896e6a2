"""The report on pages: how often each was seen, who read it, and which led to leads."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trichter.faces.web.returning import number
from trichter.faces.web.roles import requires
from trichter.faces.web.templatetags.formats import today
from trichter.faces.web.views import period
from trichter.faces.web.views.period import Period
from trichter.facts.staff.permissions import Permission
from trichter.facts.timeline.hits import sources
from trichter.insight import pages as insight
from trichter.insight.patience import TookTooLong, patience

LONGEST = 5
"""Seconds after which counting is given up."""
LONGEST_WORDS = 120
FURTHEST = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """As the address says it."""

    period: Period
    words: str
    source: int | None
    page: int


@requires(Permission.REPORTS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`/auswertung/seiten/?days=30&q=preise&page=2`"""
    asked = Asked(
        period.asked(request.GET, today=today()),
        request.GET.get("q", "")[:LONGEST_WORDS],
        number(request.GET.get("source")),
        min(max(number(request.GET.get("page")) or 1, 1), FURTHEST),
    )
    context = {"asked": asked, "periods": period.CHOICES, "sources": sources.listing(closed=True)}
    try:
        with patience(LONGEST):
            found = insight.pages(_question(asked))
    except TookTooLong:
        return render(request, "pages/page.html", context)
    more = found.paths > asked.page * insight.PAGE
    context |= {"found": found, "earlier": asked.page - 1, "later": asked.page + 1 if more else 0}
    return render(request, "pages/page.html", context)


def _question(asked: Asked) -> insight.Asked:
    return insight.Asked(
        ZoneInfo(settings.TIME_ZONE),
        until=asked.period.until,
        since=asked.period.since,
        words=asked.words,
        source=asked.source,
        page=asked.page,
    )
