"""Fields, tags and the owner of a person are changed where they stand, with scripts and without."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from tests.faces.web.test_working_on_a_record import newest, page_of, undo
from tests.faces.web.toasts import toasts
from tests.factories import known
from trichter.facts.contacts.definitions import change_field, declare_field
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel.words import Words
from trichter.spine.editing import edit
from trichter.spine.intake import record
from trichter.spine.touch import Touch, colleague

HTMX = {"HX-Request": "true"}
ADDRESS = {"street": "Werkstr. 3", "street_extra": "", "postal_code": "58135", "city": "Hagen", "region": ""}


def seen(contact: int, field: str) -> int:
    return int(known(contact).sources.get(field, {}).get("tp", 0))


def save(client: Client, contact: int, field: str, value: Any = "", headers: Any = None, **said: Any) -> Any:
    typed = {"seen": seen(contact, field), "value": value} | said
    return client.post(f"/kontakte/{contact}/feld/{field}/", typed, headers=headers)


def edits() -> int:
    return Touchpoint.objects.filter(kind="contact.edited").count()


CHANGES: list[tuple[str, Any, dict[str, Any], str]] = [
    ("salutation", "Frau", {}, "Frau"),
    ("last_name", "Reimers-Weiß", {}, "Reimers-Weiß"),
    ("email", "reimers@wellner.example", {}, "mailto:reimers@wellner.example"),
    ("mobile", "0170 1234567", {}, "+49 170 1234567"),
    ("language", "de", {}, "Deutsch"),
    ("birthday", "1980-04-01", {}, "01.04.1980"),
    ("company", "Ofenbau Söhne", {}, "Ofenbau Söhne"),
    ("mail_frequency", "monthly", {}, "einmal im Monat"),
    ("address", "", ADDRESS | {"country": "AT"}, "Werkstr. 3, 58135 Hagen, Österreich"),
    ("position", "", {}, "–"),
]


@pytest.mark.parametrize(("field", "value", "parts", "shown"), CHANGES)
def test_a_field_is_saved_where_it_stands(
    client_of_lea: Client, lea: User, anja: int, field: str, value: Any, parts: dict[str, Any], shown: str
) -> None:
    answer = save(client_of_lea, anja, field, value, **parts)

    assert answer.headers["Location"] == f"/kontakte/{anja}/?tab=details#field-{field}"
    assert (newest(anja).kind, newest(anja).actor_id) == ("contact.edited", lea.pk)
    page = page_of(client_of_lea, anja, "?tab=details")
    assert shown in page[page.index(f'id="field-{field}"') :][:700]
    assert "gespeichert." in page


CUSTOM: list[tuple[str, tuple[str, ...], Any, Any, str]] = [
    ("text", (), "DN 40", "DN 40", "DN 40"),
    ("number", (), "12,5", 12.5, "12,5"),
    ("number", (), "12.000", 12_000, "12000"),
    ("number", (), "1,2340", 1.234, "1,234"),
    ("money", (), "1200,50", 120_050, "1.200,50 €"),
    ("date", (), "2026-04-01", "2026-04-01", "01.04.2026"),
    ("boolean", (), "no", False, "Nein"),
    ("choice", ("Gas", "Strom"), "Gas", "Gas", "Gas"),
    ("many", ("Gas", "Strom"), ["Gas", "Strom"], ["Gas", "Strom"], "Gas, Strom"),
]


@pytest.mark.parametrize(("kind", "options", "typed", "kept", "shown"), CUSTOM)
def test_a_field_of_the_house_is_edited_by_its_type(
    client_of_lea: Client, anja: int, kind: str, options: tuple[str, ...], typed: Any, kept: Any, shown: str
) -> None:
    declare_field("meter", kind=kind, label=Words("Meter", "Zähler"), options=options)
    assert 'id="field-custom-meter"' in page_of(client_of_lea, anja, "?tab=details")

    save(client_of_lea, anja, "custom:meter", typed)
    assert known(anja).properties == {"meter": kept}
    page = page_of(client_of_lea, anja, "?tab=details&change=custom:meter")
    assert page.count('id="field-custom-meter"') == 1
    save(client_of_lea, anja, "custom:meter", typed)
    assert edits() == 1
    assert shown in page_of(client_of_lea, anja, "?tab=details")

    save(client_of_lea, anja, "custom:meter", [] if kind == "many" else "")
    assert known(anja).properties == {}


def test_a_choice_that_is_offered_no_more_stays_until_somebody_takes_it_away(client_of_lea: Client, anja: int) -> None:
    label, field = Words("Interests", "Interessen"), "custom:interests"
    declare_field("interests", kind="many", label=label, options=["Messen", "Spitzen"])
    save(client_of_lea, anja, field, ["Messen"])
    change_field("interests", label=label, options=["Spitzen", "Neu"], is_personal=True)

    page = client_of_lea.get(f"/kontakte/{anja}/feld/{field}/", headers=HTMX).content.decode()
    assert "Messen (nicht mehr angeboten)" in page
    assert re.search(r'value="Messen"[^>]*checked', page)
    save(client_of_lea, anja, field, ["Neu", "Messen"])
    assert known(anja).properties["interests"] == ["Neu", "Messen"]
    save(client_of_lea, anja, field, ["Neu"])
    assert save(client_of_lea, anja, field, ["Neu", "Messen"], headers=HTMX).status_code == 422
    assert known(anja).properties["interests"] == ["Neu"]


def test_the_owner_is_chosen_among_those_who_work_here(client_of_lea: Client, lea: User, bob: User, anja: int) -> None:
    save(client_of_lea, anja, "owner", str(bob.pk))
    assert known(anja).owner_id == bob.pk
    assert save(client_of_lea, anja, "owner", "4711").status_code == 422
    save(client_of_lea, anja, "owner", "")
    assert known(anja).owner_id is None


def test_without_scripts_the_address_opens_the_form_in_the_page(client_of_lea: Client, anja: int) -> None:
    page = page_of(client_of_lea, anja)
    assert f'href="/kontakte/{anja}/?tab=details&amp;change=email#field-email"' in page
    opened = page_of(client_of_lea, anja, "?tab=details&change=email")
    assert re.search(r'<input type="text" name="value" value="a\.reimers@wellner\.example"', opened)
    assert client_of_lea.get(f"/kontakte/{anja}/feld/email/").status_code == 302


def test_a_script_gets_the_form_the_value_and_the_toast_alone(client_of_lea: Client, anja: int) -> None:
    way = f"/kontakte/{anja}/feld/last_name/"
    form = client_of_lea.get(way, headers=HTMX).content.decode()
    assert 'value="Reimers"' in form
    assert "<html" not in form
    value = client_of_lea.get(f"{way}?shown=1", headers=HTMX).content.decode()
    assert "<form" not in value.partition("<div hx-swap-oob")[0]
    assert "Formular gesendet" not in value

    saved = save(client_of_lea, anja, "last_name", "Weiß", headers=HTMX).content.decode()
    assert 'hx-swap-oob="beforeend:#toasts"' in saved
    assert re.search(r'id="record-name"[^>]*hx-swap-oob="true">Dr. Anja Weiß', saved)
    assert re.search(rf'name="next"\s+value="/kontakte/{anja}/\?tab=details#field-last_name"', saved)
    undo(client_of_lea, saved)
    assert known(anja).last_name == "Reimers"


def test_another_firm_tells_the_whole_page_anew(client_of_lea: Client, anja: int) -> None:
    answer = save(client_of_lea, anja, "company", "Ofenbau Söhne", headers=HTMX)
    assert answer.headers["HX-Refresh"] == "true"
    assert "Firma: gespeichert." in page_of(client_of_lea, anja)


@pytest.mark.parametrize("headers", [None, HTMX])
def test_two_editors_see_both_values_and_nothing_is_lost(
    client_of_lea: Client, bob: User, anja: int, headers: Any
) -> None:
    # issue 4, must show 4
    before = seen(anja, "position")
    edit(anja, "position", "Werkleiterin", by=bob.pk)
    answer = save(client_of_lea, anja, "position", "Einkäuferin", headers=headers, seen=before)

    assert answer.status_code == 409
    page = answer.content.decode()
    for told in ("Bob Brandt", "Werkleiterin", "Einkäuferin", "Meinen Wert nehmen", "Anderen Wert behalten"):
        assert told in page
    assert known(anja).position == "Werkleiterin"

    now = re.search(r'name="seen" value="(\d+)"[^>]*id="field-position_seen"', page)
    assert now
    save(client_of_lea, anja, "position", "Einkäuferin", seen=now[1])
    assert known(anja).position == "Einkäuferin"
    undo(client_of_lea, page_of(client_of_lea, anja))
    assert known(anja).position == "Werkleiterin"


@pytest.mark.parametrize("headers", [None, HTMX])
def test_an_address_of_somebody_else_is_asked_about(client_of_lea: Client, anja: int, bernd: int, headers: Any) -> None:
    answer = save(client_of_lea, anja, "email", "b@walzwerk.example", headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'href="/kontakte/{bernd}/">Bernd Kaltenbach</a>' in page
    assert 'value="b@walzwerk.example"' in page
    assert known(anja).email == "a.reimers@wellner.example"

    save(client_of_lea, anja, "email", "b@walzwerk.example", knowingly="1")
    assert known(anja).email == "b@walzwerk.example"


def test_what_cannot_be_saved_stays_as_it_was_typed_with_the_reason(client_of_lea: Client, anja: int) -> None:
    for headers in (None, HTMX):
        answer = save(client_of_lea, anja, "phone", "zwölf", headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="zwölf"' in page
        assert "keine Telefonnummer" in page
        assert 'aria-invalid="true"' in page
    assert edits() == 0


def test_what_stands_there_already_is_no_deed(client_of_lea: Client, anja: int) -> None:
    save(client_of_lea, anja, "last_name", "Reimers")
    assert edits() == 0
    assert "gespeichert." not in page_of(client_of_lea, anja)


def test_nobody_edits_what_is_not_there(client_of_lea: Client, lea: User, anja: int, bernd: int) -> None:
    assert client_of_lea.get(f"/kontakte/{anja}/feld/custom:nothing/").status_code == 404
    assert client_of_lea.get(f"/kontakte/{anja}/feld/kind/").status_code == 404
    record([Touch("contact.erased", contact=bernd, actor=colleague(lea.pk))])
    assert client_of_lea.get(f"/kontakte/{bernd}/feld/email/").status_code == 404
    assert "inline-open" not in page_of(client_of_lea, bernd)


def test_who_was_merged_away_while_somebody_typed_is_edited_where_they_live_on(
    client_of_lea: Client, lea: User, anja: int, bernd: int
) -> None:
    before = seen(bernd, "last_name")
    record([Touch("contact.merged", {"loser": bernd}, contact=anja, actor=colleague(lea.pk))])
    there = str(known(anja).last_name)
    way, typed = f"/kontakte/{bernd}/feld/last_name/", {"value": "Kaltenbach-Reimers", "seen": 0}
    answer = client_of_lea.post(way, typed, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert there in page
    assert "Kaltenbach-Reimers" in page
    assert f"/kontakte/{anja}/feld/last_name/" in page

    assert before == seen(anja, "last_name")
    assert client_of_lea.post(way, typed | {"seen": before}).status_code == 302
    assert known(anja).last_name == "Kaltenbach-Reimers"


def test_a_tag_that_is_none_is_said_to_be_none(client_of_lea: Client, anja: int) -> None:
    client_of_lea.post(f"/kontakte/{anja}/schlagwort/", {"tag": "x" * 500, "does": "set"})
    assert any("500" in one for one in toasts(client_of_lea))
    assert known(anja).tags == ["Metall"]


def test_a_firm_has_no_first_name(client_of_lea: Client) -> None:
    firm = Touch("contact.captured", is_organisation=True, learned={"company": {"name": "Öko & Söhne"}})
    contact = record([firm])[0].contact_id
    page = page_of(client_of_lea, contact)
    assert 'id="field-company"' in page
    assert 'id="field-first_name"' not in page


def test_a_tag_is_added_and_taken_away_and_both_are_undone(client_of_lea: Client, anja: int) -> None:
    way = f"/kontakte/{anja}/schlagwort/"
    assert client_of_lea.post(way, {"tag": " Glas  und Ofen ", "does": "set"}).status_code == 302
    assert known(anja).tags == ["Glas und Ofen", "Metall"]
    undo(client_of_lea, page_of(client_of_lea, anja))
    assert known(anja).tags == ["Metall"]

    page_of(client_of_lea, anja)
    answer = client_of_lea.post(way, {"tag": "Metall", "does": "drop"}, headers=HTMX).content.decode()
    assert known(anja).tags == []
    assert 'id="tags"' in answer
    assert "<html" not in answer
    undo(client_of_lea, answer)
    assert known(anja).tags == ["Metall"]


def test_tags_and_firms_that_are_there_are_suggested(client_of_lea: Client, anja: int) -> None:
    assert '<option value="Metall">' in client_of_lea.get("/kontakte/schlagworte/").content.decode()
    firms = client_of_lea.get("/kontakte/firmennamen/", {"value": "wellner"}).content.decode()
    assert '<option value="Wellner Gießtechnik GmbH">' in firms
    assert "<option" not in client_of_lea.get("/kontakte/firmennamen/").content.decode()


def test_a_field_that_is_edited_asks_the_database_few_questions(
    client_of_lea: Client,
    anja: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    with django_assert_max_num_queries(6):
        client_of_lea.get(f"/kontakte/{anja}/feld/owner/", headers=HTMX)
