"""What the funnel says in single numbers and in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from trichter.faces.web.templatetags.formats import count, percent, points
from trichter.insight.funnel import ChannelRow, StageCount

WORTH_SAYING = 0.02  # a rate that fell by two percentage points
ENOUGH = 30  # of fewer people in the stage before, a rate says little


@dataclass(frozen=True)
class Figure:
    """One number of the strip on top, with its change to the period before; `direction` is its sign."""

    label: str
    value: str
    before: str | None
    change: str
    direction: float


def key_figures(stages: Sequence[StageCount]) -> list[Figure]:
    """New leads, their way to MQL and the customers won, as far as the track has these stages."""
    by_key = {stage.key: stage for stage in stages}
    made = (
        _number(_("New leads"), by_key.get("lead")),
        _rate(_("Lead to MQL"), by_key.get("mql")),
        _number(_("Customers won"), by_key.get("customer")),
    )
    return [figure for figure in made if figure]


def _number(label: str, stage: StageCount | None) -> Figure | None:
    if stage is None:
        return None
    if stage.before is None or stage.reached is None:
        return Figure(label, count(stage.reached), None, "", 0)
    difference = stage.reached - stage.before
    change = percent(abs(difference) / stage.before) if stage.before else count(difference)
    return Figure(label, count(stage.reached), count(stage.before), change, difference)


def _rate(label: str, stage: StageCount | None) -> Figure | None:
    if stage is None:
        return None
    if stage.rate is None or stage.rate_before is None:
        return Figure(label, percent(stage.rate), None, "", 0)
    difference = stage.rate - stage.rate_before
    return Figure(label, percent(stage.rate), percent(stage.rate_before), points(difference), difference)


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


def total(channels: Sequence[ChannelRow]) -> ChannelRow:
    """The last row of the table."""
    return ChannelRow(
        key="",
        label=_("Total"),
        leads=sum(row.leads for row in channels),
        mql=sum(row.mql for row in channels),
        customers=sum(row.customers for row in channels),
    )
