"""One search over people, firms, pages and commands: a page without scripts, a palette with them."""

import re
from html import unescape

import pytest
from django.test import Client

from trichter.faces.web import places, settings_urls
from trichter.faces.web.templatetags.chrome import initials, marked
from trichter.facts.staff.models import Role, User


def hits(client: Client, words: str, **how: str) -> list[str]:
    """The texts of what is found."""
    page = client.get("/suche/", {"q": words}, headers=how).content.decode()
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", "", hit)).split())
        for hit in re.findall(r'<a class="hit".*?</a>', page, re.DOTALL)
    ]


def test_people_are_found_and_lead_to_their_record(client_of_lea: Client, anja: int) -> None:
    (hit,) = [one for one in hits(client_of_lea, "reimers") if "Anja" in one]
    assert hit.startswith("AR Dr. Anja Reimers Leiterin Produktion")
    assert f'href="/kontakte/{anja}/"' in client_of_lea.get("/suche/?q=reimers").content.decode()


def test_a_firm_is_found_beside_its_people(client_of_lea: Client, anja: int) -> None:
    found = hits(client_of_lea, "wellner")
    assert any(one.startswith("WG Wellner Gießtechnik GmbH") for one in found)
    assert any("Anja Reimers" in one for one in found)


def test_pages_and_commands_are_found_by_the_beginnings_of_their_words(client_of_lea: Client) -> None:
    assert hits(client_of_lea, "aufgaben") == ["Aufgaben GA", "Aufgaben meines Teams"]
    assert "Passwort ändern" in hits(client_of_lea, "aendern pass"), "as names are folded"


def test_without_words_there_is_everything_that_one_may_do(client_of_lea: Client, lea: User) -> None:
    listed = hits(client_of_lea, "")
    assert "Übersicht GU" in listed
    assert not any("Einstellungen" in one for one in listed)
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    assert "Einstellungen GE" in hits(client_of_lea, "")


def test_what_is_not_there_is_said(client_of_lea: Client) -> None:
    assert "Nichts heißt „&lt;b&gt;“" in client_of_lea.get("/suche/", {"q": "<b>"}).content.decode()


def test_the_palette_gets_options_and_no_second_frame(client_of_lea: Client, anja: int) -> None:
    page = client_of_lea.get("/suche/?q=reimers", headers={"HX-Request": "true"}).content.decode()
    assert 'role="option"' in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Wellner & Wels", "wel", "<mark>Wel</mark>lner &amp; <mark>Wel</mark>s"),
        ("Anja", "", "Anja"),
        ("a.b", ".", "a.b"),
        ("<i>", "<i", "<mark>&lt;i</mark>&gt;"),
    ],
)
def test_what_was_typed_is_marked_where_a_word_begins(text: str, words: str, shown: str) -> None:
    assert marked(text, words) == shown


@pytest.mark.parametrize(("name", "short"), [("Dr. Anja Reimers", "AR"), ("Dr.", "D"), ("Wellner", "W"), ("", "")])
def test_initials_leave_out_titles(name: str, short: str) -> None:
    assert initials(name) == short


def test_every_place_has_an_address_and_a_key_of_its_own(lea: User) -> None:
    lea.role = Role.ADMINISTRATION
    listed = [*places.pages(lea), *places.commands(lea)]
    assert all(place.href for place in listed)
    keys = [place.key for place in listed if place.key]
    assert len(set(keys)) == len(keys)


def test_every_page_of_the_settings_is_listed_and_found(lea: User) -> None:
    lea.role = Role.ADMINISTRATION
    pages = {path.name for path in settings_urls.urlpatterns if "<" not in str(path.pattern)}
    pages -= {"settings", "rule_build", "channels_apply"}  # to these the pages lead whose rules they build or apply
    pages -= {place.to for place in places.pages(lea)}  # what the bar names is found there
    assert pages == {place.to for group in places.SETTING_GROUPS for place in group.places}
    assert pages <= {place.to for place in places.commands(lea)}
