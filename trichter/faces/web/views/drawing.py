"""The shape of the funnel as curves: heights on a logarithmic scale, so that five promoters stay visible beside thousands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from trichter.insight.funnel import StageCount

STEP = 100  # width of a stage
HEIGHT = 132
TALLEST = HEIGHT - 2
LEAST = 2.0  # nobody is still drawn as a line
GAP = 1.2  # half of the space between two stages


@dataclass(frozen=True)
class Segment:
    """One stage of the drawing; `measured` is false where no number exists and the height is only borrowed."""

    glyph: int
    path: str
    measured: bool


def segments(stages: Sequence[StageCount]) -> tuple[Segment, ...]:
    """The curves of the stages, left to right, within a box of `STEP` by `HEIGHT` each."""
    tops = [(HEIGHT - height) / 2 for height in heights([stage.reached for stage in stages])]
    borders = [tops[0], *((left + right) / 2 for left, right in pairwise(tops)), tops[-1]]
    return tuple(
        Segment(stage.glyph, _path(index * STEP, borders[index], tops[index], borders[index + 1]), stage.reached is not None)
        for index, stage in enumerate(stages)
    )


def heights(numbers: Sequence[int | None]) -> list[float]:
    """The height of each stage; one that was not measured is as tall as the next that was."""
    scale = TALLEST / log10(max(10, *(number or 0 for number in numbers)))
    found: list[float] = []
    for number in reversed(numbers):
        found.append((found or [LEAST])[-1] if number is None else max(LEAST, scale * log10(max(1, number))))
    return found[::-1]


def _path(x: float, left: float, top: float, right: float) -> str:
    """One stage: from the border on its left over its own height to the border on its right, and back below, mirrored."""
    start, bend, middle, end = x + GAP, x + STEP / 8, x + STEP / 2, x + STEP - GAP
    above = (
        f"M{start:.1f} {left:.1f}C{bend:.1f} {(left + top) / 2:.1f} {x + STEP / 4:.1f} {top:.1f} {middle:.1f} {top:.1f}"
        f"S{x + STEP - STEP / 8:.1f} {(top + right) / 2:.1f} {end:.1f} {right:.1f}"
    )
    low_left, low_top, low_right = HEIGHT - left, HEIGHT - top, HEIGHT - right
    below = (
        f"V{low_right:.1f}C{x + STEP - STEP / 8:.1f} {(low_right + low_top) / 2:.1f} {x + STEP * 3 / 4:.1f} {low_top:.1f}"
        f" {middle:.1f} {low_top:.1f}S{bend:.1f} {(low_left + low_top) / 2:.1f} {start:.1f} {low_left:.1f}z"
    )
    return above + below
