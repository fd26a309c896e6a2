"""What people may ask about their data: asked by anybody, opened by whoever reads the mailbox, done at once."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.faces.public.consenting import ANNA, NETWORK, letters, signs_up, works
from tests.faces.public.visiting import proof, read
from tests.factories import day, does, kinds, known, learns
from tests.spine.dumps import whole_database
from trichter.facts.consent import queries
from trichter.facts.consent.models import Suppression
from trichter.facts.contacts.models import Contact
from trichter.generation.forms import gate
from trichter.kernel import clock as kernel_clock
from trichter.spine import optin, rights
from trichter.spine.models import RightsRequest
from trichter.spine.optin import Browser
from trichter.spine.outreach import links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ahornwerk")]


@pytest.fixture
def contact() -> int:
    """Anna gets the newsletter."""
    contact, token = signs_up()
    optin.confirm(token, Browser())
    learns(contact, first_name="Anna", last_name="Weiß", phone="+49 40 123456", company={"name": "Weiß GmbH"})
    return contact


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(kernel_clock.now(), tick=False) as traveller:
        yield traveller


def asks(email: str = ANNA, kind: str = "access", **given: Any) -> Any:
    """Fills in the page, in a browser that keeps nothing."""
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    return strict.post("/rechte/", {"email": email, "kind": kind, **proof()}, **(NETWORK | given))


def link(contact: int) -> str:
    """The page behind the mail's link."""
    asks()
    return f"/rechte/{links.sign('rights', request=RightsRequest.objects.latest('id').pk)}/"


def page(path: str, status: int = 200) -> str:
    answer = Client(headers={"Accept-Language": "en"}).get(path)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    return str(answer.content.decode())


def press(path: str, do: str, **given: str) -> Any:
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    return strict.post(path, {"do": do, **given}, **NETWORK)


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(contact: int, client: Client) -> None:
    # LAW 1.13: nobody learns by it who is in the database
    answers = [asks(), asks("charlie@elsewhere.example")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, "/rechte/?erledigt=1")}
    assert [(letter.contact, letter.address) for letter in letters("rights_link")] == [
        (contact, ANNA),
        (None, "charlie@elsewhere.example"),
    ]
    shown = client.get("/rechte/?erledigt=1", headers={"Accept-Language": "en"}).content.decode()
    assert "Please look into your mailbox" in shown


def test_what_is_no_address_is_told_beside_the_field(client: Client) -> None:
    answer = asks("anna at example")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "This is not an e-mail address" in shown
    assert 'value="anna at example"' in shown


def test_one_address_is_not_pestered(contact: int) -> None:
    # LAW 4.1
    for _ in range(10):
        assert asks().status_code == 303
    assert len(letters("rights_link")) == rights.MOST_A_DAY


def test_without_proof_everything_is_looked_over_first_and_one_button_sends_it(
    clock: time_machine.Traveller,
) -> None:  # LAW 4.1
    visitor = Client(headers={"Accept-Language": "en"})
    review = visitor.post("/rechte/", {"email": ANNA, "kind": "erasure"}, **NETWORK)
    assert review.status_code == 200
    assert ANNA in read(review).text
    assert not RightsRequest.objects.exists()

    clock.shift(timedelta(seconds=2))
    answer = visitor.post("/rechte/", {name: values[0] for name, values in read(review).values.items()}, **NETWORK)
    assert (answer.status_code, answer["Location"]) == (303, "/rechte/?erledigt=1")
    assert [(row.address, row.kind) for row in RightsRequest.objects.all()] == [(ANNA, "erasure")]


def test_a_proof_is_for_one_address() -> None:  # LAW 4.1
    shown = {"kind": "access", **proof()}
    for name in ("anna", "bob"):
        Client().post("/rechte/", {"email": f"{name}@elsewhere.example", **shown}, **NETWORK)
    assert [row.address for row in RightsRequest.objects.all()] == ["anna@elsewhere.example"]


