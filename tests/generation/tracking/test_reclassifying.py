"""Past visits are asked once more by the rules that hold now, in batches, and each only where it differs."""

import pytest

from tests.generation.tracking.visitors import site
from trichter.facts.timeline.hits.models import Visit
from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import versions
from trichter.facts.timeline.origins.content import Rule
from trichter.generation.tracking import reclassifying
from trichter.kernel import clock
from trichter.spine import longwork

pytestmark = pytest.mark.django_db
PARTNER = Rule.model_validate({"key": "p", "channel": "affiliate", "host": ["stadtwerke.*"], "counts_for": "sw"})


def visit(channel: str, referrer: str = "", campaign: str = "", **utm: str) -> int:
    now, told = clock.now(), {"channel": channel, "referrer": referrer, "campaign": campaign}
    row = Visit.objects.create(visitor="a", source_id=site_number(), began_at=now, ended_at=now, utm=utm, **told)
    return row.pk


def site_number() -> int:
    known = Visit.objects.values_list("source_id", flat=True).first()
    return known or site().id


def run() -> None:
    reclassifying.start(seen=versions.in_force().version, by=None)
    while longwork.advance():
        pass


def test_a_visit_follows_a_new_rule_with_its_campaign() -> None:
    number = visit("referral", "https://www.stadtwerke.de/energie")
    versions.keep(PARTNER)
    assert reclassifying.preview().moves == ((Channel.REFERRAL, Channel.AFFILIATE, 1),)
    run()
    assert Visit.objects.values_list("channel", "campaign").get(pk=number) == ("affiliate", "sw")
    assert reclassifying.preview().changed == 0


def test_the_name_of_a_click_id_is_asked_too() -> None:
    number = visit("search", "https://www.google.de/", click="gclid")
    run()
    assert Visit.objects.get(pk=number).channel == "paid_search"


def test_a_page_of_the_same_site_stays_no_page_before() -> None:
    same, elsewhere = (
        visit("direct", "https://www.ahornwerk.example/a"),
        visit("direct", "https://shop.ahornwerk.example/a"),
    )
    run()
    assert [Visit.objects.get(pk=number).channel for number in (same, elsewhere)] == ["direct", "direct"]


def test_batches_are_asked_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reclassifying, "CHUNK", 2)
    for _each in range(5):
        visit("referral", "https://chatgpt.com/")
    run()
    assert set(Visit.objects.values_list("channel", flat=True)) == {"assistant"}


def test_only_the_version_starts_that_was_seen() -> None:
    versions.keep(PARTNER)
    with pytest.raises(versions.OriginsChanged):
        reclassifying.start(seen=0, by=None)
