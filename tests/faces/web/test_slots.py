"""Personal parts of pages in the settings: made, filled for whom, looked at as a reader, changed by two, set back."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.faces.web.toasts import said, undo
from tests.factories import form
from trichter.facts.house.models import Deed
from trichter.facts.timeline.hits import sources
from trichter.generation.tracking import contents
from trichter.generation.tracking.models import SlotDay
from trichter.generation.tracking.slots import queries, services
from trichter.kernel import clock
from trichter.qualification.rules.text import parse
from trichter.qualification.segments import editing
from trichter.spine.intake import record

pytestmark = pytest.mark.django_db
PAGE = "/einstellungen/bausteine/"
EMPTY = {
    f"{language}_{part}": "" for language in ("de", "en") for part in ("title", "text", "label", "link")
} | {"phase": "", "topics": "", "rule": "", "since": "", "until": ""}  # fmt: skip


@pytest.fixture
def hero() -> int:
    return services.add("hero", label="Startseite oben")


def given(name: str, **told: Any) -> dict[str, Any]:
    return {**EMPTY, "name": name, "audience": "all", "is_on": "on", "de_title": name, **told}


def add(client: Client, slot: int, name: str, **told: Any) -> Any:
    return client.post(f"{PAGE}{slot}/neu/", given(name, **told))


def press(client: Client, slot: int, do: str, **told: Any) -> str:
    return client.post(f"{PAGE}{slot}/", {"do": do, **told}, follow=True).content.decode()


def names(slot: int) -> list[str]:
    return [one.name for one in queries.one(slot).content]


def test_a_slot_is_made_once_by_a_name_that_can_stand_in_a_page(administration: Client) -> None:
    sources.add("Website", hosts=["www.ahornwerk.example"])
    answer = administration.post(PAGE, {"name": "start-hero", "label": "Startseite", "source": ""}, follow=True)
    [slot] = queries.every()
    assert (slot.name, slot.title, slot.source) == ("start-hero", "Startseite", None)
    shown = unescape(answer.content.decode())
    assert '<div data-trichter-slot="start-hero">' in shown
    assert "/slots.js" in shown
    for name in ("start-hero", "Start Hero"):
        refused = administration.post(PAGE, {"name": name, "label": "", "source": ""})
        assert "name" in refused.context["form"].errors
    assert "Startseite" in administration.get(PAGE).content.decode()


def test_a_variant_says_in_both_languages_what_is_shown_to_whom(administration: Client, hero: int) -> None:
    told = {"audience": "people", "rule": 'last_name is "Reimers"', "since": "2026-11-01", "until": "2026-12-24"}
    told |= {"de_text": "Eins.\r\n\r\nZwei.", "de_label": "Mehr", "de_link": "/mehr", "en_title": "Hello"}
    assert add(administration, hero, "Stammkunden", **told).status_code == 302
    [one] = queries.one(hero).content
    assert (one.audience, one.rule, str(one.until)) == ("people", 'last_name is "Reimers"', "2026-12-24")
    assert one.said["de"].paragraphs == ["Eins.", "Zwei."]
    assert one.in_language("en")[1].title == "Hello"
    path = f"{PAGE}{hero}/{one.number}/"
    held = administration.get(path).context["form"].initial
    assert administration.post(path, {**given("x"), **{k: v for k, v in held.items() if v is not None}}).status_code
    assert queries.one(hero).content.variants == (one,)
    assert set(Deed.objects.values_list("what", flat=True)) == {"slot.changed"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"audience": "people", "rule": "last_name of"}, "rule"),
        ({"de_label": "Mehr", "de_link": "javascript:alert(1)"}, "de_link"),
        ({"en_label": "More"}, "en_link"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "until"),
        ({"de_title": ""}, "__all__"),
    ],
    ids=["a rule", "a script as a link", "half a link", "days", "nothing"],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    administration: Client, hero: int, told: dict[str, str], field: str
) -> None:
    answer = add(administration, hero, "Aktion", **told)
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Aktion"' in answer.content.decode()
    assert names(hero) == []


def test_variants_change_their_order_are_left_out_and_removed_and_each_can_be_undone(
    administration: Client, hero: int
) -> None:
    for name in ("eins", "zwei"):
        add(administration, hero, name)
    press(administration, hero, "up", one=2)
    assert names(hero) == ["zwei", "eins"]
    press(administration, hero, "off", one=1)
    assert [one.is_on for one in queries.one(hero).content] == [True, False]
    removed = press(administration, hero, "remove", one=1)
    assert names(hero) == ["zwei"]
    undo(administration, removed)
    assert names(hero) == ["zwei", "eins"]
    press(administration, hero, "again", one=3)
    assert [(one.name, one.is_on) for one in queries.one(hero).content] == [("eins", True), ("zwei", True)]
    press(administration, hero, "close")
    assert queries.every() == []
    press(administration, hero, "open")
    assert [one.id for one in queries.every()] == [hero]


def test_of_two_who_change_a_variant_the_later_is_told_and_loses_nothing(administration: Client, hero: int) -> None:
    add(administration, hero, "eins")
    add(administration, hero, "zwei")
    seen = queries.one(hero).version
    administration.post(f"{PAGE}{hero}/2/", given("zwei neu", seen=seen))
    administration.post(f"{PAGE}{hero}/1/", given("eins neu", seen=seen))
    assert names(hero) == ["eins neu", "zwei neu"]
    late = administration.post(f"{PAGE}{hero}/1/", given("uno", seen=seen))
    assert late.context["form"].non_field_errors()
    assert 'value="uno"' in late.content.decode()
    assert names(hero) == ["eins neu", "zwei neu"]
    administration.post(f"{PAGE}{hero}/1/", given("uno", seen=late.context["form"]["seen"].value()))
    assert names(hero) == ["uno", "zwei neu"]


def test_one_looks_at_it_as_a_person_as_somebody_who_has_read_and_as_nobody(administration: Client, hero: int) -> None:
    contents.publish(contents.written("evaluation", "/preise*"))
    record([form("a@wellner.example", learned={"last_name": "Reimers"})])
    add(administration, hero, "hers", audience="people", rule='last_name is "Reimers"')
    add(administration, hero, "pricing", audience="readers", phase="evaluation")
    sees = {
        email + pages: administration.post(
            f"{PAGE}{hero}/",
            {"do": "try", "try-email": email, "try-pages": pages, "try-language": "de"},
        ).context["tried"]
        for email, pages in (("a@wellner.example", ""), ("", "/preise/liste"), ("", "/start"), ("", ""))
    }
    assert [one.variant and one.variant.name for one in sees.values()] == ["hers", "pricing", None, None]
    unknown = {"do": "try", "try-email": "niemand@wellner.example", "try-pages": "", "try-language": "de"}
    assert "email" in administration.post(f"{PAGE}{hero}/", unknown).context["trying"].errors


def test_a_slot_is_called_otherwise_and_keeps_the_name_that_stands_in_pages(administration: Client, hero: int) -> None:
    page = press(administration, hero, "call", **{"call-label": "Ganz oben"})
    assert (queries.one(hero).title, queries.one(hero).name) == ("Ganz oben", "hero")
    undo(administration, page)
    assert queries.one(hero).title == "Startseite oben"


def test_the_list_asks_no_more_of_the_database_for_more_slots(administration: Client) -> None:
    administration.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        administration.get(PAGE)
    for number in range(20):
        services.add(f"slot-{number}")
    with CaptureQueriesContext(connection) as many:
        administration.get(PAGE)
    assert len(many) <= len(few)


def test_how_often_each_was_shown_and_clicked_stands_there(administration: Client, hero: int) -> None:
    add(administration, hero, "eins")
    for variant, shown, clicked in ((1, 1234, 56), (0, 7, 0)):
        SlotDay.objects.create(
            slot_id=hero, day=clock.today(), variant=variant, shown=shown, clicked=clicked
        )  # fmt: skip
    answer = administration.get(f"{PAGE}{hero}/").content.decode()
    assert "1.234" in answer
    assert "56" in answer
    assert "1.234" in administration.get(PAGE).content.decode()


def test_a_segment_that_a_slot_asks_for_names_it_and_is_not_archived(administration: Client, hero: int) -> None:
    segment = editing.create("Metall", rule=parse("last_name is known")).pk
    add(administration, hero, "Metaller", audience="people", rule=f"segment.{segment}")
    assert "Startseite oben" in administration.get(f"/segmente/{segment}/").content.decode()
    assert "Startseite oben" in administration.get("/segmente/").content.decode()
    answer = administration.post(f"/segmente/{segment}/archivieren/", follow=True)
    assert "Startseite oben" in said(answer.content.decode())[-1]


def test_what_is_not_there_is_not_found(administration: Client, hero: int) -> None:
    for path in (f"{PAGE}{hero + 1}/", f"{PAGE}{hero + 1}/neu/", f"{PAGE}{hero}/7/"):
        assert administration.get(path).status_code == 404, path
