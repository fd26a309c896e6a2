"""Rules of channels are read, tried on an address, changed, moved, removed, and set back by a version."""

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from trichter.facts.house import journal
from trichter.facts.timeline.hits.models import Visit
from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins import versions
from trichter.facts.timeline.origins.shipped import RULES
from trichter.kernel import clock
from trichter.spine import longwork
from trichter.spine.models import Work

PAGE = "/einstellungen/kanaele/"
NEW = {
    "do": "add",
    "new-name": "Stadtwerke",
    "new-channel": "affiliate",
    "new-host": "stadtwerke.*\nsw-energie.example",
}


def trying(url: str, referrer: str = "") -> dict[str, str]:
    return {"do": "try", "try-url": url, "try-referrer": referrer}


def first() -> str:
    return versions.in_force().rules[0].key


def test_an_address_is_tried_and_the_page_says_which_rule_decided(administration: Client) -> None:
    url = "https://www.ahornwerk.example/?utm_source=google&utm_medium=cpc&utm_campaign=Herbst&gclid=Cj0K"
    answer = administration.post(PAGE, trying(url))
    tried = answer.context["tried"]
    assert (tried.origin.channel, tried.origin.campaign, tried.origin.rule) == (
        Channel.PAID_SEARCH,
        "Herbst",
        "medium-paid-search",
    )
    page = answer.content.decode()
    assert f"{PAGE}regel/medium-paid-search/" in page
    assert "<code>gclid</code>" in page
    assert "Cj0K" not in page.replace(f'value="{url.replace("&", "&amp;")}"', ""), "but where it was typed"


@pytest.mark.parametrize(
    ("referrer", "channel"),
    [("", "direct"), ("https://www.ahornwerk.example/preise", "direct"), ("https://www.heise.de/", "referral")],
)
def test_where_no_rule_fits_the_page_says_so(administration: Client, referrer: str, channel: str) -> None:
    tried = administration.post(PAGE, trying("https://www.ahornwerk.example/", referrer)).context["tried"]
    assert (tried.origin.channel, tried.rule) == (channel, "")


def test_a_partner_is_a_rule_that_is_asked_first(administration: Client) -> None:
    page = administration.post(PAGE, NEW | {"new-counts_for": "sw"}, follow=True).content.decode()
    rule = versions.in_force().rules[0]
    assert (rule.key, rule.channel, rule.counts_for) == ("stadtwerke", Channel.AFFILIATE, "sw")
    assert rule.host == ("stadtwerke.*", "sw-energie.example")
    assert "Stadtwerke" in page
    assert [deed.about for deed in journal.listing()] == ["Stadtwerke"]
    undo(administration, page)
    assert versions.in_force().rules == RULES


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"new-name": ""}, "id_new-name_error"),
        ({"new-channel": "smoke"}, "id_new-channel_error"),
        ({"new-host": "a*b*c*d*e"}, "id_new-host_error"),
        ({"new-host": ""}, 'role="alert"'),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(administration: Client, wrong: dict[str, str], beside: str) -> None:
    assert beside in administration.post(PAGE, NEW | wrong).content.decode()
    assert versions.versions() == []


def test_a_name_that_is_there_already_is_refused(administration: Client) -> None:
    administration.post(PAGE, NEW)
    assert "id_new-name_error" in administration.post(PAGE, NEW | {"new-host": "andere.example"}).content.decode()
    assert len(versions.versions()) == 1


def test_a_rule_that_came_with_us_is_changed_and_keeps_its_name_in_both_languages(administration: Client) -> None:
    form = administration.get(f"{PAGE}regel/host-chat/").context["form"]
    administration.post(f"{PAGE}regel/host-chat/", form.initial | {"channel": "social"})
    rule = versions.in_force().by_key["host-chat"]
    assert (rule.channel, rule.name) == (Channel.SOCIAL, "")
    undo(administration)
    assert versions.in_force().rules == RULES


def test_rules_are_asked_earlier_and_later(administration: Client) -> None:
    second = RULES[1].key
    administration.post(PAGE, {"do": "up", "one": second})
    assert first() == second
    administration.post(PAGE, {"do": "down", "one": second})
    assert first() == RULES[0].key
    assert versions.in_force().rules == RULES


def test_a_rule_that_was_removed_comes_back_to_its_place(administration: Client) -> None:
    administration.post(PAGE, {"do": "remove", "one": RULES[1].key})
    assert RULES[1].key not in versions.in_force().by_key
    undo(administration)
    assert versions.in_force().rules == RULES


def test_a_removed_rule_of_ours_is_listed_and_asked_again(administration: Client) -> None:
    administration.post(PAGE, {"do": "remove", "one": RULES[1].key})
    assert f'value="{RULES[1].key}"' in administration.get(PAGE).content.decode()
    administration.post(PAGE, {"do": "back", "one": RULES[1].key})
    assert versions.in_force().rules == RULES


def test_an_earlier_version_holds_again(administration: Client) -> None:
    administration.post(PAGE, NEW)
    administration.post(PAGE, {"do": "again", "one": "0"})
    assert versions.in_force().rules == RULES
    administration.post(PAGE, {"do": "again", "one": "1"})
    assert first() == "stadtwerke"


@pytest.mark.parametrize("press", [{"do": "remove", "one": "x"}, {"do": "again", "one": "77"}, {"do": "up"}])
def test_what_is_gone_is_said_to_be_gone(administration: Client, press: dict[str, str]) -> None:
    assert "toast-bad" in administration.post(PAGE, press, follow=True).content.decode()
    assert versions.versions() == []


def test_a_rule_that_nobody_knows_has_no_page(administration: Client) -> None:
    assert administration.get(f"{PAGE}regel/gibt-es-nicht/").status_code == 404


def test_past_visits_follow_only_the_version_that_one_has_seen(administration: Client) -> None:
    now = clock.now()
    at = {"began_at": now, "ended_at": now}
    Visit.objects.create(visitor="a", source_id=1, channel="referral", referrer="https://stadtwerke.de/", **at)
    administration.post(PAGE, NEW)
    would = administration.get(f"{PAGE}anwenden/").context["would"]
    assert (would.visits, would.changed, would.moves) == (1, 1, ((Channel.REFERRAL, Channel.AFFILIATE, 1),))
    administration.post(f"{PAGE}anwenden/", {"seen": "0"})
    assert not Work.objects.exists()
    page = administration.post(f"{PAGE}anwenden/", {"seen": str(would.version)}, follow=True)
    while longwork.advance():
        pass
    assert Visit.objects.get().channel == "affiliate"
    report = administration.get(page.redirect_chain[-1][0]).content.decode()
    assert "work.report" not in report
    assert Work.objects.get().report == {"visits": 1, "changed": 1}


def test_a_try_of_nothing_says_what_to_type(administration: Client) -> None:
    answer = administration.post(PAGE, trying(" "))
    assert answer.context["tried"] is None
    assert "Type an address, or the page before." in answer.context["trying"].errors["url"].data[0].message
