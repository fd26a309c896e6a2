"""From which channel the addresses and pages before come that sites meet every day: a line of `origins.csv` each."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins.classifying import classify
from trichter.facts.timeline.origins.reading import link
from trichter.facts.timeline.origins.shipped import RULES

OWN = frozenset({"www.ahornwerk.example"})


def _lines() -> Iterator[dict[str, str]]:
    with (Path(__file__).parent / "origins.csv").open(encoding="utf-8", newline="") as table:
        yield from (line for line in csv.DictReader(table) if not line["url"].startswith("#"))


LINES = list(_lines())


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['url'].partition('/')[2]} {line['referrer']}")
def test_a_visit_comes_by_the_channel_that_its_link_and_the_page_before_tell(line: dict[str, str]) -> None:
    told = link(line["url"])
    origin = classify(told.utm, line["referrer"], clicks=told.clicks, own_hosts=OWN)
    assert (origin.channel, origin.campaign) == (line["channel"], line["campaign"]), origin.rule


def test_the_table_is_long_and_leaves_no_channel_of_the_web_out() -> None:
    assert len(LINES) >= 150
    offline = {Channel.WALK_IN, Channel.ADDRESS_LIST, Channel.IMPORT}
    assert {line["channel"] for line in LINES} == {str(one) for one in Channel if one not in offline}


def test_directly_came_only_who_says_nothing() -> None:
    for line in LINES:
        told = link(line["url"])
        direct = classify(told.utm, line["referrer"], clicks=told.clicks, own_hosts=OWN).channel is Channel.DIRECT
        assert not (direct and (told.clicks or "utm_campaign" in told.utm))


def test_each_rule_decides_a_line_of_the_table_or_names_what_is_never_a_link() -> None:
    deciding = set()
    for line in LINES:
        told = link(line["url"])
        deciding.add(classify(told.utm, line["referrer"], clicks=told.clicks, own_hosts=OWN).rule)
    offline = {"medium-walk-in", "medium-address-list", "medium-import", "medium-direct", "medium-assistant"}
    assert {rule.key for rule in RULES} - deciding == offline
