"""The shape of the funnel as curves, on a logarithmic scale: five promoters stay visible beside thousands.

Beside it the small lines below a number, that show its course.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from trichter.insight.funnel import StageCount

STEP = 100  # width of a stage
HEIGHT = 132
TALLEST = HEIGHT - 2
LEAST = 4.0  # one person, whose logarithm is nothing
NOBODY = 1.0
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
        Segment(
            stage.glyph, _path(index * STEP, borders[index], tops[index], borders[index + 1]), stage.reached is not None
        )
        for index, stage in enumerate(stages)
    )


def heights(numbers: Sequence[int | None]) -> list[float]:
    """The height of each stage; one that was not measured is as tall as the next that was."""
    scale = TALLEST / log10(max(10, *(number or 0 for number in numbers)))
    found: list[float] = []
    for number in reversed(numbers):
        found.append((found or [NOBODY])[-1] if number is None else _height(number, scale))
    return found[::-1]


def _height(number: int, scale: float) -> float:
    return max(LEAST, scale * log10(number)) if number else NOBODY


def _path(x: float, left: float, top: float, right: float) -> str:
    """One stage, from the border on its left over its own height to the border on its right, and back, mirrored."""
    start, bend, quarter, middle = x + GAP, x + STEP / 8, x + STEP / 4, x + STEP / 2
    end, last_bend, last_quarter = x + STEP - GAP, x + STEP * 7 / 8, x + STEP * 3 / 4
    rise, fall = (left + top) / 2, (top + right) / 2
    return (
        f"M{start:.1f} {left:.1f}C{bend:.1f} {rise:.1f} {quarter:.1f} {top:.1f} {middle:.1f} {top:.1f}"
        f"S{last_bend:.1f} {fall:.1f} {end:.1f} {right:.1f}V{HEIGHT - right:.1f}"
        f"C{last_bend:.1f} {HEIGHT - fall:.1f} {last_quarter:.1f} {HEIGHT - top:.1f} {middle:.1f} {HEIGHT - top:.1f}"
        f"S{bend:.1f} {HEIGHT - rise:.1f} {start:.1f} {HEIGHT - left:.1f}z"
    )


@dataclass(frozen=True)
class Spark:
    """The course of a number through a period, and through the one before, within a box of 100 by `LOW`."""

    line: str
    area: str
    before: str


LOW = 28
_MARGIN = 2


def spark(now: Sequence[float], before: Sequence[float]) -> Spark:
    """Both on one scale, from nothing to the highest of all."""
    highest = max(*now, *before) or 1
    line, earlier = (_line(numbers, highest) for numbers in (now, before))
    return Spark(line, f"{line} L100 {LOW} L0 {LOW}z", earlier)


def _line(numbers: Sequence[float], highest: float) -> str:
    step = 100 / (len(numbers) - 1)
    room = LOW - 2 * _MARGIN
    heights = (LOW - _MARGIN - room * number / highest for number in numbers)
    return "M" + " L".join(f"{place * step:.1f} {height:.1f}" for place, height in enumerate(heights))
