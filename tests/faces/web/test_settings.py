"""The administration says who the firm is and what becomes of people's data; others may not."""

from typing import Any

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from trichter.facts.house import services
from trichter.facts.house.queries import House, house, notices
from trichter.facts.staff.models import Role, User
from trichter.generation.demo.letterhead import FIRM

FIRM_PAGE = "/einstellungen/firma/"
NOTICE_PAGE = "/einstellungen/datenschutzerklaerung/"
PAGES = ("/einstellungen/", FIRM_PAGE, NOTICE_PAGE)


@pytest.fixture
def administration(client_of_lea: Client, lea: User) -> Client:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    return client_of_lea


def said(**changed: str) -> dict[str, str]:
    return {**FIRM, "accent": "#036b84", **changed}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATION])
def test_departments_read_that_their_role_does_not_include_it(
    client_of_lea: Client, lea: User, page: str, role: Role
) -> None:
    User.objects.filter(pk=lea.pk).update(role=role)
    assert client_of_lea.get(page).status_code == 403
    assert client_of_lea.post(page, said(language="de", prefix="de", **{"de-text": "x"})).status_code == 403
    assert "Das ist für Sie nicht freigegeben" in client_of_lea.get(page).content.decode()
    assert 'href="/einstellungen/"' not in client_of_lea.get("/kontakte/").content.decode()
    assert (house(), notices("de")) == (House(), [])


def test_the_administration_finds_the_settings_in_the_navigation(administration: Client) -> None:
    # In the navigation, and for phones in the menu of the account.
    assert administration.get("/kontakte/").content.decode().count('href="/einstellungen/"') >= 2
    page = administration.get("/einstellungen/").content.decode()
    assert all(f'href="{address}"' in page for address in PAGES[1:])


def test_what_is_typed_is_kept_and_said_to_be(administration: Client) -> None:
    answer = administration.post(FIRM_PAGE, said(), follow=True)
    assert answer.redirect_chain == [(FIRM_PAGE, 302)]
    assert house() == House(**FIRM)
    undo(administration, answer.content.decode())
    assert house() == House()


def test_what_the_law_still_misses_stands_beside_the_form(administration: Client) -> None:  # LAW 1.16
    page = administration.get(FIRM_PAGE).content.decode()
    assert "<li>Rechtsform</li>" in page

    page = administration.post(FIRM_PAGE, said(representatives=""), follow=True).content.decode()
    assert "<li>Geschäftsführung</li>" in page
    assert "<li>Rechtsform</li>" not in page

    page = administration.post(FIRM_PAGE, said(), follow=True).content.decode()
    assert 'class="missing"' not in page


def test_all_that_is_wrong_is_said_at_once_beside_its_field_and_nothing_typed_is_lost(administration: Client) -> None:
    answer = administration.post(FIRM_PAGE, said(email="info", accent="#ffe066", vat_id="?", city="Emmendingen"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"email", "accent", "vat_id"}
    assert all(f'id="id_{field}_error"' in page for field in ("email", "accent", "vat_id"))
    assert 'value="Emmendingen"' in page
    assert 'role="alert"' in page
    assert house() == House()


def test_a_form_that_was_tampered_with_is_refused_beside_its_field(administration: Client) -> None:
    answer = administration.post(FIRM_PAGE, said(legal_form="ltd"))
    assert set(answer.context["form"].errors) == {"legal_form"}


def publish(client: Client, language: str, text: str, **more: Any) -> Any:
    form = {"prefix": language, f"{language}-language": language, f"{language}-text": text}
    return client.post(NOTICE_PAGE, form, **more)


def test_a_text_becomes_the_next_version_in_its_language(administration: Client) -> None:  # LAW 1.15
    publish(administration, "de", "# Wer\nWir")
    page = publish(administration, "de", "# Wer\nWir alle", follow=True).content.decode()
    assert [(one.version, one.text) for one in notices("de")] == [(2, "# Wer\nWir alle"), (1, "# Wer\nWir")]
    assert notices("en") == []
    assert "Version 2" in page or "Fassung 2" in page
    assert page.count('class="kept-text"') == 2


def test_an_empty_text_is_refused_beside_its_field(administration: Client) -> None:
    services.publish_notice("de", "Alt")
    for nothing in ("", "  \n "):
        answer = publish(administration, "de", nothing)
        assert answer.status_code == 200
        assert 'id="id_de-text_error"' in answer.content.decode()
    assert [one.text for one in notices("de")] == ["Alt"]


@pytest.mark.parametrize("prefix", ["", "fr", "../de"])
def test_a_language_that_we_do_not_speak_publishes_nothing(administration: Client, prefix: str) -> None:
    assert publish(administration, prefix, "Bonjour").status_code == 200
    assert (notices("de"), notices("en"), notices("fr")) == ([], [], [])


def test_the_list_says_what_is_still_to_be_done(administration: Client) -> None:
    before = administration.get("/einstellungen/").content.decode()
    services.change(**FIRM)
    services.publish_notice("de", "Wir")
    services.publish_notice("en", "We")
    after = administration.get("/einstellungen/").content.decode()
    assert before.count("badge-warn") == 2
    assert after.count("badge-warn") == 0
