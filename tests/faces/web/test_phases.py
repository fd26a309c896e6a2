"""The buying phase on the record: which, by what, and since when; to be changed in the settings."""

from django.test import Client

from tests.factories import anna, does


def test_the_record_tells_the_phase_and_the_sign_on_which_it_rests(client_of_lea: Client) -> None:
    one = anna()
    does(one, "asset.downloaded", {"title": "12 Hebel"})
    does(one, "page.viewed", {"url": "/preise", "title": "Unsere Preise"})
    page = " ".join(client_of_lea.get(f"/kontakte/{one}/").content.decode().split())
    block = page[page.index('id="phase"') :][:1500]
    assert '<span class="sub">Bewertung</span>' in block
    assert "Seite besucht: Unsere Preise" in block
    assert block.index("Bewertung</dt>") < block.index("Bedarf</dt>")
