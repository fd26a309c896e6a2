"""Segments by hand: on the record of a person, on the page of a segment, and for many at once."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.factories import anna, bernd, does, kinds
from tests.factories import lea as founded
from tests.threads import at_once
from trichter.facts.staff.models import User
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import Membership
from trichter.spine import choosing, longwork, segmenting
from trichter.spine.longwork import doing
from trichter.spine.models import Work
from trichter.spine.rebuild import rebuild

pytestmark = pytest.mark.django_db


def segment(name: str = "Leser", text: str | None = "did page.viewed") -> int:
    made = editing.create(name, parse(text) if text else None)
    segmenting.gather_changed()
    return made.pk


def read(client: Client, path: str, **headers: str) -> str:
    page = unescape(client.get(path, headers=headers).content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def choose(client: Client, contact: int, number: int, choice: str, **said: str) -> str:
    given = {"segment": number, "choice": choice, "next": f"/kontakte/{contact}/", **said}
    answer = client.post(f"/kontakte/{contact}/segmente/waehlen/", given, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def members(number: int) -> set[int]:
    return set(Membership.objects.filter(segment_id=number, left_at=None).values_list("contact_id", flat=True))


def test_a_record_says_in_which_segments_somebody_is_and_on_what_that_rests(
    client_of_lea: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    one = anna()
    does(one, "page.viewed", {"url": "/preise"})
    readers = segment(text="did page.viewed and not language is fr")
    card = read(client_of_lea, f"/kontakte/{one}/segmente/", **{"HX-Request": "true"})
    assert "Leser" in card
    assert "durch die Regel" in card
    assert "<html" not in card
    with django_assert_max_num_queries(15):
        why = read(client_of_lea, f"/kontakte/{one}/segmente/?why={readers}")
    assert "trifft zu: mindestens einmal „Seite besucht“" in why
    assert "trifft zu: nicht: Sprache ist „fr“" in why
    assert f"/kontakte/{one}/segmente/" in client_of_lea.get(f"/kontakte/{one}/").content.decode()
    assert client_of_lea.get("/kontakte/999999/segmente/").status_code == 404


def test_a_colleague_adds_and_excludes_gives_a_reason_and_takes_it_back(client_of_lea: Client, lea: User) -> None:
    one, readers = anna(), segment()
    assert "In das Segment „Leser“ aufgenommen." in choose(client_of_lea, one, readers, "in", reason="Messegast")
    assert members(readers) == {one}
    card = read(client_of_lea, f"/kontakte/{one}/segmente/")
    assert lea.name in card
    assert "“Messegast”" in card
    page = choose(client_of_lea, one, readers, "out", reason="Wettbewerb")
    assert members(readers) == set()
    assert "ausgeschlossen" in read(client_of_lea, f"/kontakte/{one}/segmente/")
    undo(client_of_lea, page)
    assert members(readers) == {one}
    choose(client_of_lea, one, readers, "rule")
    assert members(readers) == set()
    assert "In keinem." in read(client_of_lea, f"/kontakte/{one}/segmente/")
    assert rebuild().differing == 0


def test_who_clicks_twice_has_chosen_once_and_reads_no_failure(client_of_lea: Client) -> None:
    one, readers = anna(), segment()
    choose(client_of_lea, one, readers, "in")
    page = choose(client_of_lea, one, readers, "in")
    assert "In das Segment „Leser“ aufgenommen." in page
    assert "toast-bad" not in page
    assert kinds(one).count("segment.chosen") == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_the_same_instant_one_chooses() -> None:
    one, readers, by = anna(), segment(), founded()

    def click() -> bool:
        with suppress(choosing.ChosenSo):
            return bool(choosing.choose(one, readers, "in", by=by.pk))
        return False

    assert sorted(at_once(click, click, click)) == [False, False, True]
    assert kinds(one).count("segment.chosen") == 1


@pytest.mark.parametrize(
    "given", [{"segment": ""}, {"named": "Keins"}, {"named": "\x00"}, {"segment": "999"}, {"segment": "9" * 30}]
)
def test_what_cannot_be_chosen_is_said(client_of_lea: Client, given: dict[str, Any]) -> None:
    answer = client_of_lea.post(f"/kontakte/{anna()}/segmente/waehlen/", given | {"choice": "in"}, follow=True)
    assert "Dieses Segment gibt es nicht." in unescape(answer.content.decode())


def test_any_segment_is_named_on_the_record_and_one_comes_back_there(client_of_lea: Client) -> None:
    one = anna()
    for number in range(205):
        editing.create(f"Liste {number:03}", None)
    card = client_of_lea.get(f"/kontakte/{one}/segmente/", headers={"HX-Request": "true"}).content.decode()
    assert f'name="next" value="/kontakte/{one}/?tab=details"' in card
    given = {"named": " liste 204", "choice": "in", "reason": "Messe", "next": f"/kontakte/{one}/?tab=details"}
    answer = client_of_lea.post(f"/kontakte/{one}/segmente/waehlen/", given)
    assert answer["Location"] == f"/kontakte/{one}/?tab=details"
    card = read(client_of_lea, f"/kontakte/{one}/segmente/")
    assert "Liste 204" in card
    assert "Liste 204" in client_of_lea.get(f"/kontakte/auswahl/segment/?id={one}").content.decode()


def test_a_segments_page_finds_somebody_to_add_and_lists_whom_colleagues_chose(client_of_lea: Client) -> None:
    one, other, guests = anna(), bernd(), segment("Gäste", None)
    does(one, "contact.edited", learned={"first_name": "Anna", "last_name": "Meier"})
    page = f"/segmente/{guests}/von-hand/"
    assert "Niemand." in read(client_of_lea, page)
    assert "Anna Meier" in read(client_of_lea, f"{page}?q=Meier")
    assert f'name="next" value="{page}?q=Meier"' in client_of_lea.get(f"{page}?q=Meier").content.decode()
    assert "Niemand wird mit „Quitte“ gefunden." in read(client_of_lea, f"{page}?q=Quitte")
    choose(client_of_lea, one, guests, "in", reason="Rednerin")
    choose(client_of_lea, other, guests, "out")
    listed = read(client_of_lea, page)
    assert "Anna Meier" in listed
    assert "“Rednerin”" in listed
    assert "ausgeschlossen" in listed
    assert page in client_of_lea.get(f"/segmente/{guests}/").content.decode()


def test_many_are_added_at_once_and_taken_out_again(client_of_lea: Client, lea: User) -> None:
    one, other, guests = anna(), bernd(), segment("Gäste", None)
    does(one, "segment.chosen", {"segment": guests, "choice": "in"})
    address = f"/kontakte/auswahl/segment/?id={one}&id={other}"
    said = {"segment": guests, "choice": "in", "reason": "Messe"}
    shown = unescape(client_of_lea.post(address, said).content.decode())
    [looked] = re.findall(r'name="looked" value="([^"]+)"', shown)
    assert "ist schon so" in shown
    started = client_of_lea.post(address, {**said, "looked": looked, "start": ""})
    assert started.status_code == 302
    while doing.advance():
        pass
    assert members(guests) == {one, other}
    longwork.undo(Work.objects.get(name="bulk.segment").pk, by=lea.pk)
    while doing.advance():
        pass
    assert members(guests) == {one}
