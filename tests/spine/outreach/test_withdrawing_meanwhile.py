"""Withdrawing and sending at one instant: the mail was on its way before the withdrawal held, or it never leaves."""

from collections import Counter

import pytest
from django.db import transaction

from tests.factories import happen, newsletter, says
from tests.spine.outreach.posts import Told, news, row, settled
from tests.threads import at_once
from trichter.spine.intake import record
from trichter.spine.outreach import sending
from trichter.spine.outreach.models import Message
from trichter.spine.touch import SYSTEM, Touch

ROUNDS = 50
OTHER_SPELLING = str.upper

pytestmark = pytest.mark.django_db(transaction=True)


def subscribers() -> list[tuple[int, str]]:
    newsletter()
    addresses = [f"person{number}@example.org" for number in range(ROUNDS)]
    people = [
        one.contact_id
        for one in happen(*(Touch("contact.imported", {"source": "x"}, email=a, actor=SYSTEM) for a in addresses))
    ]
    for contact, address in zip(people, addresses, strict=True):
        says(contact, "granted", address=address)
    return list(zip(people, addresses, strict=True))


def test_a_mail_is_on_its_way_before_the_withdrawal_holds_or_it_never_leaves() -> None:  # LAW 1.11
    settled()
    seen: Counter[str] = Counter()
    for contact, address in subscribers():
        posted, transport = news(contact), Told()

        def withdraw(contact: int = contact, address: str = address, letter: int = posted.id) -> str:
            """What the withdrawal's own transaction sees of the letter, at its very end."""
            said = {"channel": "email", "purpose": "newsletter", "address": OTHER_SPELLING(address)}
            with transaction.atomic():
                record([Touch("consent.withdrawn", said, contact=contact)])
                return str(Message.objects.values_list("state", flat=True).get(id=letter))

        def send(transport: Told = transport) -> str:
            return str(sending.send_next(transport))

        state, _sent = at_once(withdraw, send)
        while sending.send_next(transport):
            pass
        seen[state] += 1
        assert len(transport.taken) == (state in ("sending", "sent")), state
        assert row(posted).state == ("sent" if transport.taken else "cancelled")
        assert news(contact, cause="afterwards").state == "withheld"
    assert set(seen) <= {"sending", "sent", "cancelled"}, seen
    assert seen["cancelled"], seen


def test_two_withdrawals_of_two_records_of_one_mailbox_do_not_wait_for_each_other_for_ever() -> None:
    settled()
    newsletter()
    address = "both@example.org"
    people = [
        happen(Touch("contact.imported", {"source": "x"}, external=("crm", f"{n}"), actor=SYSTEM))[0].contact_id
        for n in range(2)
    ]
    for number in range(10):
        for contact in people:
            says(contact, "granted", address=address)
        posted = [news(contact, address=address, cause=f"{number}") for contact in people]
        assert {one.state for one in posted} == {"queued"}
        at_once(*[lambda contact=contact: says(contact, "withdrawn", address=address) for contact in people])
        assert {row(one).state for one in posted} == {"cancelled"}


def test_a_withdrawal_that_is_rolled_back_has_taken_nothing_back() -> None:  # LAW 1.11
    settled()
    contact, address = subscribers()[0]
    posted = news(contact)

    with transaction.atomic():
        says(contact, "withdrawn", address=OTHER_SPELLING(address))
        assert row(posted).state == "cancelled"
        transaction.set_rollback(True)
    assert row(posted).state == "queued"
    assert sending.send_next(transport := Told())
    assert len(transport.taken) == 1