def test_nobody_makes_the_house_mail_a_whole_list_of_people() -> None:  # LAW 4.1
    public = {"REMOTE_ADDR": "93.184.215.14"}
    answers = {asks(f"person{n}@elsewhere.example", **public)["Location"] for n in range(gate.MOST_FROM_A_NETWORK + 5)}
    assert answers == {"/rechte/?erledigt=1"}, "the same answer to everybody"
    assert len(letters("rights_link")) == gate.MOST_FROM_A_NETWORK
    assert asks("other@elsewhere.example", REMOTE_ADDR="8.8.8.8").status_code == 303
    assert len(letters("rights_link")) == gate.MOST_FROM_A_NETWORK + 1


def test_nor_by_coming_from_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:  # LAW 4.1
    monkeypatch.setattr(gate, "MOST_OF_THE_HOUSE", 7)
    for n in range(10):
        asks(f"person{n}@elsewhere.example", REMOTE_ADDR=f"93.184.{n}.14")
    assert len(letters("rights_link")) == 7


def test_an_hour_later_a_network_may_ask_again(clock: time_machine.Traveller) -> None:
    public = {"REMOTE_ADDR": "93.184.215.14"}
    for n in range(gate.MOST_FROM_A_NETWORK + 1):
        asks(f"person{n}@elsewhere.example", **public)
    clock.shift(timedelta(hours=1))
    asks("late@elsewhere.example", **public)
    assert RightsRequest.objects.latest("id").address == "late@elsewhere.example"


def test_what_a_robot_fills_in_sends_nothing() -> None:
    strict = Client()
    answer = strict.post("/rechte/", {"email": ANNA, "homepage": "x", **proof()}, **NETWORK)
    assert answer.status_code == 303
    assert not RightsRequest.objects.exists()


def test_only_our_own_pages_get_a_challenge(client: Client) -> None:
    assert client.get("/challenge/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/challenge/", headers={"Origin": "https://evil.example"}).status_code == 403


def test_opening_the_link_shows_everything_and_changes_nothing(contact: int) -> None:
    # LAW 1.13
    path = link(contact)
    before = whole_database()
    shown = page(path)
    for words in (
        ANNA,
        "Anna",
        "Weiß GmbH",
        "Newsletter",
        "Granted",
        "Form submitted",
        "Ahornwerk GmbH",
        "from the person",
    ):
        assert words in shown, words
    assert whole_database() == before


@pytest.mark.parametrize("old", [False, True])
def test_the_link_works_for_three_days(contact: int, old: bool) -> None:
    with kernel_clock.at(day(1)):
        path = link(contact)
    with kernel_clock.at(day(1) + rights.PROVES_FOR + timedelta(seconds=1 if old else -1)):
        page(path, 404 if old else 200)


@pytest.mark.parametrize("path", ["/rechte/x/", "/rechte/eyJyZXF1ZXN0IjoxfQ:abc/", "/rechte/x/auskunft.json"])
def test_without_the_mail_nobody_sees_anything(contact: int, path: str) -> None:
    assert ANNA not in page(path, 404)


def test_everything_can_be_taken_along_as_json(contact: int, client: Client) -> None:
    # LAW 1.13, 1.14
    document = json.loads(client.get(f"{link(contact)}auskunft.json").content)
    assert set(document["about"]) >= {"responsible", "purposes", "sources", "recipients", "kept", "decisions", "rights"}
    [person] = document["data"]["contacts_contact"]
    assert (person["email"], person["sources"]["phone"]["by"]) == (ANNA, "person")
    assert any("Lead" in text or "lead" in text for text in document["about"]["decisions"])


