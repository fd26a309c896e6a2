"""What colleagues changed, of people's records and of the house, stands in one place."""

import pytest
from django.test import Client

from tests.factories import anna, does
from trichter.facts.house import journal
from trichter.facts.staff.models import User
from trichter.spine.touch import colleague

PAGE = "/einstellungen/protokoll/"


def test_what_was_changed_of_the_house_says_who_did_it(administration: Client, lea: User) -> None:
    administration.post("/einstellungen/zwecke/", {"de": "Rundbrief", "en": "Letter"})
    page = administration.get(PAGE).content.decode()
    assert "Einen Verwendungszweck angelegt" in page
    assert "Rundbrief" in page
    assert f"<td>{lea.name}</td>" in page


def test_what_colleagues_recorded_leads_to_the_person(administration: Client, lea: User) -> None:
    contact = anna()
    does(contact, "note.written", {"text": "Ruft zurück."}, actor=colleague(lea.pk))
    page = administration.get(PAGE, {"of": "records"}).content.decode()
    assert f'href="/kontakte/{contact}/"' in page
    assert "Notiz" in page
    assert "Ruft zurück." not in page
    assert page.count('scope="row"') == 1, "what the person did herself is no deed of ours"


@pytest.mark.parametrize("of", ["settings", "records"])
def test_a_long_list_is_read_page_by_page(
    administration: Client, lea: User, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    monkeypatch.setattr("trichter.insight.audit.PAGE", 2)
    contact = anna()
    for number in range(3):
        does(contact, "note.written", {"text": "x"}, actor=colleague(lea.pk))
        with journal.noted(by=lea.pk, what="field.made", about=f"Feld {number}"):
            pass
    first = administration.get(PAGE, {"of": of})
    assert len(first.context["lines"]) == 2
    second = administration.get(PAGE, {"of": of, "before": first.context["older"]})
    assert len(second.context["lines"]) == 1
    assert second.context["older"] is None


def test_what_failed_is_not_noted(lea: User) -> None:
    with pytest.raises(ZeroDivisionError), journal.noted(by=lea.pk, what="field.made"):
        raise ZeroDivisionError
    with pytest.raises(KeyError), journal.noted(by=lea.pk, what="something.else"):
        pass
    assert journal.listing() == []


def test_departments_may_not(client_of_lea: Client) -> None:
    assert client_of_lea.get(PAGE).status_code == 403
