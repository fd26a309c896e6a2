"""Segments on their pages: what there is, how their rule is built, and what a change would do."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from html import escape, unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from tests.faces.web.test_people import listed
from tests.factories import anna, does, form, happen
from trichter.facts.staff.models import User
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.qualification.segments.catalogue import next_stamp
from trichter.qualification.segments.models import DayCount, Segment
from trichter.sales.handover import routes
from trichter.spine import segmenting

pytestmark = pytest.mark.django_db


def made(name: str, text: str, *, by: int | None = None) -> int:
    """A segment whose members have been gathered."""
    segment = editing.create(name, parse(text), by=by)
    segmenting.gather_changed()
    return segment.pk


def page(client: Client, path: str = "/segmente/", **given: Any) -> str:
    return client.get(path, given).content.decode()


def test_the_list_says_of_each_segment_who_belongs_to_it_and_what_uses_it(
    client_of_lea: Client,
    lea: User,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    does(anna(), "page.viewed", {"url": "/preise"})
    readers = made("Leser", "did page.viewed", by=lea.pk)
    made("Leser ohne Kunden", f"segment.{readers} and not customer")
    page(client_of_lea)
    with django_assert_max_num_queries(16):
        shown = page(client_of_lea)
    assert "Personen, für die gilt" in shown
    assert shown.count("Leser ohne Kunden") == 2  # its own line, and where the other is used
    assert lea.name in shown
    assert "wird neu gesammelt" not in shown


def test_a_segment_that_waits_to_be_gathered_and_one_that_cannot_be_asked_are_marked(client_of_lea: Client) -> None:
    broken = made("Zerbrochen", "did page.viewed")
    rule = {"version": 1, "where": {"operand": "custom.gone", "operator": "is known"}}
    Segment.objects.filter(pk=broken).update(rule=rule, stamp=next_stamp())
    editing.create("Neu", parse("did page.viewed"))
    shown = page(client_of_lea)
    assert "wird neu gesammelt" in shown
    assert "nicht abfragbar" in shown
    assert "custom.gone" in shown


def test_many_segments_are_turned_over_page_by_page_and_found_by_name(
    client_of_lea: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(53):
        editing.create(f"Messe {number:02d}", parse("stage at least mql"))
    page(client_of_lea)
    with django_assert_max_num_queries(16):
        first = page(client_of_lea)
    assert ("Messe 49" in first, "Messe 50" in first, ">53<" in first) == (True, False, True)
    further = page(client_of_lea, **_place(first, "next"))
    assert ("Messe 49" in further, "Messe 50" in further, "Messe 52" in further) == (False, True, True)
    back = page(client_of_lea, **_place(further, "prev"))
    assert ("Messe 00" in back, "Messe 49" in back, "Messe 50" in back) == (True, True, False)
    found = page(client_of_lea, q="SSE 51")
    assert ("Messe 51" in found, "Messe 52" in found) == (True, False)
    assert "Kein Segment hat „Kongress“ im Namen." in page(client_of_lea, q="Kongress")


def _place(shown: str, rel: str) -> dict[str, str]:
    [link] = re.findall(rf'rel="{rel}"\s+href="[^"?]*\?([^"]*)"', shown)
    return dict(parse_qsl(unescape(link)))


def test_without_a_segment_the_page_says_what_one_is(client_of_lea: Client) -> None:
    assert "Noch keine Segmente" in page(client_of_lea)


def test_a_segments_page_says_who_is_in_it_since_when_and_why(
    client_of_lea: Client, lea: User, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    reading = anna()
    does(reading, "page.viewed", {"url": "/preise"})
    readers = made("Leser", "did page.viewed", by=lea.pk)
    made("Leser ohne Kunden", f"segment.{readers} and not customer")
    DayCount.objects.create(segment_id=readers, day=date(2026, 11, 1), members=3, entries=3, exits=0)
    DayCount.objects.create(segment_id=readers, day=date(2026, 11, 2), members=1, entries=0, exits=2)
    page(client_of_lea, f"/segmente/{readers}/")
    with django_assert_max_num_queries(16):
        shown = page(client_of_lea, f"/segmente/{readers}/")
    assert f"/kontakte/{reading}/" in shown
    assert f"/kontakte/?segment={readers}" in shown
    assert "durch die Regel" in shown
    assert "did page.viewed" in shown
    assert "Leser ohne Kunden" in shown
    assert 'points="0.00,2.00 ' in shown
    assert ">1</b>" in page(client_of_lea, f"/segmente/{readers}/", counts=1)
    assert (
        client_of_lea.get(f"/segmente/{readers}/?counts=1", headers={"HX-Request": "true"}).content.count(b"<h1") == 0
    )
    assert f'href="/segmente/{readers}/"' in page(client_of_lea)
    assert client_of_lea.get("/segmente/999999/").status_code == 404


def test_a_segment_is_copied_and_archived_unless_another_one_reads_it(client_of_lea: Client) -> None:
    readers = made("Leser", "did page.viewed")
    other = made("Leser ohne Kunden", f"segment.{readers} and not customer")
    for name in ("Leser (Kopie)", "Leser (Kopie) 2"):
        client_of_lea.post(f"/segmente/{readers}/kopieren/")
        assert Segment.objects.get(name=name).rule == Segment.objects.get(pk=readers).rule
    client_of_lea.post(f"/segmente/{readers}/archivieren/")
    assert "„Leser ohne Kunden“ verwendet" in page(client_of_lea, f"/segmente/{readers}/")
    client_of_lea.post(f"/segmente/{other}/archivieren/")
    assert Segment.objects.get(pk=other).archived_at
    token = client_of_lea.session["toasts"][-1][1]
    client_of_lea.post("/rueckgaengig/", {"undo": token})
    assert Segment.objects.get(pk=other).archived_at is None


def test_what_narrows_the_list_of_contacts_becomes_the_rule_of_a_segment(client_of_lea: Client) -> None:
    narrowed = "stage=lead&tag=VIP&next_step=none&q=Meier"
    assert f"/segmente/aus-liste/?{escape(narrowed)}" in page(client_of_lea, f"/kontakte/?{narrowed}")
    assert "/segmente/aus-liste/" not in page(client_of_lea, "/kontakte/")
    built = client_of_lea.get(f"/segmente/aus-liste/?{narrowed}", follow=True)
    assert built.request["PATH_INFO"] == "/segmente/neu/"
    shown = unescape(built.content.decode())
    assert "stage is any of (lead) and tags has any of (VIP)" in shown
    assert "das Segment kommt ohne es aus: “Meier”, Nächster Schritt" in shown
    assert "toast-bad" not in shown
    mine = client_of_lea.get("/segmente/aus-liste/?owner=me", follow=True).content.decode()
    assert "das Segment nennt Sie als zuständig" in unescape(mine)
    gone = client_of_lea.get("/segmente/aus-liste/?segment=999", follow=True)
    assert gone.request["PATH_INFO"] == "/kontakte/"
    assert "segment.999" in gone.content.decode()


def test_what_was_archived_stands_in_a_list_of_its_own_and_is_taken_back(client_of_lea: Client) -> None:
    one, other = made("Alt", "did page.viewed"), made("Jung", "did form.submitted")
    client_of_lea.post(f"/segmente/{one}/archivieren/")
    assert "?archived=1" in page(client_of_lea)
    out = page(client_of_lea, archived="1")
    assert (">Jung<" in out, f"/segmente/{one}/zurueckholen/" in out, f'"/segmente/{one}/"' in out) == (
        False,
        True,
        False,
    )
    editing.create("Alt", parse("did page.viewed"))
    refused = client_of_lea.post(f"/segmente/{one}/zurueckholen/", follow=True)
    assert "Ein Segment „Alt“ gibt es schon." in unescape(refused.content.decode())
    editing.change(Segment.objects.exclude(pk=one).get(name="Alt").pk, name="Neu")
    taken = client_of_lea.post(f"/segmente/{one}/zurueckholen/", follow=True)
    assert taken.request["PATH_INFO"] == f"/segmente/{one}/"
    assert "?archived=1" not in page(client_of_lea)
    assert client_of_lea.post("/segmente/999999/zurueckholen/", follow=True).status_code == 200
    assert page(client_of_lea, f"/segmente/{other}/")


def test_the_list_of_contacts_is_narrowed_to_those_who_are_in_a_segment_now(
    client_of_lea: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    ada, ben, cem = (_named(name) for name in ("ada", "ben", "cem"))
    for one in (ada, ben):
        does(one, "page.viewed", {"url": "/preise"})
    does(ben, "page.viewed", {"url": "/blog"})
    does(cem, "page.viewed", {"url": "/blog"})
    prices = made("Preise", 'did page.viewed where path is "/preise"')
    blog = made("Blog", 'did page.viewed where path is "/blog"')
    assert f'href="/kontakte/?segment={prices}"' in page(client_of_lea)
    for asked, found in (
        ({"segment": prices}, ["ada", "ben"]),
        ({"segment": [prices, blog]}, ["ada", "ben", "cem"]),
        ({"segment": "of nobody's"}, ["ada", "ben", "cem"]),
    ):
        with django_assert_max_num_queries(16):
            shown = page(client_of_lea, "/kontakte/", **asked)
        assert sorted(listed(shown)) == found, asked
    assert "Preise" in page(client_of_lea, "/kontakte/", segment=prices)
    editing.change(prices, rule=parse('did page.viewed where path is "/blog"'))
    segmenting.gather_changed()
    assert sorted(listed(page(client_of_lea, "/kontakte/", segment=prices))) == ["ben", "cem"]


def _named(name: str) -> int:
    return happen(form(f"{name}@werk.example", learned={"last_name": name}))[0].contact_id


def test_a_segment_that_a_route_of_leads_asks_for_is_not_archived(client_of_lea: Client, lea: User) -> None:
    one = editing.create("Süden", parse('place is in ("DE 80000-89999")')).pk
    routes.keep("Bayern", condition=f"segment.{one} is yes", to=lea.pk, team=None)
    answer = client_of_lea.post(f"/segmente/{one}/archivieren/", follow=True)
    assert "Bayern" in answer.content.decode()
    assert "Bayern" in page(client_of_lea)
    assert "Verwendet in: Bayern" in " ".join(page(client_of_lea, f"/segmente/{one}/").split())
    assert Segment.objects.get(pk=one).archived_at is None


def test_an_archived_segment_is_not_changed() -> None:
    one = editing.create("Süden", parse('place is in ("DE 80000-89999")')).pk
    editing.archive(one)
    with pytest.raises(editing.IsArchived):
        editing.change(one, name="Norden")
