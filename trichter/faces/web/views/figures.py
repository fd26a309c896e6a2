"""What the funnel says in single numbers and in one sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from trichter.faces.web.templatetags.formats import count, euros, percent, points
from trichter.faces.web.views import drawing
from trichter.faces.web.views.behind import Lists
from trichter.insight.funnel import StageCount
from trichter.insight.overview import MOST_WAITING, Origin, Overview

WORTH_SAYING = 0.02  # a rate that fell by two percentage points
ENOUGH = 30  # of fewer people in the stage before, a rate says little
Course = Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True)
class Figure:
    """One number of the strip on top, with its change to the period before; `direction` is its sign.

    `stage` is the stage that it counts; `href` and `before_href` lead to the people behind the numbers.
    """

    label: str
    value: str
    before: str | None
    change: str
    direction: float
    stage: str = ""
    href: str = ""
    before_href: str = ""
    is_better_less: bool = False
    spark: drawing.Spark | None = None
    note: str = ""


def key_figures(stages: Sequence[StageCount]) -> list[Figure]:
    """New leads, their way to MQL and the customers won, as far as the track has these stages."""
    by_key = {stage.key: stage for stage in stages}
    made = (
        _number(_("New leads"), by_key.get("lead")),
        _rate(_("Lead to MQL"), by_key.get("mql")),
        _number(_("Customers won"), by_key.get("customer")),
    )
    return [figure for figure in made if figure]


def with_lists(made: Iterable[Figure], lists: Lists, course: Course) -> list[Figure]:
    """The same figures, leading to the people behind them, with their course through the period."""
    return [
        replace(
            figure,
            href=lists.reached(figure.stage),
            before_href=lists.reached(figure.stage, is_before=True) if figure.before is not None else "",
            spark=_spark(figure, course),
        )
        for figure in made
    ]


def cost(counted: Overview) -> Figure:
    """What a lead cost, as far as costs were noted; less is better."""
    lead = next((stage for stage in counted.funnel.stages if stage.key == "lead"), None)
    now = _each(counted.cents, lead.reached if lead else None)
    before = _each(counted.cents_before, lead.before if lead else None)
    figure = Figure(_("Cost per lead"), euros(now), None, "", 0, is_better_less=True)
    if now is None or before is None:
        return figure
    return replace(figure, before=euros(before), change=percent(abs(now - before) / before), direction=now - before)


def waiting(number: int, lists: Lists) -> Figure:
    """Open leads for whom nothing is planned: as of now, whatever the period."""
    return Figure(
        _("Without next step"),
        how_many_wait(number),
        None,
        "",
        0,
        href=lists.without_next_step(),
        note=_("open leads, as of now"),
    )


def how_many_wait(number: int) -> str:
    """Of those for whom nothing is planned no more than `MOST_WAITING` are counted."""
    return count(number) if number < MOST_WAITING else f"{count(MOST_WAITING)}+"


def _each(cents: int | None, people: int | None) -> int | None:
    return round(cents / people) if cents and people else None


def _spark(figure: Figure, course: Course) -> drawing.Spark | None:
    if figure.before is None or figure.stage not in course:
        return None
    now, before = course[figure.stage]
    if figure.stage == "mql":
        leads = course.get("lead", ((), ()))
        return drawing.spark(_shares(now, leads[0]), _shares(before, leads[1]))
    return drawing.spark(now, before)


def _shares(some: Sequence[int], of: Sequence[int]) -> list[float]:
    return [part / whole if whole else 0 for part, whole in zip(some, of, strict=True)]


def _number(label: str, stage: StageCount | None) -> Figure | None:
    if stage is None:
        return None
    if stage.before is None or stage.reached is None:
        return Figure(label, count(stage.reached), None, "", 0, stage.key)
    difference = stage.reached - stage.before
    change = percent(abs(difference) / stage.before) if stage.before else count(difference)
    return Figure(label, count(stage.reached), count(stage.before), change, difference, stage.key)


def _rate(label: str, stage: StageCount | None) -> Figure | None:
    if stage is None:
        return None
    if stage.rate is None or stage.rate_before is None:
        return Figure(label, percent(stage.rate), None, "", 0, stage.key)
    difference = stage.rate - stage.rate_before
    return Figure(label, percent(stage.rate), percent(stage.rate_before), points(difference), difference, stage.key)


def sentence(stages: Sequence[StageCount]) -> str:
    """The drawing for those who do not see it."""
    return _("Funnel: %(stages)s") % {"stages": ", ".join(f"{stage.label} {count(stage.reached)}" for stage in stages)}


class Fall(NamedTuple):
    """The step of the funnel whose rate fell most."""

    stage: StageCount
    previous: StageCount


def steepest_fall(stages: Sequence[StageCount]) -> Fall | None:
    """The step that lost most against the period before, if that is worth saying."""
    falls = [
        (stage.rate_before - stage.rate, Fall(stage, previous))
        for previous, stage in pairwise(stages)
        if stage.rate is not None and stage.rate_before is not None
        if min(previous.reached or 0, previous.before or 0) >= ENOUGH
    ]
    depth, fall = max(falls, key=lambda found: found[0], default=(0.0, None))
    return fall if depth >= WORTH_SAYING else None


def total(origins: Sequence[Origin]) -> Origin:
    """The last row of the table."""
    cents = [origin.cents for origin in origins if origin.cents is not None]
    return Origin(
        key="",
        label=_("Total"),
        leads=sum(origin.leads for origin in origins),
        mql=sum(origin.mql for origin in origins),
        customers=sum(origin.customers for origin in origins),
        cents=sum(cents) if cents else None,
    )
