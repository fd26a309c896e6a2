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
    assert (
        drawn[0].path
        == "M1.2 1.0C12.5 1.0 25.0 1.0 50.0 1.0S87.5 5.3 98.8 9.6V122.4C87.5 126.7 75.0 131.0 50.0 131.0S12.5 131.0 1.2 131.0z"
    )
    assert (
        drawn[7].path
        == "M701.2 50.9C712.5 53.2 725.0 55.4 750.0 55.4S787.5 55.4 798.8 55.4V76.6C787.5 76.6 775.0 76.6 750.0 76.6S712.5 78.8 701.2 81.1z"
    )


def test_more_people_are_never_drawn_lower() -> None:
    tall = drawing.heights([8000, 8000, 842, 842, 10, 1, 0])
    assert all(left >= right for left, right in pairwise(tall))
    assert tall[0] == drawing.TALLEST


def test_one_person_and_nobody_can_still_be_drawn() -> None:
    assert drawing.heights([1, 0]) == [drawing.LEAST, drawing.LEAST]
    assert drawing.heights([0]) == [drawing.LEAST]


def test_what_was_not_measured_borrows_the_next_height_and_says_so() -> None:
    drawn = drawing.segments(stages(None, 100, 10))
    assert [segment.measured for segment in drawn] == [False, True, True]
    assert drawing.heights([None, 100, 10])[:2] == [drawing.TALLEST, drawing.TALLEST]
    assert drawing.heights([None]) == [drawing.LEAST]
