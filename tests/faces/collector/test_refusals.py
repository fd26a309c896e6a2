"""What is refused is counted by site, in batches and within bounds: a flood is no load and leaves no rows."""

import pytest

from tests.faces.cli.installations import wait
from tests.faces.collector.tracked import Tracked
from trichter.facts.timeline.hits.refusals import MOST_HOSTS

REFUSED = "SELECT coalesce(sum(many), 0)::int FROM hits_refusal WHERE host = %s AND source_id = %s"
HOSTS = "SELECT count(*) FROM hits_refusal WHERE source_id = %s"
ALL = "SELECT coalesce(sum(many), 0)::int FROM hits_refusal WHERE source_id = %s"


def refused(trichter: Tracked, key: str, host: str) -> int:
    return trichter.send("/t/e", {"k": key, "e": []}, Origin=f"https://{host}").status


def test_foreign_sites_and_unknown_keys_are_counted_by_their_site(trichter: Tracked) -> None:
    number, key = trichter.source("www.ahornwerk.example")
    assert {refused(trichter, key, "shop.ahornwerk.example") for _time in range(3)} == {403}
    assert refused(trichter, "0" * 24, "www.ahornwerk.example") == 401
    wait(lambda: trichter.number(REFUSED, "shop.ahornwerk.example", number) == 3, "foreign sites are counted")
    wait(lambda: trichter.number(REFUSED, "www.ahornwerk.example", 0) == 1, "keys of nobody are counted")


def test_a_flood_of_names_leaves_a_bounded_number_of_rows_and_hides_none_seen_before(trichter: Tracked) -> None:
    number, key = trichter.source("www.ahornwerk.example")
    refused(trichter, key, "shop.ahornwerk.example")
    wait(lambda: trichter.number(ALL, number) == 1, "the first is written")
    for one in range(MOST_HOSTS + 20):
        refused(trichter, key, f"a{one}.example")
    refused(trichter, key, "shop.ahornwerk.example")
    wait(lambda: trichter.number(ALL, number) == MOST_HOSTS + 22, "all are counted")
    assert trichter.number(HOSTS, number) <= MOST_HOSTS + 1
    assert trichter.number(REFUSED, "shop.ahornwerk.example", number) == 2


@pytest.mark.parametrize("host", ["anna@firma.example", "x" * 254, "a b"])
def test_what_is_no_name_of_a_host_is_not_kept(trichter: Tracked, host: str) -> None:
    number, key = trichter.source("www.ahornwerk.example")
    refused(trichter, key, host)
    wait(lambda: trichter.number(REFUSED, "", number) == 1, "it is counted")
    assert trichter.number(HOSTS, number) == 1
