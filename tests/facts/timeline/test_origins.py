"""A house's own rules of channels: their order, what they compare, their versions, and what a later release adds."""

import pytest
from django.db import DatabaseError, connection, transaction
from pydantic import ValidationError

from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import content, versions
from trichter.facts.timeline.origins.classifying import Origin, classify
from trichter.facts.timeline.origins.content import Rule, Rules
from trichter.facts.timeline.origins.patterns import NoPattern, checked
from trichter.facts.timeline.origins.reading import link
from trichter.facts.timeline.origins.shipped import LABELS, RULES, SHIPPED, label


def rule(key: str, channel: str = "affiliate", **asks: object) -> Rule:
    return Rule.model_validate({"key": key, "channel": channel, **asks})


PARTNER = rule("partner", name="Stadtwerke", host=["stadtwerke.*"], counts_for="stadtwerke")


def test_the_first_rule_that_fits_decides_and_is_named() -> None:
    rules = Rules((rule("a", "pr", host=["heise.de"]), rule("b", "display", host=["*"])))
    assert classify({}, "https://www.heise.de/news", rules=rules) == Origin(Channel.PR, "", "a")
    assert classify({}, "golem.de/", rules=rules) == Origin(Channel.DISPLAY, "", "b")


def test_a_rule_asks_for_all_of_its_parts_and_of_each_for_one_pattern() -> None:
    rules = Rules((rule("a", "pr", medium=["cpc", "ppc"], source=["heise"]),))
    assert classify({"utm_medium": "PPC", "utm_source": "heise.de"}, rules=rules).rule == "a"
    assert classify({"utm_medium": "ppc", "utm_source": "golem"}, rules=rules).rule == ""
    assert classify({"utm_source": "heise"}, rules=rules).rule == ""


def test_a_partner_by_its_site_brings_visits_of_its_campaign_unless_the_link_names_one() -> None:
    rules = Rules((PARTNER, *RULES))
    assert classify({}, "https://shop.stadtwerke.de/", rules=rules) == Origin(
        Channel.AFFILIATE, "stadtwerke", "partner"
    )
    assert classify({"utm_campaign": "herbst"}, "stadtwerke.at/", rules=rules).campaign == "herbst"


def test_without_any_rule_only_who_says_nothing_came_directly() -> None:
    none = Rules(())
    assert classify({}, rules=none).channel is Channel.DIRECT
    assert classify({}, "heise.de/", rules=none).channel is Channel.REFERRAL
    assert classify({"utm_campaign": "herbst"}, rules=none).channel is Channel.OTHER


def test_own_pages_are_no_origin_with_or_without_www() -> None:
    for own in ("ahornwerk.example", "www.ahornwerk.example", "AHORNWERK.example"):
        assert classify({}, "www.ahornwerk.example/preise", own_hosts=frozenset({own})).channel is Channel.DIRECT


def test_a_site_with_umlauts_is_the_same_in_both_spellings() -> None:
    rules = Rules((rule("a", host=["Müller.de"]),))
    assert {classify({}, f"https://{host}/", rules=rules).rule for host in ("müller.de", "xn--mller-kva.de")} == {"a"}


def test_a_path_below_a_host_can_be_asked_for() -> None:
    rules = Rules((rule("a", host=["verband.example/mitglieder"]),))
    assert classify({}, "https://verband.example/mitglieder/liste", rules=rules).rule == "a"
    assert classify({}, "https://verband.example/presse", rules=rules).rule == ""


@pytest.mark.parametrize("pattern", ["", "  ", "a*b*c*d*e", "x" * 121])
def test_a_pattern_that_says_nothing_or_too_much_is_refused(pattern: str) -> None:
    with pytest.raises(NoPattern):
        checked(pattern)


def test_a_rule_that_asks_nothing_is_none() -> None:
    with pytest.raises(ValidationError):
        rule("a")


def test_of_click_ids_the_names_are_read_and_never_the_values() -> None:  # LAW 5.4
    told = link("https://www.ahornwerk.example/?gclid=Cj0KCQiA1ZGc&fbclid=IwAR2x")
    assert (dict(told.utm), told.clicks) == ({}, ("gclid", "fbclid"))


def test_each_rule_that_comes_with_us_has_a_name_and_a_key_of_its_own() -> None:
    assert len(LABELS) == len(RULES)
    assert all(label(one) for one in RULES)


def test_a_version_holds_only_what_differs() -> None:
    without = tuple(one for one in RULES if one.key != "host-chat")
    told = content.changes((PARTNER, *without), RULES)
    assert (told.rules[0], told.rules[1], told.without) == (PARTNER, RULES[0].key, ("host-chat",))
    assert content.effective(told, RULES) == (PARTNER, *without)


def test_what_a_later_release_brings_stands_behind_the_rule_that_it_followed() -> None:
    told = content.changes((PARTNER, *RULES), RULES)
    new = rule("new", host=["neu.example"])
    place = len(RULES) - 1
    later = (*RULES[:place], new, *RULES[place:])
    assert content.effective(told, later) == (PARTNER, *later)


def test_a_rule_that_the_house_has_changed_stays_as_it_is_in_a_later_release() -> None:
    ours = RULES[3].model_copy(update={"channel": Channel.OTHER})
    told = content.changes((*RULES[:3], ours, *RULES[4:]), RULES)
    assert content.effective(told, RULES)[3] == ours


@pytest.mark.django_db
def test_what_comes_with_us_holds_until_the_house_says_otherwise() -> None:
    assert versions.in_force() is SHIPPED
    versions.keep(PARTNER)
    assert classify({}, "stadtwerke.de/", rules=versions.in_force()).rule == "partner"


@pytest.mark.django_db
def test_rules_are_added_changed_moved_and_removed_each_by_a_version_more() -> None:
    versions.keep(PARTNER, by=1)
    versions.keep(PARTNER.model_copy(update={"channel": Channel.REFERRAL}), by=1)
    versions.move("partner", up=False, by=1)
    assert [one.key for one in versions.in_force().rules[:2]] == [RULES[0].key, "partner"]
    assert versions.in_force().by_key["partner"].channel is Channel.REFERRAL
    versions.remove("partner", by=1)
    assert versions.in_force().rules == RULES
    assert [one.version for one in versions.versions()] == [4, 3, 2, 1]
    versions.use_again(1, by=2)
    assert versions.in_force().rules == (PARTNER, *RULES)
    versions.use_again(0)
    assert versions.in_force().rules == RULES


@pytest.mark.django_db
def test_a_removed_rule_of_ours_is_asked_again_where_it_stood() -> None:
    versions.keep(PARTNER)
    versions.remove(RULES[4].key)
    versions.remove(RULES[5].key)
    assert versions.removed() == [RULES[4], RULES[5]]
    versions.bring_back(RULES[5].key)
    assert versions.in_force().rules == (PARTNER, *RULES[:4], *RULES[5:])
    with pytest.raises(versions.NoSuchRule):
        versions.bring_back(RULES[5].key)


@pytest.mark.django_db
def test_who_changes_what_somebody_else_has_changed_meanwhile_is_told() -> None:
    versions.publish(RULES, seen=0)
    with pytest.raises(versions.OriginsChanged):
        versions.publish(RULES[1:], seen=0)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda: versions.remove("x"), lambda: versions.move("x", up=True)])
def test_a_rule_that_is_gone_cannot_be_changed(change: object) -> None:
    with pytest.raises(versions.NoSuchRule):
        change()  # type: ignore[operator]


@pytest.mark.django_db
def test_no_version_ever_changes() -> None:
    versions.publish(RULES)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE timeline_originrules SET version = 7")
