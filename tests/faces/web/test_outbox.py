"""The outbox: each letter with its reason, and those in doubt for a colleague to decide."""

import pytest
from django.test import Client

from tests.factories import anna, does, newsletter
from tests.spine.outreach.posts import memo, news, paper, row, sent, settled
from trichter.facts.staff.models import User
from trichter.spine.outreach import templates
from trichter.spine.outreach.transports import Answer


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    settled()


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_why_a_mail_was_withheld_is_said(client_of_lea: Client, lea: User) -> None:
    User.objects.filter(pk=lea.pk).update(language="en")
    newsletter()
    posted = news(anna())
    why = "There is no consent for this channel and purpose."
    listed = page(client_of_lea, "/ausgang/?shelf=withheld")
    assert f'href="/ausgang/{posted.id}/"' in listed
    assert why in listed
    assert why in page(client_of_lea, f"/ausgang/{posted.id}/")


def test_each_kind_of_mail_has_a_name_in_words_before_it_is_written() -> None:
    nameless = {one.name for one in templates.registered() if callable(one.subject) and one.title is None}
    assert nameless == {"letter"}, "a colleague's letter has its subject from the start"


@pytest.mark.parametrize("shelf", ["waiting", "in_doubt", "undeliverable", "withheld", "sent", "nonsense", ""])
def test_every_shelf_can_be_looked_through(client_of_lea: Client, shelf: str) -> None:
    contact = anna()
    paper(contact, cause="a")
    sent()
    paper(contact, cause="b")
    sent(Answer("refused", code="550", text="552 5.2.2 Mailbox full"))
    paper(contact, cause="c", template="never.registered")
    sent()
    paper(contact, cause="d")
    assert "<table" in page(client_of_lea, f"/ausgang/?shelf={shelf}") or shelf in ("in_doubt", "withheld")


def test_what_is_in_doubt_comes_first_and_is_counted(client_of_lea: Client) -> None:
    posted = paper(anna())
    sent(Answer("unknown"))
    listed = page(client_of_lea, "/ausgang/")
    assert f'href="/ausgang/{posted.id}/"' in listed
    assert '<span class="tally">1</span>' in listed


@pytest.mark.parametrize(("decision", "state"), [("was_sent", "sent"), ("send_again", "queued"), ("drop", "cancelled")])
def test_a_colleague_decides_and_is_named(client_of_lea: Client, lea: User, decision: str, state: str) -> None:
    posted = paper(anna())
    sent(Answer("unknown"))
    shown = page(client_of_lea, f"/ausgang/{posted.id}/")
    assert f'value="{decision}"' in shown
    answer = client_of_lea.post(f"/ausgang/{posted.id}/entscheiden/", {"decision": decision})
    assert answer.headers["Location"] == f"/ausgang/{posted.id}/"
    assert (row(posted).state, row(posted).decided_by) == (state, lea.pk)
    after = page(client_of_lea, f"/ausgang/{posted.id}/")
    assert "Lea Hofstetter" in after
    assert 'name="decision"' not in after


def test_whoever_comes_second_is_told(client_of_lea: Client) -> None:
    posted = paper(anna())
    sent(Answer("unknown"))
    for _time in range(2):
        client_of_lea.post(f"/ausgang/{posted.id}/entscheiden/", {"decision": "drop"})
    assert row(posted).state == "cancelled"
    assert "toast-bad" in page(client_of_lea, f"/ausgang/{posted.id}/")


def test_what_is_not_there_or_cannot_be_is_refused(client_of_lea: Client) -> None:
    posted = paper(anna())
    assert client_of_lea.get("/ausgang/4711/").status_code == 404
    assert client_of_lea.post("/ausgang/4711/entscheiden/", {"decision": "drop"}).status_code == 404
    assert client_of_lea.post(f"/ausgang/{posted.id}/entscheiden/", {"decision": "burn"}).status_code == 404
    assert client_of_lea.get(f"/ausgang/{posted.id}/entscheiden/").status_code == 405


def test_the_letter_of_an_erased_person_names_nobody(client_of_lea: Client, lea: User) -> None:
    contact = anna()
    posted = paper(contact)
    sent()
    about = memo(lea, contact=contact)
    does(contact, "contact.erased")
    assert "anna@" not in page(client_of_lea, f"/ausgang/{posted.id}/")
    assert "anna@" not in page(client_of_lea, "/ausgang/?shelf=sent")
    assert row(about).state == "cancelled"
