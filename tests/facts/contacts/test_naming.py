"""Erasure finds a person in a line however it is spelled, and never takes somebody else for them."""

import pytest

from trichter.facts.contacts.naming import Person
from trichter.kernel.persons import KnownAs

ANNA = Person(
    KnownAs(
        emails=frozenset({"anna@müller.example"}),
        phones=frozenset({"+4940123456"}),
        ids=frozenset({"K17", "17"}),
        names=frozenset({("Anna", "Müller"), ("Anna", "von der Heide")}),
    )
)


@pytest.mark.parametrize(
    "cells",
    [
        ["ANNA@MÜLLER.EXAMPLE", ""],
        ["write to <anna@müller.example>, please"],
        ["It was anna@müller.example."],
        ["anna @müller.example"],
        ["x", "0049 (0)40 12 34 56"],
        ["040/123456"],
        ["49-40-123456"],
        ["Tel. +49 40 123456 (mornings)"],
        ["k17"],
        ["Müller", "Anna"],
        ["Mueller, Anna"],
        ["Dr. anna  MÜLLER"],
        ["Heide", "Anna von der Heide"],
    ],
)
def test_a_line_that_names_her_is_found(cells: list[str]) -> None:
    # LAW 1.12
    assert ANNA.is_named_in(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["bernd@müller.example"],
        ["johanna@müller.example"],
        ["anna@müller.example.org"],
        ["Anna", "Schmidt"],
        ["Müller", "Bernd"],
        ["Müller"],
        ["Anna"],
        ["Anna Schmidt, Bernd Müller"],
        ["Johanna Müllerin"],
        ["040 123457"],
        ["040 1234567"],
        ["K170"],
        ["17"],
        [""],
        ["hannah.mueller"],
    ],
)
def test_a_line_about_somebody_else_stays(cells: list[str]) -> None:
    assert not ANNA.is_named_in(cells)


@pytest.mark.parametrize("name", [("", "@gmail"), ("", "com"), ("@gmail", "com"), ("a", "b"), ("-", "@")])
def test_who_is_called_like_a_part_of_an_address_names_nobody_else(name: tuple[str, str]) -> None:
    person = Person(KnownAs(names=frozenset({name})))
    assert not person.is_named_in(["kunde1@gmail.com", "Meier", "a-b c"])
