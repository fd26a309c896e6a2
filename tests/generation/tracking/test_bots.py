"""Who is a robot by what an agent says of itself: a line of `agents.csv` each."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from trichter.generation.tracking import bots


def _lines() -> Iterator[dict[str, str]]:
    with (Path(__file__).parent / "agents.csv").open(encoding="utf-8", newline="") as table:
        yield from (line for line in csv.DictReader(table) if not line["who"].startswith("#"))


LINES = list(_lines())


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["who"])
def test_an_agent_is_taken_for_what_it_is(line: dict[str, str]) -> None:
    assert (bots.reason(line["agent"], line["purpose"]) or "") == line["reason"], line["agent"]


def test_the_table_is_long_and_leaves_no_reason_out() -> None:
    assert len({line["agent"] for line in LINES if not line["reason"]}) >= 50
    assert len({line["agent"] for line in LINES if line["reason"]}) >= 100
    assert {line["reason"] for line in LINES} == {"", *bots.REASONS}


def test_a_very_long_agent_is_read_at_once() -> None:
    assert bots.reason("Mozilla/5.0 " + "(" * 50_000 + "a-" * 50_000) is None
    assert bots.reason(" " * 100_000) == bots.NAMELESS
