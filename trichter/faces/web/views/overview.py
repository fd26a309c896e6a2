"""The first page: how far people came, through which channels, and who was active last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trichter.faces.web.roles import requires
from trichter.faces.web.views import drawing, figures, period
from trichter.faces.web.views.question import Question
from trichter.facts.staff.permissions import Permission
from trichter.insight import funnel, people

LAST_ACTIVE = 12


@requires(Permission.REPORTS)
def overview(request: HttpRequest) -> HttpResponse:
    """The funnel of one track and period, narrowed to a channel or campaign where the address asks for it."""
    choices = funnel.choices()
    asked = Question.of(request.GET, choices)
    counted = funnel.funnel(**asked.scope())
    channels = funnel.by_channel(**asked.scope())
    return render(
        request,
        "overview/page.html",
        {
            "choices": choices,
            "asked": asked,
            "periods": period.CHOICES,
            "funnel": counted,
            "as_table": request.GET.get("view") == "table",
            "segments": drawing.segments(counted.stages),
            "box": f"0 0 {drawing.STEP * len(counted.stages)} {drawing.HEIGHT}",
            "figures": figures.key_figures(counted.stages),
            "sentence": figures.sentence(counted.stages),
            "fall": figures.steepest_fall(counted.stages),
            "channels": channels,
            "total": figures.total(channels),
            "people": people.recently_active(limit=LAST_ACTIVE),
        },
    )
