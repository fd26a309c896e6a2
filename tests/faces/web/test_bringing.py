"""Rules in the forms of the settings are built as those of segments are, and nothing typed beside them is lost."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client

from trichter.facts.staff.models import User

pytestmark = pytest.mark.django_db

RULES = "/einstellungen/phasen/customer/regeln/"
FIT = "/einstellungen/lead-score/business/business_email/"
ENGAGEMENT = "/einstellungen/lead-score/business/pricing/"
SIGNS = "/einstellungen/qualifizierung/"


@pytest.fixture(autouse=True)
def english() -> None:
    User.objects.update(language="en")


def builder(back: str, field: str = "text") -> str:
    return f"/einstellungen/regel/?{urlencode({'back': back, 'field': field})}"


def pressed(page: Any, do: str, **filled: str) -> dict[str, str]:
    """What the builder's page posts."""
    html = page.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    text = re.search(r"<textarea[^>]*>([^<]*)", html)
    assert text
    return {name: unescape(value) for name, value in hidden.items()} | {"text": unescape(text[1]), "do": do} | filled


def test_a_rule_of_entry_is_built_and_comes_back_among_what_was_typed(administration: Client) -> None:
    page = administration.get(RULES).content.decode()
    offered = re.search(r'formaction="([^"]+)"', page)
    assert offered
    address = unescape(offered[1])
    typed = {"seen": "7", "stage": "mql", "reopens": "on", "text": "grade.fit at least B", "kind": ""}
    building = administration.post(address, typed)
    taken = administration.post(
        address, pressed(building, "text", text="grade.fit at least A and company.employees > 50")
    )
    back = administration.post(address, pressed(taken, "save", **{"r.what": "any"}, **_parts(taken)))
    assert (back.status_code, back.headers["Location"]) == (302, f"{RULES}#id_text")
    page = administration.get(RULES).content.decode()
    assert "grade.fit at least A or company.employees more than 5" in unescape(page)
    assert re.search(r'value="mql" selected', page)
    assert re.search(r'name="reopens"[^>]*checked', page)
    assert 'name="seen" value="7"' in page
    assert "company.employees more than 5" not in administration.get(RULES).content.decode()  # once


def _parts(page: Any) -> dict[str, str]:
    """The chosen of each list, and what stands in the inputs of both conditions."""
    html = page.content.decode()
    chosen = {
        name: unescape(option[1])
        for name, options in re.findall(r'<select[^>]*?name="(r-[^"]+)"(.*?)</select>', html, re.DOTALL)
        if (option := re.search(r'<option value="([^"]*)" selected', options))
    }
    return chosen | dict(re.findall(r'<input class="input[^>]*?name="(r-[^"]+)"[^>]*?value="([^"]*)"', html, re.DOTALL))


def test_only_what_the_page_may_ask_is_offered_and_taken(administration: Client) -> None:
    page = administration.post(builder(FIT), {"text": "grade.fit at least A"})
    assert 'value="grade.fit"' not in page.content.decode()
    assert 'aria-describedby="rule-text-problem"' in page.content.decode()
    assert 'value="grade.fit"' in administration.post(builder(RULES), {"text": "email is known"}).content.decode()


@pytest.mark.parametrize(
    ("back", "fields"),
    [
        (RULES, {"text"}),
        (FIT, {"text"}),
        (ENGAGEMENT, {"text"}),
        ("/einstellungen/lead-score/?model=business", {"fit-text", "engagement-text"}),
        ("/einstellungen/lead-verteilung/", {"route-condition"}),
        (SIGNS, {"signs-need", "signs-evaluation", "signs-purchase", "criteria-need_yes"}),
    ],
)
def test_who_cancels_gets_back_what_was_typed(administration: Client, back: str, fields: set[str]) -> None:
    offered = offers(administration, back)
    assert offered.keys() >= fields
    for field in fields:
        building = administration.post(offered[field], {field: "company.employees at least"})
        assert "company.employees at least" in unescape(building.content.decode())
        administration.post(offered[field], pressed(building, "cancel"))
        page = unescape(administration.get(back).content.decode())
        assert re.search(rf'<textarea name="{field}"[^>]*>\s*company.employees at least</textarea>', page)


def offers(client: Client, back: str) -> dict[str, str]:
    """The addresses of the builders of a page, by field."""
    found = (unescape(one) for one in re.findall(r'formaction="([^"]+)"', client.get(back).content.decode()))
    return {parse_qs(one.partition("?")[2])["field"][0]: one for one in found}


@pytest.mark.parametrize(
    ("back", "field", "was", "then"),
    [
        (ENGAGEMENT, "text", 'page.viewed where path is "/a"', "call.made"),
        (SIGNS, "signs-need", 'did page.viewed where path is "/a"\n\ndid call.made', "did call.made"),
        (SIGNS, "signs-purchase", "did page.viewed", "did call.made"),
    ],
)
def test_what_happens_is_built_as_its_field_writes_it(
    administration: Client, back: str, field: str, was: str, then: str
) -> None:
    address = offers(administration, back)[field]
    page = administration.post(address, {field: was})
    assert "page.viewed" in _parts(page)["r-0.what"]
    assert 'name="r-0.operator"' not in page.content.decode()
    assert 'value="email"' not in page.content.decode()
    administration.post(address, pressed(page, "save", **_parts(page)))
    kept = unescape(re.findall(rf'name="{field}"[^>]*>([^<]*)<', administration.get(back).content.decode())[0])
    assert kept.strip().splitlines() == [line for line in was.splitlines() if line]
    lines = len(kept.strip().splitlines())
    last = {f"r-{lines - 1}.what": "did:call.made"}
    page = administration.post(address, pressed(page, "apply", **_parts(page) | last))
    administration.post(address, pressed(page, "save", **_parts(page)))
    kept = unescape(re.findall(rf'name="{field}"[^>]*>([^<]*)<', administration.get(back).content.decode())[0])
    assert kept.strip().splitlines()[-1] == then


def test_where_it_is_asked_what_happens_nothing_else_can_be_said(administration: Client) -> None:
    for field, text in (("signs-need", "email is known"), ("signs-need", "did call.made at least 2 times")):
        address = offers(administration, SIGNS)[field]
        page = administration.post(address, {field: "did call.made"})
        page = administration.post(address, pressed(page, "text", text=text, **_parts(page)))
        assert "sonst nichts" in page.content.decode()
        assert administration.post(address, pressed(page, "save", **_parts(page))).status_code == 200
    address = offers(administration, ENGAGEMENT)["text"]
    page = administration.post(address, {"text": "call.made"})
    assert 'value="add:r"' not in page.content.decode()
    page = administration.post(address, pressed(page, "text", text="did call.made or did page.viewed"))
    assert "Platz für eine Bedingung" in page.content.decode()


def test_there_is_no_builder_for_other_pages(administration: Client) -> None:
    for back in ("", "//elsewhere.example/", "/kontakte/", "https://elsewhere.example/"):
        assert administration.post(builder(back), {"text": ""}).status_code == 404
    nonsense = administration.post(builder(RULES), {"carried": json.dumps([1]), "do": "apply"})
    assert nonsense.status_code == 200
