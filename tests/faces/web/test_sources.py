"""Sources of visits are added, changed, closed and set back; their page says what to paste and whether it arrives."""

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.generation.tracking.visitors import Browser
from trichter.facts.timeline.hits import sources
from trichter.facts.timeline.hits.models import Ground, Refusal
from trichter.facts.timeline.hits.refusals import NOBODYS
from trichter.facts.timeline.hits.sources import Listed
from trichter.generation.tracking import founding
from trichter.kernel import clock

pytestmark = pytest.mark.django_db
PAGE = "/einstellungen/besuchsmessung/"
NEW = {"name": "Website", "hosts": "https://www.ahornwerk.example/start\n*.ahornwerk.example", "ground": "asked"}


@pytest.fixture
def website() -> Listed:
    return founding.add_source("Website", hosts=["www.ahornwerk.example"])


def address(one: Listed) -> str:
    return f"{PAGE}{one.id}/"


def test_a_source_is_added_with_its_sites_and_the_words_to_ask_in(administration: Client) -> None:
    answer = administration.post(PAGE, NEW, follow=True)
    (one,) = [one for one in sources.listing() if one.name == "Website"]
    assert answer.redirect_chain == [(address(one), 302)]
    assert (one.hosts, one.ground) == (("www.ahornwerk.example", "*.ahornwerk.example"), Ground.ASKED)
    assert f"/t/{one.key}.js" in answer.content.decode()


def test_what_is_no_site_is_said_beside_the_field_and_kept(administration: Client) -> None:
    page = administration.post(PAGE, NEW | {"hosts": "zwei worte"}).content.decode()
    assert "zwei worte" in page
    assert [one.name for one in sources.listing()] == [founding.own_pages().name]


def test_a_change_is_set_back_with_the_button_of_the_toast(administration: Client, website: Listed) -> None:
    changed = {"do": "save", "name": "Shop", "hosts": "shop.ahornwerk.example", "ground": "none"}
    answer = administration.post(address(website), changed, follow=True)
    assert sources.source(website.id).hosts == ("shop.ahornwerk.example",)
    undo(administration, answer.content.decode())
    assert sources.source(website.id) == website


def test_a_closed_source_is_opened_again_by_the_undo(administration: Client, website: Listed) -> None:
    answer = administration.post(address(website), {"do": "close"}, follow=True)
    assert sources.source(website.id).is_closed
    undo(administration, answer.content.decode())
    assert not sources.source(website.id).is_closed


def test_our_own_pages_ask_only_what_can_be_chosen_of_them(administration: Client) -> None:
    own = founding.own_pages()
    administration.post(address(own), {"do": "save", "ground": "asked", "name": "Seiten", "hosts": "www.fremd.example"})
    changed = sources.source(own.id)
    assert (changed.name, changed.ground, changed.hosts) == ("Seiten", Ground.ASKED, own.hosts)
    assert founding.own_pages().id == own.id


@pytest.mark.parametrize("consent", ["tcf", "google", "callback"])
def test_who_asks_for_consent_stands_in_what_is_pasted(
    administration: Client, website: Listed, consent: str
) -> None:  # LAW 5.1
    page = administration.get(address(website), {"consent": consent}).content.decode()
    assert f"data-consent=&quot;{consent}&quot;" in page
    assert f"script.dataset.consent = &quot;{consent}&quot;" in page


def test_a_consent_that_nobody_knows_gets_nowhere(administration: Client, website: Listed) -> None:
    page = administration.get(address(website), {"consent": '"><script>'}).content.decode()
    assert '"><script>' not in page


def test_the_page_says_truthfully_whether_events_arrive(administration: Client, website: Listed) -> None:
    assert administration.get(address(website)).context["reached"].last_at is None
    Browser(website).agree().see("/preise")
    assert administration.get(address(website)).context["reached"].kept == 1
    assert "www.ahornwerk.example (1)" in administration.get(address(website)).content.decode()


def test_a_source_that_is_not_there_is_not_found(administration: Client) -> None:
    assert administration.get(f"{PAGE}4711/").status_code == 404


def refuse(source: int, host: str, many: int = 3) -> None:
    Refusal.objects.create(day=clock.today(), source_id=source, host=host, many=many)


def test_a_site_that_was_refused_is_named_and_added_with_one_click(administration: Client, website: Listed) -> None:
    refuse(website.id, "shop.ahornwerk.example")
    page = administration.get(address(website)).content.decode()
    assert 'value="shop.ahornwerk.example"' in page
    added = {"do": "add_site", "host": "shop.ahornwerk.example"}
    answer = administration.post(address(website), added, follow=True)
    assert sources.source(website.id).hosts == ("www.ahornwerk.example", "shop.ahornwerk.example")
    page = answer.content.decode()
    assert 'value="add_site"' not in page
    undo(administration, page)
    assert sources.source(website.id) == website


def test_only_a_site_that_was_refused_is_added_so(administration: Client, website: Listed) -> None:
    administration.post(address(website), {"do": "add_site", "host": "www.fremd.example"})
    assert sources.source(website.id) == website


def test_a_site_of_ours_that_sends_by_a_key_of_nobody_is_named(administration: Client, website: Listed) -> None:
    refuse(NOBODYS, "www.ahornwerk.example")
    refuse(NOBODYS, "www.fremd.example")
    page = administration.get(address(website)).content.decode()
    assert page.count("www.ahornwerk.example se") == 1
    assert "www.fremd.example" not in page


def test_that_our_own_pages_count_nothing_is_said_and_switched_on_with_one_click(administration: Client) -> None:
    own = founding.own_pages()
    assert 'value="ask"' in administration.get(PAGE).content.decode()
    answer = administration.post(address(own), {"do": "ask"}, follow=True)
    assert sources.source(own.id).ground is Ground.ASKED
    assert 'value="ask"' not in administration.get(PAGE).content.decode()
    undo(administration, answer.content.decode())
    assert sources.source(own.id) == own
