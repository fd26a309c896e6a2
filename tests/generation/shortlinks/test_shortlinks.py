"""A short link leads where a colleague has said, says of which campaign it is, and is counted by days."""

import pytest
import time_machine
from django.test import Client

from tests.factories import day
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import NoSuchCampaign, declare_campaign
from trichter.facts.timeline.models import Channel
from trichter.facts.timeline.origins.classifying import classify
from trichter.facts.timeline.origins.parameters import prefilled, tagged
from trichter.facts.timeline.origins.reading import link
from trichter.generation.shortlinks import codes, queries, services
from trichter.generation.shortlinks.models import ShortLinkDay
from trichter.generation.shortlinks.queries import Listed

TARGET = "https://www.ahornwerk.example/messe?halle=7#plan"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> int:
    declare_campaign("messe-südwest", name="Messe Südwest", channel="event")
    return campaigns.listing()[0].id


def made(campaign: int, *, slug: str = "messe", source: str = "messe", medium: str = "event") -> Listed:
    return services.make(campaign, TARGET, source=source, medium=medium, content="stand", slug=slug)


@pytest.mark.parametrize("channel", list(Channel))
def test_whoever_comes_by_a_prefilled_link_comes_by_the_campaigns_channel_and_campaign(channel: Channel) -> None:
    source, medium = prefilled(channel)
    address = tagged(TARGET, queries.parameters("messe-südwest", source, medium))
    told = link(address)
    origin = classify(told.utm, "https://www.heise.de/", clicks=told.clicks)
    assert (origin.channel, origin.campaign) == (channel, "messe-südwest")


def test_parameters_take_the_place_of_those_that_the_page_had() -> None:
    assert tagged("https://a.example/?b=1&utm_source=alt#c", {"utm_source": "neu", "utm_content": " "}) == (
        "https://a.example/?b=1&utm_source=neu#c"
    )


def test_it_leads_to_the_page_with_its_parameters_and_no_cache_keeps_it(client: Client, fair: int) -> None:
    made(fair)
    answer = client.get("/l/messe", headers={"user-agent": FIREFOX})
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Location"] == (
        "https://www.ahornwerk.example/messe?halle=7&utm_source=messe&utm_medium=event"
        "&utm_campaign=messe-s%C3%BCdwest&utm_content=stand#plan"
    )
    assert not answer.cookies


def test_letters_of_all_languages_lead_where_a_browser_finds_them(client: Client, fair: int) -> None:
    services.make(fair, "https://müller.example/straße/日本?größe=ä%20b", source="a", medium="b", slug="m")
    assert (
        client.get("/l/m")
        .headers["Location"]
        .startswith(
            "https://xn--mller-kva.example/stra%C3%9Fe/%E6%97%A5%E6%9C%AC?gr%C3%B6%C3%9Fe=%C3%A4+b&utm_source=a"
        )
    )


@pytest.mark.parametrize(
    "said", ["?to=https://boese.example", "?next=//boese.example", "?url=https:boese.example", "?utm_source=x"]
)
def test_nothing_that_the_address_says_changes_where_it_leads(client: Client, fair: int, said: str) -> None:  # LAW 4.4
    leads_to = made(fair).address
    assert client.get(f"/l/messe{said}").headers["Location"] == leads_to


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "https:boese.example", "%2F%2Fboese.example", "messe%0d%0aX:1"])
def test_what_nobody_has_stored_leads_nowhere(client: Client, fair: int, slug: str) -> None:  # LAW 4.4
    made(fair)
    assert client.get(f"/l/{slug}").status_code == 404


def test_it_is_changed_by_nothing_but_a_get(client: Client, fair: int) -> None:
    made(fair)
    assert client.post("/l/messe").status_code == 405


@pytest.mark.parametrize(
    "target",
    [
        "", "messe", "/messe", "//boese.example", "javascript:alert(1)", "data:text/html,x", "ftp://a.example/",
        "https://", "https://a@boese.example/", "https://a.example\\@boese.example", "https://a.example/\r\nX: a",
        "https://a b.example/", "https://[", "https://a.example/" + "x" * 1_000,
    ],
)  # fmt: skip
def test_only_a_page_of_the_web_may_be_stored(fair: int, target: str) -> None:  # LAW 4.4
    with pytest.raises(services.NoTarget):
        services.make(fair, target, source="a", medium="b")


@pytest.mark.parametrize("slug", ["Messe", "a b", "-a", "a/b", "ü", "x" * 61])
def test_a_slug_is_what_one_can_type(fair: int, slug: str) -> None:
    with pytest.raises(services.BadSlug):
        made(fair, slug=slug)


def test_a_slug_is_given_once_and_by_itself_if_nobody_says_any(fair: int) -> None:
    made(fair)
    with pytest.raises(services.SlugTaken):
        made(fair)
    assert len(made(fair, slug="").slug) == 6


def test_a_link_belongs_to_a_campaign_that_is_there(fair: int) -> None:
    with pytest.raises(NoSuchCampaign):
        made(fair + 1)


def test_it_is_counted_by_days_and_for_humans_only(client: Client, fair: int) -> None:
    number = made(fair).id
    for hour in (1, 1, 25):
        with time_machine.travel(day(hour / 24), tick=False):
            client.get("/l/messe", headers={"user-agent": FIREFOX})
    client.head("/l/messe", headers={"user-agent": FIREFOX})
    client.get("/l/messe", headers={"user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"})
    client.get("/l/messe", headers={"user-agent": FIREFOX, "sec-purpose": "prefetch"})
    assert list(ShortLinkDay.objects.order_by("day").values_list("link_id", "clicks")) == [(number, 2), (number, 1)]
    assert queries.listed(fair)[0].clicks == 3


def test_of_whoever_follows_it_nothing_is_kept() -> None:  # LAW 5.1
    assert {field.name for field in ShortLinkDay._meta.get_fields()} == {"pk", "link_id", "day", "clicks"}


def test_a_closed_link_leads_nowhere_until_it_is_opened_again(client: Client, fair: int) -> None:
    number = made(fair).id
    services.close(number)
    assert client.get("/l/messe").status_code == 404
    with pytest.raises(services.NoSuchLink):
        services.close(number)
    services.reopen(number)
    assert client.get("/l/messe").status_code == 302


def test_open_links_stand_before_closed_ones(fair: int) -> None:
    first, second = made(fair, slug="a"), made(fair, slug="b")
    services.close(second.id)
    assert [one.slug for one in queries.listed(fair)] == [first.slug, second.slug]


def test_a_link_says_if_it_counts_for_another_channel(fair: int) -> None:
    assert made(fair).channel is Channel.EVENT
    assert made(fair, slug="b", medium="email").channel is Channel.EMAIL


def test_its_code_is_drawn_for_print_and_as_a_picture() -> None:
    address = "https://trichter.example/l/messe"
    assert codes.svg(address).startswith(b"<svg")
    assert codes.png(address).startswith(b"\x89PNG\r\n")
    assert codes.svg(address) != codes.svg(f"{address}x")
