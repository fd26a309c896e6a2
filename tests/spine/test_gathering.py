"""Many forms at the same moment: one commit for those who wait together, and nobody suffers for another's mistake."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial

import pytest
from django.db import connection, transaction

from tests.factories import anna, form, kinds, lea
from tests.threads import PATIENCE, at_once, closing_connections, started
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel import gathering
from trichter.kernel.errors import DomainError
from trichter.spine.gathering import _here, record_together
from trichter.spine.touch import Recorded, Touch, colleague

pytestmark = pytest.mark.django_db(transaction=True)


def _sent(email: str) -> Recorded:
    [recorded] = record_together([form(email)])
    return recorded


def _done(email: str) -> None:
    _sent(email)


def _sent_by_thread(email: str) -> None:
    closing_connections(partial(_done, email))()


def _transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM timeline_touchpoint WHERE kind = 'form.submitted'")
        return int(cursor.fetchone()[0])


def test_who_is_alone_is_recorded_at_once() -> None:
    recorded = _sent("anna@example.org")
    assert recorded.created
    assert kinds(recorded.contact_id) == ["form.submitted", "stage.reached"]


def test_everybody_gets_their_own_answer() -> None:
    answers = at_once(*[partial(_sent, f"visitor{number}@example.org") for number in range(40)])
    addresses = dict(Contact.objects.values_list("id", "email"))
    assert [addresses[one.contact_id] for one in answers] == [f"visitor{number}@example.org" for number in range(40)]
    assert Touchpoint.objects.filter(kind="form.submitted").count() == 40


@contextmanager
def _a_batch_held_up() -> Iterator[None]:
    """Anna's batch waits for the lock of her contact, which another transaction has."""
    contact = anna()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM contacts_contact WHERE id = %s FOR UPDATE", [contact])
        leader = started(partial(_done, "anna@example.org"))
        while not _here._leaders:
            time.sleep(0.01)
        yield
    leader()


def test_those_who_wait_at_the_same_moment_share_a_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "PATIENCE", PATIENCE)
    pool = ThreadPoolExecutor(10)
    with _a_batch_held_up():
        before = _transactions()
        followers = [pool.submit(_sent_by_thread, f"late{number}@example.org") for number in range(10)]
        while len(_here._waiting) < len(followers):
            time.sleep(0.01)
    for follower in followers:
        follower.result(PATIENCE)
    assert Contact.objects.filter(email__startswith="late").count() == 10
    assert _transactions() - before == 2


def test_a_batch_that_is_held_up_does_not_hold_up_the_others() -> None:
    with _a_batch_held_up(), ThreadPoolExecutor(1) as pool:
        pool.submit(_sent_by_thread, "bernd@example.org").result(PATIENCE)
        assert Contact.objects.filter(email="bernd@example.org").exists()


def test_whoever_cannot_be_recorded_is_the_only_one_who_hears_of_it() -> None:
    nobody = Touch("contact.edited", actor=colleague(lea().pk), contact=10**9)

    def mistaken() -> str:
        with suppress(DomainError):
            record_together([nobody])
            return "recorded"
        return "refused"

    def honest(number: int) -> str:
        return "recorded" if _sent(f"honest{number}@example.org").created else "known"

    answers = at_once(mistaken, *[partial(honest, number) for number in range(20)], mistaken)
    assert answers == ["refused", *["recorded"] * 20, "refused"]


def test_within_a_transaction_nothing_is_shared_with_others() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        _sent("anna@example.org")
        _ = 1 / 0
    assert not Contact.objects.exists()
