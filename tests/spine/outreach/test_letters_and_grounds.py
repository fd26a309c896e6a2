"""Which mail may leave on which ground, and what a question about one's data permits."""

import pytest

from tests.factories import anna, bernd, day, does, lea, newsletter
from tests.spine.outreach.posts import ANNA, news, paper, question, row, sent, settled, signed_up, subscriber, write
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine import rights
from trichter.spine.models import RightsRequest
from trichter.spine.outreach import queries, templates
from trichter.spine.outreach.grounds import LegalRequest
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.transports import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    settled()


def test_the_question_about_a_sign_up_is_bare_and_nothing_else_leaves_on_its_ground() -> None:  # LAW 1.2
    newsletter()
    contact = anna()
    touchpoint = signed_up(contact)
    for template in templates.registered():
        posted = question(contact, touchpoint, template=template.name, cause=template.name)
        assert (posted.state == "queued") == template.is_bare, template.name
        served = paper(contact, template=template.name, cause=f"service {template.name}")
        assert (served.state == "queued") == (not template.is_bare), template.name
        Message.objects.all().delete()  # so many in an hour would be too many


def test_advertising_leaves_on_no_ground_but_one_of_advertising(monkeypatch: pytest.MonkeyPatch) -> None:  # LAW 1.6
    pitch = templates.Template("pitch", Words("Buy", "Kaufen"), "mail/letter", is_advertising=True)
    monkeypatch.setitem(templates._templates, "pitch", pitch)
    contact = subscriber()
    assert row(paper(contact, template="pitch")).reason == "other_ground"
    assert news(contact, template="pitch", cause="news").state == "queued"


def data_request() -> int:
    rights.ask(ANNA, kind="access", language="de")
    return RightsRequest.objects.get().pk


def test_a_question_about_data_is_answered_to_its_own_address_alone() -> None:
    with clock.at(day(1)):
        number = data_request()
        assert write(LegalRequest(number), address="Anna@Example.org").state == "queued"
        assert row(write(LegalRequest(number), address="other@example.org")).reason == "not_asked"
    with clock.at(day(31.1)):
        assert row(write(LegalRequest(number), address=ANNA, cause="late")).reason == "asked_long_ago"


def test_an_answer_in_doubt_that_is_sent_again_after_erasure_is_withheld_and_holds_up_nobody() -> None:  # LAW 1.12
    contact = anna()
    data_request()
    assert len(sent(Answer("unknown"))) == 0
    does(contact, "contact.erased")
    letter = Message.objects.get()
    queries.decide(letter.id, "send_again", by=lea().pk)
    other = paper(bernd())
    assert [left.id for left in sent()] == [other.id]
    assert Message.objects.get(id=letter.id).reason == "no_address"
