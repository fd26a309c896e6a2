"""The buying phase on the record: which, by what, and since when; to be changed in the settings."""

import re
from html import unescape

from django.test import Client

from tests.faces.web.test_people import listed
from tests.faces.web.toasts import undo
from tests.factories import anna, day, does, form, happen, learns
from trichter.facts.house import journal
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock
from trichter.qualification.lifecycle import suggesting
from trichter.qualification.lifecycle.buying import queries


def test_the_record_tells_the_phase_and_the_sign_on_which_it_rests(client_of_lea: Client) -> None:
    one = anna()
    does(one, "asset.downloaded", {"title": "12 Hebel"})
    does(one, "page.viewed", {"url": "/preise", "title": "Unsere Preise"})
    page = " ".join(client_of_lea.get(f"/kontakte/{one}/").content.decode().split())
    block = page[page.index('id="phase"') :][:1500]
    assert '<span class="sub">Bewertung</span>' in block
    assert "Seite besucht: Unsere Preise" in block
    assert block.index("Bewertung</dt>") < block.index("Bedarf</dt>")


def test_the_list_shows_phases_and_is_narrowed_to_them_as_long_as_their_signs_count(client_of_lea: Client) -> None:
    for name, url in (("ada", "/preise"), ("ben", "/blog")):
        one = happen(form(f"{name}@werk.example", occurred_at=day(0), learned={"last_name": name}))[0].contact_id
        does(one, "asset.downloaded", {"title": "12 Hebel"}, occurred_at=day(1))
        does(one, "page.viewed", {"url": url, "title": "Seite"}, occurred_at=day(2))
    happen(form("cem@werk.example", occurred_at=day(0), learned={"last_name": "cem"}))

    def seen(query: str, at: float = 3) -> str:
        with clock.at(day(at)):
            return client_of_lea.get(f"/kontakte/?{query}").content.decode()

    page = seen("col=phase&sort=name")
    assert re.findall(r"<td[^>]*>(Bewertung|Bedarf|)</td>", page) == ["Bewertung", "Bedarf", ""]
    asked = {"need": ["ben"], "evaluation": ["ada"], "evaluation&buying=need": ["ada", "ben"], "none": ["cem"]}
    assert {value: listed(seen(f"sort=name&buying={value}")) for value in asked} == asked
    assert listed(seen("sort=name&buying=none", at=300)) == ["ada", "ben", "cem"]
    assert "Kaufphase" in seen("buying=evaluation")


def test_a_suggestion_is_confirmed_or_dismissed_with_one_click_and_the_missing_is_named(client_of_lea: Client) -> None:
    one = anna()
    learns(one, position="Geschäftsführerin", company={"name": "Ahorn Guss", "industry": "Metall", "employees": 180})
    page = client_of_lea.get(f"/kontakte/{one}/").content.decode()
    assert page.count("Vorschlag: <b>ja</b>, weil") == 3
    assert "Marktfit, Kaufkraft, Entscheidungsbefugnis, Bedarf, den wir decken, eine Reaktion" in page
    judged = {}
    for criterion, answer in (("market_fit", "yes"), ("purchasing_power", "unknown")):
        asked = page[page.index(f"/kriterium/{criterion}/") :]
        told = re.search(rf'value="{answer}" />\s*<input type="hidden"\s*name="evidence"\s*value="([^"]*)"', asked)
        assert told
        evidence = unescape(told[1])
        client_of_lea.post(
            f"/kontakte/{one}/kriterium/{criterion}/", {"answer": answer, "evidence": evidence, "seen": "0"}
        )
        judged[criterion] = evidence
    told_of = EffectiveTouchpoint.objects.filter(contact_id=one, kind="criterion.judged")
    assert {t.payload["criterion"]: t.payload["evidence"] for t in told_of} == judged
    assert "ist bekannt" in judged["market_fit"]
    page = client_of_lea.get(f"/kontakte/{one}/").content.decode()
    assert page.count("Vorschlag: <b>ja</b>, weil") == 1


PAGE = "/einstellungen/qualifizierung/"


def told(page: str, prefix: str) -> dict[str, str]:
    """What the form of the page sends."""
    areas = re.findall(rf'<textarea name="({prefix}-[^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    inputs = re.findall(rf'<input type="[a-z]+" name="({prefix}-[^"]+)" value="([^"]*)"', page)
    return {name: unescape(value).removeprefix("\n") for name, value in [*areas, *inputs]} | {"do": prefix}


def test_other_signs_are_published_and_taken_back(administration: Client) -> None:
    one = anna()
    asked = told(administration.get(PAGE).content.decode(), "signs")
    assert "did deal.opened" in asked["signs-purchase"].splitlines()
    bad = administration.post(PAGE, asked | {"signs-need": "did page.viewed at least 3 times"}).content.decode()
    assert "id_signs-need_error" in bad
    told_in = administration.post(PAGE, asked | {"signs-purchase": "did mail.received"}, follow=True).content.decode()
    does(one, "mail.received", {"text": "Wann?"})
    found = queries.of(one)
    assert found
    assert found.phase == "purchase"
    slow = administration.post(PAGE, asked | {"signs-purchase": "did mail.received"}).content.decode()
    assert "note-bad" in slow
    undo(administration, told_in)
    assert len(list(queries.versions()[0].content.of("purchase"))) == 7


def test_other_rules_suggest_criteria(administration: Client) -> None:
    one = anna()
    asked = told(administration.get(PAGE).content.decode(), "criteria")
    assert "company.employees" in asked["criteria-market_fit_yes"]
    bad = administration.post(PAGE, asked | {"criteria-need_no": "stage is lead"}).content.decode()
    assert "id_criteria-need_no_error" in bad
    administration.post(PAGE, asked | {"criteria-need_no": "did form.submitted"})
    assert [found.answer for found in suggesting.suggestions(one, ["need"])] == ["no"]
    assert [noted.about for noted in journal.listing()] == ["Kriterien"]
