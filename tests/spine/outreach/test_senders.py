"""Under whose name we write."""

from datetime import timedelta

import pytest

from tests.factories import lea
from tests.spine.outreach.writing import firm, letter
from trichter.facts.house.queries import house
from trichter.kernel import clock
from trichter.kernel.declaring import Declared
from trichter.spine.outreach import senders
from trichter.spine.outreach.addressing import NotWritable
from trichter.spine.outreach.models import State

pytestmark = pytest.mark.django_db


def names() -> list[tuple[str, bool]]:
    return [(sender.name, sender.is_default) for sender in senders.listing()]


def test_the_first_sender_is_the_default_until_another_is_preferred() -> None:
    senders.add("Ahornwerk", address="info@ahornwerk.example")
    second = senders.add("Laden", address="laden@gießerei.example")
    assert names() == [("Ahornwerk", True), ("Laden", False)]
    senders.prefer(second)
    assert names() == [("Laden", True), ("Ahornwerk", False)]
    assert senders.domains() == ["ahornwerk.example", "xn--gieerei-2va.example"]


def test_a_letter_leaves_under_the_sender_it_names_else_the_default() -> None:
    firm()
    assert senders.for_letter(letter(), house(), is_personal=False).address == "info@ahornwerk.example"
    senders.add("Ahornwerk", address="post@ahornwerk.example")
    other = senders.add("Laden", address="laden@ahornwerk.example", reply_to="lea@ahornwerk.example")
    assert senders.for_letter(letter(), house(), is_personal=False).address == "post@ahornwerk.example"
    named = letter(sender_id=other)
    assert senders.for_letter(named, house(), is_personal=False).reply_to == "lea@ahornwerk.example"
    senders.remove(other)
    assert senders.for_letter(named, house(), is_personal=False).address == "post@ahornwerk.example"


def test_a_file_declares_senders_as_often_as_it_changes() -> None:
    assert senders.declare("Ahornwerk", address="a@ahornwerk.example") is Declared.MADE
    assert senders.declare("Ahornwerk", address="a@ahornwerk.example") is Declared.SAME
    assert senders.declare("Ahornwerk", address="b@ahornwerk.example") is Declared.CHANGED
    assert senders.declare("Laden", address="c@ahornwerk.example", is_default=True) is Declared.MADE
    assert names() == [("Laden", True), ("Ahornwerk", False)]
    assert senders.declare("Ahornwerk", address="b@ahornwerk.example", is_default=True) is Declared.CHANGED


@pytest.mark.parametrize(
    ("name", "address", "reply_to", "error"),
    [
        ("", "a@b.example", "", senders.NamelessSender),
        ("\r\n", "a@b.example", "", senders.NamelessSender),
        ("x", "", "", NotWritable),
        ("x", "a@b.example\r\nBcc: c@d.example", "", NotWritable),
        ("x", "a@b.example", "nobody", NotWritable),
        ("Known", "a@b.example", "", senders.SenderKnown),
    ],
)
def test_what_is_no_sender_is_refused(name: str, address: str, reply_to: str, error: type[Exception]) -> None:
    senders.add("Known", address="x@b.example")
    with pytest.raises(error):
        senders.add(name, address=address, reply_to=reply_to)


def test_a_colleague_has_one_sender_of_their_own() -> None:
    writer = lea()
    senders.add("Lea", address="lea@b.example", colleague=writer.pk)
    with pytest.raises(senders.SenderKnown):
        senders.add("Lea again", address="lea@b.example", colleague=writer.pk)


def test_what_is_not_there_cannot_be_chosen_or_taken_away() -> None:
    with pytest.raises(senders.UnknownSender):
        senders.prefer(1)
    with pytest.raises(senders.UnknownSender):
        senders.remove(1)


# LAW 2.3
def test_mails_that_others_do_not_take_from_us_are_counted_for_a_week() -> None:
    now = clock.now()
    for code, at in (("5.7.515", now), ("5.7.1", now - timedelta(days=8)), ("5.1.1", now)):
        letter(state=State.BOUNCED, code=code, begun_at=at, cause=code).save()
    letter(state=State.FAILED, reason="sender_refused", begun_at=now, cause="refused").save()
    assert senders.refused_lately() == 2
