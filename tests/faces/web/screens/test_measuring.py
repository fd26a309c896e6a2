"""The pages about visits, each looked at: who is here, what is read, who agreed, the sources and what they send."""

from collections.abc import Callable

import pytest

from tests.faces.looks import look_at
from tests.faces.web.reader import Reader
from tests.generation.tracking.visitors import FIREFOX, Browser, work
from trichter.facts.timeline import campaigns
from trichter.facts.timeline.campaigns import declare_campaign
from trichter.facts.timeline.hits import counting, partitions
from trichter.facts.timeline.hits.models import Refusal
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.shortlinks import services as shortlinks
from trichter.generation.tracking import founding
from trichter.kernel import clock

Says = Callable[[str, str], str]
SITE = "/einstellungen/besuchsmessung/"


@pytest.fixture
def website(anja: int) -> Listed:
    """With visitors who agreed, others who did not, and a site that was refused."""
    assert anja
    partitions.see_to()
    one = founding.add_source("ahornwerk.example", hosts=["www.ahornwerk.example"])
    for path in ("/", "/preise", "/produkte/druckluft/waermerueckgewinnung", "/kontakt"):
        Browser(one).agree().see(path, referrer="https://suche.example/")
        Browser(one).see(path)
    Browser(one).refuse()
    work()
    counting.fold()
    Refusal.objects.create(day=clock.today(), source_id=one.id, host="shop.ahornwerk.example", many=1_234)
    return one


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("40-live", "/auswertung/live/"),
        ("41-seiten", "/auswertung/seiten/"),
        ("42-einwilligung", "/auswertung/einwilligungen/"),
        ("43-besuchsmessung", SITE),
        ("45-aufbewahrung", f"{SITE}aufbewahrung/?months=6"),
        ("46-roboter", f"{SITE}roboter/"),
        ("47-inhalte", "/einstellungen/website/"),
        ("48-kanaele", "/einstellungen/kanaele/?try=https%3A%2F%2Fwww.ahornwerk.example%2F%3Futm_medium%3Demail"),
    ],
)
def test_each_page_about_visits_is_looked_at(reader: Reader, website: Listed, name: str, path: str) -> None:
    assert website
    reader.go(path)
    look_at(reader, name, turn=0, in_both=True)


def test_a_refused_site_is_added_by_keyboard(reader: Reader, website: Listed) -> None:
    reader.go(f"{SITE}{website.id}/")
    look_at(reader, "44-quelle", turn=0, in_both=True)
    reader.tab_to("[value=add_site]", within=60)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_function("!document.querySelector('[value=add_site]')")


def test_a_campaign_with_its_course_is_looked_at(reader: Reader, website: Listed) -> None:
    assert website
    declare_campaign("messe", name="Messe Südwest", channel="event")
    [one] = campaigns.listing()
    link = shortlinks.make(one.id, "https://www.ahornwerk.example/messe", source="messe", medium="event")
    for _time in range(7):
        shortlinks.follow(link.slug, agent=FIREFOX)
    Browser(website).agree().see("/messe?utm_campaign=messe&utm_medium=event")
    work()
    reader.go(f"/einstellungen/kampagnen/{one.id}/")
    look_at(reader, "49-kampagne", turn=0, in_both=True)
