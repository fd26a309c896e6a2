"""The first contact on the page of a contact: proposed with its reasons, changed, sent, called, dismissed."""

import html
import re

import pytest
from django.test import Client

from tests.faces.web.toasts import undo
from tests.factories import newsletter, says
from tests.sales.offers import answered, asks, react
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.sales.firstcontact import queries, services
from trichter.sales.firstcontact.models import Proposal, State
from trichter.spine.outreach.models import Message


def page_of(client: Client, contact: int, query: str = "") -> str:
    answer = client.get(f"/kontakte/{contact}/{query}")
    assert answer.status_code == 200
    return shown(answer.content)


def shown(content: bytes) -> str:
    page = content.decode()
    assert "{{" not in page
    assert "{%" not in page
    return html.unescape(page)


def proposal_of(contact: int) -> Proposal:
    react()
    found = queries.of_contact(contact)
    assert found
    return found


@pytest.fixture
def agreed(lea: User) -> Proposal:
    """To Anja, who has agreed to the newsletter and said what interests her."""
    newsletter()
    contact = asks("file", responsible=lea.pk, asked=answered(interest="Lastspitzen")).contact_id
    says(contact, "granted")
    return proposal_of(contact)


def test_a_draft_can_be_changed_and_sent(client_of_lea: Client, agreed: Proposal) -> None:
    page = page_of(client_of_lea, agreed.contact_id)
    for part in ("Zuständig: Lea Hofstetter", "„Newsletter“", "Was interessiert Sie?", "Lastspitzen", agreed.subject):
        assert part in page
    assert f'action="/erstkontakt/{agreed.pk}/senden/"' in page

    typed = {"subject": "Zu Ihren Lastspitzen", "body": "Selbst getippt."}
    answer = client_of_lea.post(f"/erstkontakt/{agreed.pk}/senden/", typed)
    assert answer.headers["Location"] == f"/kontakte/{agreed.contact_id}/"
    assert Message.objects.get(contact_id=agreed.contact_id).context["body"] == "Selbst getippt."
    page = page_of(client_of_lea, agreed.contact_id)
    assert "Die E-Mail ist unterwegs." in page
    assert "contact-first" not in page


def test_without_consent_there_is_no_button_to_send(client_of_lea: Client, lea: User) -> None:
    # LAW 1.6
    found = proposal_of(asks("file", asked=answered(interest="Lastspitzen")).contact_id)
    page = page_of(client_of_lea, found.contact_id)
    assert "/senden/" not in page
    assert "keine Einwilligung" in page
    assert "Lastspitzen" in page


def test_a_mail_that_is_withheld_says_why_and_keeps_what_was_typed(client_of_lea: Client, agreed: Proposal) -> None:
    says(agreed.contact_id, "withdrawn")
    answer = client_of_lea.post(f"/erstkontakt/{agreed.pk}/senden/", {"subject": "Trotzdem", "body": "Lange getippt."})
    assert answer.status_code == 422
    page = shown(answer.content)
    assert "Die Einwilligung wurde widerrufen." in page
    assert 'value="Trotzdem"' in page
    assert "Lange getippt." in page
    assert "btn-primary" not in page


def test_an_empty_text_is_said_beside_the_field(client_of_lea: Client, agreed: Proposal) -> None:
    answer = client_of_lea.post(f"/erstkontakt/{agreed.pk}/senden/", {"subject": "Nur ein Betreff", "body": ""})
    assert answer.status_code == 422
    assert 'aria-describedby="id_body_error"' in shown(answer.content)
    assert 'value="Nur ein Betreff"' in shown(answer.content)


def test_whoever_comes_too_late_keeps_what_they_have_typed(client_of_lea: Client, lea: User, agreed: Proposal) -> None:
    services.send(agreed.pk, subject="Schneller", body="Text", by=lea.pk)
    answer = client_of_lea.post(f"/erstkontakt/{agreed.pk}/senden/", {"subject": "Zu spät", "body": "Lange getippt."})
    assert answer.status_code == 422
    assert "Zu spät" in shown(answer.content)
    assert "Lange getippt." in shown(answer.content)


def test_a_call_shows_the_number_and_is_noted(client_of_lea: Client, lea: User) -> None:
    found = proposal_of(asks("callback", phone="+49 2331 5550142", responsible=lea.pk).contact_id)
    page = page_of(client_of_lea, found.contact_id)
    assert 'href="tel:+4923315550142"' in page
    assert "Klären:" in page

    client_of_lea.post(f"/erstkontakt/{found.pk}/anruf/", {"outcome": "not_reached", "notes": ""})
    assert "1-mal versucht" in page_of(client_of_lea, found.contact_id)
    client_of_lea.post(f"/erstkontakt/{found.pk}/anruf/", {"outcome": "reached", "notes": "Will ein Muster."})
    made = EffectiveTouchpoint.objects.filter(contact_id=found.contact_id, kind="call.made").order_by("id")
    assert [one.payload["outcome"] for one in made] == ["not_reached", "reached"]
    assert "contact-first" not in page_of(client_of_lea, found.contact_id)


def test_a_dismissal_is_undone_by_a_button(client_of_lea: Client, agreed: Proposal) -> None:
    client_of_lea.post(f"/erstkontakt/{agreed.pk}/verwerfen/")
    assert Proposal.objects.get().state == State.DISMISSED
    undo(client_of_lea, page_of(client_of_lea, agreed.contact_id))
    assert Proposal.objects.get().state == State.PROPOSED


def test_a_link_settles_nothing(client_of_lea: Client, agreed: Proposal) -> None:
    for verb in ("senden", "anruf", "verwerfen"):
        assert client_of_lea.get(f"/erstkontakt/{agreed.pk}/{verb}/").status_code == 405
        assert client_of_lea.post(f"/erstkontakt/999/{verb}/").status_code == 404
    assert Proposal.objects.get().state == State.PROPOSED


def test_the_list_of_tasks_shows_first_contacts_that_are_no_task_already(
    client_of_lea: Client, lea: User, agreed: Proposal
) -> None:
    asks("callback", phone="+49 2331 5550142", email="b@walzwerk.example", responsible=lea.pk)
    react()
    page = shown(client_of_lea.get("/aufgaben/").content)
    section = re.search(r'id="first-contacts".*?</section>', page, re.DOTALL)
    assert section
    assert section[0].count("<li>") == 1
    assert agreed.subject in section[0]


def test_words_of_a_visitor_are_shown_and_never_run(client_of_lea: Client, lea: User) -> None:
    found = proposal_of(asks("file", asked=answered(need="<script>alert(1)</script>")).contact_id)
    content = client_of_lea.get(f"/kontakte/{found.contact_id}/").content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert" in content


def test_english_readers_read_reasons_in_english(client: Client, bob: User, agreed: Proposal) -> None:
    client.force_login(bob)
    page = page_of(client, agreed.contact_id)
    assert "The person has consented for “Newsletter”." in page
    assert "decides the paragraph on the matter" in page
    # The draft speaks the person's language all the same.
    assert "Guten Tag Frau Dr. Reimers," in page
