"""The formula of WCAG, and a colour that gives way until it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trichter.facts.house.colours import contrast, lightened, mixed, readable

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, found: float) -> None:  # LAW 4.6
    assert round(contrast(one, other), 2) == found
    assert contrast(one, other) == contrast(other, one)


@given(colours)
def test_any_colour_becomes_readable_on_white_and_on_black(colour: str) -> None:  # LAW 4.6
    assert contrast(readable(colour, on="#ffffff", towards="#000000"), "#ffffff") >= 4.5
    assert contrast(readable(colour, on="#000000", towards="#ffffff"), "#000000") >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#036b84", on="#ffffff", towards="#000000") == "#036b84"


def test_mixing_goes_all_the_way() -> None:
    assert mixed("#204060", "#ffffff", 0) == "#204060"
    assert mixed("#204060", "#ffffff", 1) == "#ffffff"


@given(colours)
def test_any_colour_becomes_bright_enough_for_the_dark(colour: str) -> None:  # LAW 4.6
    assert contrast(lightened(colour, on="#1e2126"), "#1e2126") >= 4.5


def test_a_brighter_colour_keeps_its_hue() -> None:
    assert lightened("#7a0000", on="#000000", least=6) == "#ff4545"
