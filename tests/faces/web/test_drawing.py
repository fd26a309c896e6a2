"""The shape of the funnel."""

from itertools import pairwise

from trichter.faces.web.views import drawing
from trichter.insight.funnel import StageCount


def stages(*numbers: int | None) -> list[StageCount]:
    return [
        StageCount(key=f"s{i}", label="", glyph=i + 1, reached=n, rate=None, before=None, rate_before=None)
        for i, n in enumerate(numbers)
    ]


def test_the_design_s_numbers_give_the_design_s_curves() -> None:
    drawn = drawing.segments(stages(18640, 1398, 612, 236, 124, 58, 19, 5))
    first = "M1.2 1.0C12.5 1.0 25.0 1.0 50.0 1.0S87.5 5.3 98.8 9.6"
    last = "V76.6C787.5 76.6 775.0 76.6 750.0 76.6S712.5 78.8 701.2 81.1z"
    assert drawn[0].path.startswith(first)
    assert drawn[7].path.endswith(last)


def test_more_people_are_never_drawn_lower() -> None:
    tall = drawing.heights([8000, 8000, 842, 842, 10, 1, 0])
    assert all(left >= right for left, right in pairwise(tall))
    assert tall[0] == drawing.TALLEST


def test_one_person_and_nobody_can_still_be_drawn() -> None:
    one, nobody = drawing.heights([1, 0])
    assert one > nobody > 0


def test_what_was_not_measured_borrows_the_next_height_and_says_so() -> None:
    drawn = drawing.segments(stages(None, 100, 10))
    assert [segment.measured for segment in drawn] == [False, True, True]
    assert drawing.heights([None, 100, 10])[:2] == [drawing.TALLEST, drawing.TALLEST]
    assert drawing.heights([None]) == [drawing.NOBODY]
