"""The buying phase on the record: which, by what, and since when; to be changed in the settings."""

import re
from html import unescape

from django.test import Client

from tests.factories import anna, does, learns
from trichter.facts.timeline.models import EffectiveTouchpoint


def test_the_record_tells_the_phase_and_the_sign_on_which_it_rests(client_of_lea: Client) -> None:
    one = anna()
    does(one, "asset.downloaded", {"title": "12 Hebel"})
    does(one, "page.viewed", {"url": "/preise", "title": "Unsere Preise"})
    page = " ".join(client_of_lea.get(f"/kontakte/{one}/").content.decode().split())
    block = page[page.index('id="phase"') :][:1500]
    assert '<span class="sub">Bewertung</span>' in block
    assert "Seite besucht: Unsere Preise" in block
    assert block.index("Bewertung</dt>") < block.index("Bedarf</dt>")


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
