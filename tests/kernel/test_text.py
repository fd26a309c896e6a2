"""Names sort and are found as Germans expect, and texts lose what no database takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trichter.kernel.bulk import json
from trichter.kernel.text import fold, storable


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Größe É", "groesse e"),
        ("  Müller-Lüdenscheidt \t GmbH\n", "mueller-luedenscheidt gmbh"),
        ("Mu\u0308ller", "mueller"),  # the same letter in two code points
        ("MÜLLER", "mueller"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Đặng", "dang"),
        ("Ærø", "aero"),
        ("İstanbul", "istanbul"),
        ("Œuvre", "oeuvre"),
        ("Ⅻ ᴬ", "xii a"),
        ("Ǿ", "o"),
        ("", ""),
        ("李", "李"),
    ],
)
def test_a_name_is_folded(given: str, folded: str) -> None:
    assert fold(given) == folded


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text() | st.characters())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


ANYTHING = st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(ANYTHING)
def test_whatever_is_storable_can_be_encoded_and_holds_no_nul(value: object) -> None:
    assert "\\u0000" not in json(storable(value))


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("grün 🙂", "grün 🙂"),
        ({"k\x00": ["\udfff", ("x\x00",), 3, None, True]}, {"k": ["", ["x"], 3, None, True]}),
    ],
)
def test_what_no_database_takes_is_left_out(given: object, stored: object) -> None:
    assert storable(given) == stored
