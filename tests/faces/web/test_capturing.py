"""Somebody is written down in the browser: nobody twice, nothing typed is lost, and the next one is a moment away."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import known, newsletter
from tests.generation.assets import files
from trichter.facts.consent.models import Consent
from trichter.facts.contacts.definitions import declare_field
from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.generation.capture.models import Paper
from trichter.kernel.words import Words
from trichter.sales.tasks.models import Task

NEW, ALIKE = "/kontakte/neu/", "/kontakte/neu/bekannt/"
BERND: Mapping[str, Any] = {"first_name": "Bernd", "last_name": "Kaltenbach", "firm": "Walzwerk GmbH", "language": "de"}


def saved(client: Client, **said: Any) -> Any:
    return client.post(NEW, {**BERND, "how": "spoken", **said})


def photograph() -> SimpleUploadedFile:
    return SimpleUploadedFile("form.jpg", files.picture("JPEG", (60, 40)), "image/jpeg")


def undo(client: Client, page: str) -> None:
    token = re.search(r'name="undo" value="([^"]+)"', page)
    assert token
    client.post("/rueckgaengig/", {"undo": token[1], "next": "/aufgaben/"})


def test_a_name_and_a_firm_are_enough(client_of_lea: Client) -> None:
    answer = saved(client_of_lea)
    contact = Contact.objects.get(last_name="Kaltenbach")
    assert answer.headers["Location"] == f"/kontakte/{contact.pk}/"

    page = client_of_lea.get(answer.headers["Location"]).content.decode()
    assert "Bernd Kaltenbach ist gespeichert." in page
    undo(client_of_lea, page)
    assert known(contact.pk).erased_at is not None


def test_the_next_one_at_the_stand_begins_with_what_stays_the_same(client_of_lea: Client) -> None:
    answer = saved(client_of_lea, then="next", channel="event", place="Halle 3")
    page = client_of_lea.get(answer.headers["Location"]).content.decode()
    assert 'value="event" selected' in page
    assert 'value="Halle 3"' in page
    assert "Kaltenbach ist gespeichert" in page
    assert 'value="Kaltenbach"' not in page


def test_a_task_is_opened_with_it(client_of_lea: Client, lea: User) -> None:
    saved(client_of_lea, task="Muster senden", due_on="2030-03-01", to=f"user:{lea.pk}")
    task = Task.objects.get()
    assert (task.title, task.colleague, task.contact.last_name) == ("Muster senden", lea, "Kaltenbach")


def test_choices_of_the_house_are_chips_to_touch(client_of_lea: Client) -> None:
    declare_field("interests", kind="many", label=Words("Interests", "Interessen"), options=["Messen", "Spitzen"])
    assert 'name="custom_interests"' in client_of_lea.get(NEW).content.decode()
    saved(client_of_lea, custom_interests=["Messen", "Erfunden"])
    assert Contact.objects.get().properties == {"interests": ["Messen"]}


def test_whom_we_know_is_told_while_somebody_types(client_of_lea: Client, anja: int) -> None:
    typed = {"email": "A.REIMERS@wellner.example", "first_name": "Anja"}
    page = client_of_lea.post(ALIKE, typed).content.decode()
    assert f'name="same" value="{anja}"' in " ".join(page.split())
    assert "hat diese E-Mail-Adresse" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    assert client_of_lea.post(ALIKE, {**typed, "seen": seen[1]}).status_code == 204
    assert client_of_lea.get(ALIKE).status_code == 405


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "02331 555014"},
        {"first_name": "Anja", "last_name": "Reimers", "firm": "wellner  GIESSTECHNIK gmbh"},
    ],
)
def test_before_a_second_record_of_one_person_is_made_somebody_is_asked(
    client_of_lea: Client, anja: int, typed: dict[str, str]
) -> None:
    answer = client_of_lea.post(NEW, {**BERND, **typed, "how": "spoken", "need": "Messung je Ofen"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kennen wir diese Person schon?" in page
    assert "Messung je Ofen</textarea>" in page
    assert Contact.objects.count() == 1

    client_of_lea.post(NEW, {**BERND, **typed, "how": "spoken", "same": "new"})
    assert Contact.objects.count() == 2
    answer = client_of_lea.post(NEW, {**BERND, **typed, "how": "spoken", "same": str(anja)})
    assert (answer.headers["Location"], Contact.objects.count()) == (f"/kontakte/{anja}/", 2)


def test_a_firm_that_stands_for_itself_is_not_made_twice(client_of_lea: Client) -> None:
    firm = {"who": "firm", "firm": "Ahorn & Söhne KG", "language": "de", "how": "spoken"}
    assert client_of_lea.post(NEW, firm).status_code == 302
    page = client_of_lea.post(NEW, firm | {"firm": "ahorn & soehne KG"}).content.decode()
    assert "ist diese Firma" in page
    assert 'value="Ahorn KG"' in client_of_lea.get(f"{NEW}?firm=Ahorn+KG").content.decode()


def test_an_address_has_one_record_whatever_somebody_ticks(client_of_lea: Client, anja: int) -> None:
    answer = saved(client_of_lea, email="a.reimers@wellner.example", same="new")
    assert answer.status_code == 422
    answer = saved(client_of_lea, email="a.reimers@wellner.example", same=str(anja))
    assert answer.headers["Location"] == f"/kontakte/{anja}/"
    assert "schon" in client_of_lea.get(answer.headers["Location"]).content.decode()


def test_a_number_with_the_same_name_is_the_same_person(client_of_lea: Client, anja: int) -> None:
    typed = {"first_name": "Anja", "last_name": "Reimers", "firm": "", "phone": "02331 555014"}
    assert saved(client_of_lea, **typed, same="new").status_code == 422
    assert saved(client_of_lea, **typed, same=str(anja)).status_code == 302
    assert known(anja).language == ""
    assert saved(client_of_lea, **typed, email="anja@privat.example", same="new").status_code == 302
    assert Contact.objects.count() == 2


def test_the_same_name_elsewhere_asks_nobody(client_of_lea: Client, anja: int) -> None:
    assert saved(client_of_lea, first_name="Anja", last_name="Reimers", firm="Andere AG").status_code == 302


def test_a_photograph_is_not_taken_twice_because_something_else_was_wrong(client_of_lea: Client) -> None:
    wording = newsletter()
    ticked = {"asked_de": f"newsletter email {wording.pk}", "how": "paper"}
    answer = saved(client_of_lea, **ticked, email="bernd@", paper=photograph())
    page = answer.content.decode()
    token = re.search(r'name="kept_paper" value="([^"]+)"', page)
    assert answer.status_code == 422
    assert "„bernd@“ ist keine E-Mail-Adresse." in page
    assert "checked" in page.split('name="asked_de"')[1].split("/>")[0]
    assert token

    answer = saved(client_of_lea, **ticked, email="bernd@walzwerk.example", kept_paper=token[1])
    paper, consent = Paper.objects.get(), Consent.objects.get()
    assert (consent.state, consent.wording_id) == ("granted", wording.pk)
    assert consent.snapshot == {"how": "paper", "paper": paper.digest}
    record = client_of_lea.get(answer.headers["Location"]).content.decode()
    assert "lässt sich nicht rückgängig machen" in record
    assert 'name="undo"' not in record


def test_a_page_that_is_sent_twice_is_one_person_unless_somebody_else_stands_on_it(client_of_lea: Client) -> None:
    for name in ("Kaltenbach", "Kaltenbach", "Birke"):
        saved(client_of_lea, last_name=name, first_name="", once="one page", same="new")
    assert sorted(Contact.objects.values_list("last_name", flat=True)) == ["Birke", "Kaltenbach"]


def test_a_page_that_is_sent_again_with_a_task_opens_it_once(client_of_lea: Client, lea: User) -> None:
    task = {"task": "Muster senden", "to": f"user:{lea.pk}"}
    for also in ({}, task, task):
        page = saved(client_of_lea, first_name="", once="one page", same="new", **also)
    assert "war schon gespeichert" in client_of_lea.get(page["Location"]).content.decode()
    assert (Contact.objects.count(), Task.objects.count()) == (1, 1)


def test_a_photograph_that_proves_no_answer_is_not_kept(client_of_lea: Client) -> None:
    answer = saved(client_of_lea, paper=photograph())
    token = re.search(r'name="kept_paper" value="([^"]+)"', answer.content.decode())
    assert answer.status_code == 422
    assert "Wählen Sie, worauf sich die Antwort bezieht." in answer.content.decode()
    assert token
    assert saved(client_of_lea, kept_paper=token[1], without_paper="1").status_code == 302
    assert not Paper.objects.exists()


def test_the_photograph_stands_beside_the_proof_for_colleagues_alone(client_of_lea: Client, client: Client) -> None:
    wording = newsletter()
    asked = f"newsletter email {wording.pk}"
    saved(client_of_lea, email="b@walzwerk.example", asked_de=asked, how="paper", paper=photograph())
    contact, paper = Contact.objects.get(), Paper.objects.get()
    where = f"/kontakte/{contact.pk}/belege/{paper.pk}/"
    proof = client_of_lea.get(f"/kontakte/{contact.pk}/nachweis/").content.decode()
    assert f'src="{where}"' in proof
    assert "unterschrieben auf Papier" in proof

    answer = client_of_lea.get(where)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
    assert client_of_lea.get(f"/kontakte/{contact.pk + 1}/belege/{paper.pk}/").status_code == 404
    client_of_lea.logout()
    assert client.get(where).status_code == 302
