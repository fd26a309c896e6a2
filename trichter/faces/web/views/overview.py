"""The first page: how far people came, through which channels and at what cost, and what is to be done today."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trichter.faces.web.returning import reader
from trichter.faces.web.roles import requires
from trichter.faces.web.views import drawing, figures, period
from trichter.faces.web.views.agenda import of_today
from trichter.faces.web.views.behind import Lists
from trichter.faces.web.views.question import Question
from trichter.faces.web.views.touring import STEPS
from trichter.facts.staff.permissions import Permission
from trichter.insight import funnel
from trichter.insight import overview as insight
from trichter.insight.filtering import TRACK
from trichter.insight.funnel import StageCount
from trichter.insight.overview import Origin, Overview
from trichter.insight.patience import TookTooLong, patience
from trichter.insight.visiting import Visitors, visitors

VISITORS = "visitors"
"""In the address it asks for the visitors before the funnel, which the page does not wait for."""
LONGEST = 3
"""Seconds after which counting them is given up."""


@dataclass(frozen=True)
class Step:
    """A stage of the funnel with the lists behind its numbers; nobody measured, no list."""

    count: StageCount
    reached: str
    before: str


@dataclass(frozen=True)
class Row:
    """What an origin brought, with the lists behind it."""

    origin: Origin
    leads: str
    mql: str
    customers: str


@requires(Permission.REPORTS)
def overview(request: HttpRequest) -> HttpResponse:
    """The numbers of a track and period, narrowed to a channel, campaign or team where the address asks for it."""
    choices, teams = funnel.choices(), insight.teams()
    asked = Question.of(request.GET, choices, teams)
    if VISITORS in request.GET and "HX-Request" in request.headers:
        return render(request, "overview/_visitors.html", {"visitors": _visitors(asked)})
    counted = insight.overview(asked.scope(), by=asked.by)
    stages, lists = counted.funnel.stages, Lists(asked.scope(), counted.campaign_id)
    return render(
        request,
        "overview/page.html",
        {
            "choices": choices,
            "teams": teams,
            "asked": asked,
            "periods": period.CHOICES,
            "counted": counted,
            "is_empty": not any(stage.reached for stage in stages),
            "as_table": request.GET.get("view") == "table",
            "steps": _steps(stages, lists),
            "segments": drawing.segments(stages),
            "box": f"0 0 {drawing.STEP * len(stages)} {drawing.HEIGHT}",
            "tiles": _tiles(counted, lists, track=asked.track),
            "sentence": figures.sentence(stages),
            "rows": _rows(counted, lists),
            "total": _total(counted, lists, asked),
            "today": of_today(reader(request)),
            "tour": STEPS,
            "visitors": _visitors(asked) if VISITORS in request.GET else None,
            "may_count_visitors": asked.track == TRACK and VISITORS not in request.GET,
            **_fall(stages, lists, track=asked.track),
        },
    )


def _visitors(asked: Question) -> Visitors | None:
    """Those before the funnel of customers; nothing where there are none, or counting takes too long."""
    if asked.track != TRACK:
        return None
    try:
        with patience(LONGEST):
            found = visitors(asked.scope())
    except TookTooLong:
        return None
    return found if found and (found.counted or found.agreed) else None


def _steps(stages: tuple[StageCount, ...], lists: Lists) -> list[Step]:
    return [
        Step(
            stage,
            lists.reached(stage.key) if stage.reached is not None else "",
            lists.reached(stage.key, is_before=True) if stage.before is not None else "",
        )
        for stage in stages
    ]


def _tiles(counted: Overview, lists: Lists, *, track: str) -> list[figures.Figure]:
    made = figures.with_lists(figures.key_figures(counted.funnel.stages), lists, counted.course)
    if track != TRACK:
        return made
    waiting = insight.without_next_step(lists.origin)
    return [*made, figures.cost(counted), figures.waiting(waiting, lists)]


def _fall(stages: tuple[StageCount, ...], lists: Lists, *, track: str) -> dict[str, Any]:
    """The step that lost most, and how many before it have nothing planned."""
    fall = figures.steepest_fall(stages)
    if fall is None or track != TRACK:
        return {"fall": fall}
    stuck = insight.without_next_step(lists.origin, stage=fall.previous.key)
    return {
        "fall": fall,
        "stuck": stuck,
        "stuck_shown": figures.how_many_wait(stuck),
        "stuck_list": lists.without_next_step(fall.previous.key),
    }


def _rows(counted: Overview, lists: Lists) -> list[Row]:
    return [
        Row(
            origin,
            *(
                lists.reached(stage, channel=None if origin.campaign_id else origin.key, campaign=origin.campaign_id)
                for stage in ("lead", "mql", "customer")
            ),
        )
        for origin in counted.origins
    ]


def _total(counted: Overview, lists: Lists, asked: Question) -> Row:
    """The last row; not everybody came by a campaign, so no list stands behind the sum of campaigns."""
    origin = figures.total(counted.origins)
    if asked.by == "campaign":
        return Row(origin, "", "", "")
    return Row(origin, *(lists.reached(stage) for stage in ("lead", "mql", "customer")))
