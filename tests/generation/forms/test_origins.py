"""Where visitors come from: each line of the tables, told by a link or a page as they are found."""

import pytest

from trichter.facts.timeline.models import Channel
from trichter.generation.forms.origins import bare, brought, campaign_of, carried, channel_of, utm_of

OWN = frozenset({"info.ahornwerk.example", "ahornwerk.example"})


@pytest.mark.parametrize(
    ("medium", "source", "channel"),
    [
        ("cpc", "google", Channel.PAID_SEARCH),
        ("PPC", "bing", Channel.PAID_SEARCH),
        ("paid_search", "", Channel.PAID_SEARCH),
        ("cpc", "linkedin", Channel.PAID_SOCIAL),
        ("cpc", "facebook.com", Channel.PAID_SOCIAL),
        ("paid-social", "xing", Channel.PAID_SOCIAL),
        ("social_ads", "", Channel.PAID_SOCIAL),
        ("email", "", Channel.EMAIL),
        ("E-Mail", "newsletter", Channel.EMAIL),
        ("newsletter", "", Channel.EMAIL),
        ("social", "xing", Channel.SOCIAL),
        ("social media", "", Channel.SOCIAL),
        ("organic", "google", Channel.SEARCH),
        ("display", "", Channel.DISPLAY),
        ("banner", "handelsblatt", Channel.DISPLAY),
        ("affiliate", "", Channel.AFFILIATE),
        ("partner", "stadtwerke", Channel.AFFILIATE),
        ("referral", "", Channel.REFERRAL),
        ("pr", "", Channel.PR),
        ("presse", "", Channel.PR),
        ("print", "", Channel.PRINT),
        ("qr", "flyer", Channel.PRINT),
        ("messe", "hannover", Channel.EVENT),
        ("webinar", "", Channel.EVENT),
        ("phone", "", Channel.PHONE),
        ("whatsapp", "", Channel.CHAT),
        ("", "linkedin", Channel.SOCIAL),
        ("", "google", Channel.SEARCH),
        ("", "chatgpt.com", Channel.ASSISTANT),
        ("", "brevo", Channel.EMAIL),
        ("hologramm", "", Channel.OTHER),
        ("", "plakat", Channel.OTHER),
    ],
)
def test_a_link_says_by_its_parameters_on_which_channel_it_stood(medium: str, source: str, channel: Channel) -> None:
    assert channel_of({"utm_medium": medium, "utm_source": source}).channel is channel


@pytest.mark.parametrize(
    ("referrer", "channel"),
    [
        ("", Channel.DIRECT),
        ("info.ahornwerk.example/preise", Channel.DIRECT),
        ("www.ahornwerk.example/", Channel.DIRECT),
        ("www.google.de/", Channel.SEARCH),
        ("google.co.uk/search", Channel.SEARCH),
        ("duckduckgo.com/", Channel.SEARCH),
        ("www.ecosia.org/", Channel.SEARCH),
        ("search.yahoo.com/", Channel.SEARCH),
        ("suche.web.de/", Channel.SEARCH),
        ("l.facebook.com/", Channel.SOCIAL),
        ("www.linkedin.com/feed", Channel.SOCIAL),
        ("www.xing.com/", Channel.SOCIAL),
        ("t.co/abc", Channel.SOCIAL),
        ("x.com/", Channel.SOCIAL),
        ("youtu.be/abc", Channel.SOCIAL),
        ("mail.google.com/", Channel.EMAIL),
        ("deref-gmx.net/mail", Channel.EMAIL),
        ("chatgpt.com/", Channel.ASSISTANT),
        ("gemini.google.com/app", Channel.ASSISTANT),
        ("www.perplexity.ai/", Channel.ASSISTANT),
        ("fachzeitung.example/artikel", Channel.REFERRAL),
        ("notgoogle.example/", Channel.REFERRAL),
        ("netflix.com/", Channel.REFERRAL),
    ],
)
def test_the_page_before_says_where_somebody_came_from(referrer: str, channel: Channel) -> None:
    assert channel_of({}, referrer, own_hosts=OWN).channel is channel


def test_the_link_weighs_more_than_the_page_on_which_it_stood() -> None:
    origin = channel_of({"utm_medium": "email", "utm_campaign": "herbst"}, "www.google.de/", own_hosts=OWN)
    assert (origin.channel, origin.campaign) == (Channel.EMAIL, "herbst")


def test_a_campaign_alone_is_some_other_channel_and_no_direct_visit() -> None:
    assert channel_of({"utm_campaign": "herbst"}).channel is Channel.OTHER


def test_of_a_click_id_only_the_name_is_read() -> None:  # LAW 5.4
    given = {"utm_source": "google", "gclid": "abc", "fbclid": "def", "msclkid": "ghi", "li_fat_id": "j"}
    assert utm_of(given) == {"utm_source": "google"}
    assert brought(given) == {"utm_source": "google", "utm_click": "gclid"}
    assert carried(brought(given)) == {"utm_source": "google", "click": "gclid"}
    assert carried({"utm_click": "Cj0KCQiA"}) == {}
    assert bare("https://www.google.de/search?q=energie&gclid=abc#x") == "www.google.de/search"


def test_a_campaign_is_bounded_and_holds_no_markup() -> None:
    assert campaign_of("  <script>alert('x')</script>  Herbst ") == "script alert( x ) /script Herbst"
    assert len(campaign_of("ä" * 900)) == 200
    assert campaign_of("her\x00bst\ud800") == "herbst"


@pytest.mark.parametrize("page", ["", "javascript:alert(1)", "about:blank", "https://[", "ftp://x.example/"])
def test_what_is_no_page_of_the_web_is_no_page_before(page: str) -> None:
    assert bare(page) == ""
