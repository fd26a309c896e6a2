"""The administration says under which addresses mails are written, and sees what the DNS says of them."""

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.spine.outreach.zone import Zone
from trichter.facts.staff.models import Role, User
from trichter.spine.outreach import dkim, dns, senders

PAGE = "/einstellungen/absender/"


@pytest.fixture
def administration(client_of_lea: Client, lea: User) -> Client:
    User.objects.filter(pk=lea.pk).update(role=Role.ADMINISTRATION)
    return client_of_lea


def said(**changed: str) -> dict[str, str]:
    return {"name": "Ahornwerk", "address": "info@ahornwerk.example", "reply_to": "", **changed}


def names() -> list[str]:
    return [sender.name for sender in senders.listing()]


def test_departments_may_not(client_of_lea: Client) -> None:
    ours = senders.add("Ahornwerk", address="info@ahornwerk.example")
    for path in ("", f"{ours}/entfernen/", "ahornwerk.example/schluessel/", "ahornwerk.example/pruefung/"):
        assert client_of_lea.post(PAGE + path, said(name="x")).status_code == 403
    assert client_of_lea.get(PAGE).status_code == 403
    assert names() == ["Ahornwerk"]
    assert not dkim.keys_of("ahornwerk.example")


def test_a_sender_is_added_made_default_and_removed(administration: Client) -> None:
    assert 'class="note note-warn"' in administration.get(PAGE).content.decode()
    administration.post(PAGE, said())
    page = administration.post(PAGE, said(name="Laden", address="laden@ahornwerk.example"), follow=True)
    assert 'role="status"' in page.content.decode()
    ours, shop = senders.listing()
    assert (ours.is_default, shop.is_default) == (True, False)
    administration.post(f"{PAGE}{shop.id}/standard/")
    assert names() == ["Laden", "Ahornwerk"]
    administration.post(f"{PAGE}{ours.id}/entfernen/")
    assert names() == ["Laden"]


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"address": "nobody"}, "id_address_error"),
        ({"name": ""}, "id_name_error"),
        ({"name": "Laden"}, "id_name_error"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    administration: Client, wrong: dict[str, str], beside: str
) -> None:
    senders.add("Laden", address="laden@ahornwerk.example")
    page = administration.post(PAGE, said(reply_to="lea@ahornwerk.example", **wrong)).content.decode()
    assert beside in page
    assert "lea@ahornwerk.example" in page
    assert names() == ["Laden"]


def test_a_get_changes_nothing(administration: Client) -> None:
    ours = senders.add("Ahornwerk", address="info@ahornwerk.example")
    for path in (f"{ours}/standard/", f"{ours}/entfernen/", "ahornwerk.example/schluessel/"):
        assert administration.get(PAGE + path).status_code == 405
    assert names() == ["Ahornwerk"]


def test_what_another_has_removed_meanwhile_is_said(administration: Client) -> None:
    page = administration.post(f"{PAGE}77/standard/", follow=True)
    assert "toast-bad" in page.content.decode()


def test_a_sender_that_was_removed_comes_back_as_the_default_it_was(administration: Client) -> None:
    ours = senders.add("Ahornwerk", address="info@ahornwerk.example", reply_to="lea@ahornwerk.example")
    shop = senders.add("Laden", address="laden@ahornwerk.example")
    administration.post(f"{PAGE}{shop}/standard/")
    undo(administration)
    assert next(one.id for one in senders.listing() if one.is_default) == ours
    administration.post(f"{PAGE}{ours}/entfernen/")
    undo(administration)
    back = senders.listing()[0]
    assert (back.name, back.reply_to, back.is_default) == ("Ahornwerk", "lea@ahornwerk.example", True)


def test_keys_are_made_and_their_records_shown_to_be_copied(administration: Client) -> None:
    senders.add("Ahornwerk", address="info@ahornwerk.example")
    page = administration.post(f"{PAGE}ahornwerk.example/schluessel/", follow=True).content.decode()
    for key in dkim.keys_of("ahornwerk.example"):
        name, text = dkim.record(key)
        assert f"<code>{name}</code>" in page
        assert f"<code>{text}</code>" in page
    assert len(dkim.keys_of("ahornwerk.example")) == 2


def test_no_keys_for_a_domain_that_is_not_ours(administration: Client) -> None:
    administration.post(f"{PAGE}other.example/schluessel/")
    assert not dkim.keys_of("other.example")


def test_the_dns_is_asked_when_somebody_wants_to_know(administration: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    senders.add("Ahornwerk", address="info@ahornwerk.example")
    with Zone({"ahornwerk.example": ["v=spf1 +all"]}) as resolver:
        monkeypatch.setattr(dns, "_system", lambda: resolver)
        page = administration.post(f"{PAGE}ahornwerk.example/pruefung/").content.decode()
    assert "+all" in page
    assert "_dmarc.ahornwerk.example" in page
    assert page.count('class="note note-bad"') == 3