def test_no_cell_of_the_table_is_a_formula(contact: int, client: Client) -> None:
    # LAW 4.4: ASVS 1.2.10
    learns(contact, last_name="=HYPERLINK(1)")
    text = client.get(f"{link(contact)}auskunft.csv", headers={"Accept-Language": "en"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    [name] = [row for row in rows if (row["table"], row["field"]) == ("contacts_contact", "last_name")]
    assert name["value"].endswith("=HYPERLINK(1)")
    assert not [row for row in rows if row["value"][:1] in ("=", "+", "-", "@")]
    assert (name["source"], bool(name["at"])) == ("person", True)


def test_who_is_not_known_gets_told_so(client: Client) -> None:
    asks("charlie@elsewhere.example")
    path = f"/rechte/{links.sign('rights', request=RightsRequest.objects.get().pk)}/"
    assert "We know nothing of this address" in page(path)
    assert json.loads(client.get(f"{path}auskunft.json").content)["data"] == {}


def test_people_correct_their_data_themselves(contact: int) -> None:
    path = link(contact)
    assert press(path, "correct", last_name="Weiss", company="Weiss AG", phone="040 999999").status_code == 303
    person = known(contact)
    assert (person.last_name, person.phone, person.first_name) == ("Weiss", "+4940999999", "Anna")
    assert person.company is not None
    assert (person.company.name, person.sources["last_name"]["by"]) == ("Weiss AG", "person")
    assert RightsRequest.objects.get().done_at


def test_a_correction_that_cannot_be_is_told_and_kept(contact: int) -> None:
    answer = press(link(contact), "correct", phone="five", last_name="Weiss")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="five"' in shown
    assert 'value="Weiss"' in shown
    assert known(contact).last_name == "Weiß"


def test_what_else_is_wrong_reaches_a_colleague(contact: int) -> None:
    path = link(contact)
    press(path, "explain", words="Ich war nie auf dieser Messe.")
    [waiting] = rights.open_requests()
    assert (waiting.kind, waiting.words) == ("correction", "Ich war nie auf dieser Messe.")


def test_everything_is_unsubscribed_by_one_button(contact: int) -> None:
    # LAW 1.11
    press(link(contact), "leave")
    assert not queries.may_write(contact, channel="email", purpose="newsletter").allowed


def test_somebody_who_is_no_customer_is_erased_at_once(contact: int) -> None:
    # LAW 1.12
    path = link(contact)
    assert "Your data are deleted" in press(path, "erase").content.decode()
    left = whole_database()
    assert ANNA not in left
    assert "Weiß" not in left
    assert Suppression.objects.exists()
    request = RightsRequest.objects.order_by("id").last()
    assert request
    assert request.done_at
    page(path, 404)
    assert press(path, "erase").status_code == 404


@pytest.mark.parametrize("trade", ["deal.won", "purchase.made", "quote.sent"])
def test_a_customer_hears_from_a_colleague_within_a_month(contact: int, trade: str) -> None:
    # LAW 1.13: Art. 12 (3), Art. 17 (3) (b) GDPR
    does(contact, trade, {"title": "x"} if trade != "purchase.made" else {"product": "x"})
    with kernel_clock.at(day(31)):
        path = link(contact)
        for _ in range(2):
            press(path, "erase")
    assert Contact.objects.get(id=contact).erased_at is None
    [waiting] = rights.open_requests()
    assert (waiting.kind, waiting.contact) == ("erasure", contact)
    assert waiting.due_at == day(31).replace(month=4, day=30)
    with kernel_clock.at(waiting.due_at):
        assert waiting.is_overdue


def test_an_erased_customer_is_told_by_nothing_that_is_left(contact: int) -> None:
    does(contact, "purchase.made", {"product": "x"})
    press(link(contact), "erase")
    [waiting] = rights.open_requests()
    rights.carry_out(waiting.id, by=1)
    assert ANNA not in whole_database()
    assert kinds(contact)[-1] == "contact.erased"
    assert rights.open_requests() == []
    with pytest.raises(rights.NothingToDo):
        rights.carry_out(waiting.id, by=1)


def test_requests_go_when_nobody_needs_them_any_more(contact: int) -> None:
    # LAW 1.15
    with kernel_clock.at(day(1)):
        press(link(contact), "leave")
        asks("charlie@elsewhere.example")
    assert rights.forget_old(day(30)) == 0
    assert rights.forget_old(day(31)) == 1
    assert RightsRequest.objects.count() == 1
    assert rights.forget_old(day(1) + rights.DONE_KEPT) == 1


def test_the_request_of_somebody_who_is_erased_names_nobody(contact: int) -> None:
    # LAW 1.12
    asks()
    works()
    rights.erase(contact)
    request = RightsRequest.objects.get()
    assert (request.address, request.address_key, request.words) == ("", "", "")
