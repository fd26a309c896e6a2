"""Erasure finds a person in a line however it is spelled."""

import pytest

from trichter.generation.imports.naming import Person

ANNA = Person(
    ["anna@müller.example", "Anna@Müller.example", "+4940123456", "040 123456", "erp:K17", "K17", "Anna Müller"]
)


@pytest.mark.parametrize(
    "cells",
    [
        ["ANNA@MÜLLER.EXAMPLE", ""],
        ["write to anna@müller.example, please"],
        ["anna @müller.example"],
        ["x", "0049 (0)40 12 34 56"],
        ["040/123456"],
        ["49-40-123456"],
        ["k17"],
        ["Müller", "Anna"],
        ["Mueller, Anna"],
        ["Dr. anna  MÜLLER"],
    ],
)
def test_a_line_that_names_her_is_found(cells: list[str]) -> None:
    assert ANNA.is_named_in(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["bernd@müller.example"],
        ["Anna", "Schmidt"],
        ["Müller", "Bernd"],
        ["040 123457"],
        ["K170"],
        ["17"],
        [""],
        ["hannah.mueller"],
    ],
)
def test_a_line_about_somebody_else_stays(cells: list[str]) -> None:
    assert not ANNA.is_named_in(cells)
