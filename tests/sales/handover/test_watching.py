"""Who lets a lead lie is reminded once before the deadline; once it has passed, the administration hears of it once."""

import os
import signal
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories import anna, bernd, kinds
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.sales.handover import letters, services, shares, watching
from trichter.sales.handover.models import Handover
from trichter.spine.outreach import templates
from trichter.spine.outreach.models import Message
from trichter.spine.outreach.templates import Mail

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def jonas() -> User:
    nord = staff.found_team("Vertrieb Nord", department="sales")
    return staff.invite("jonas@ahornwerk.example", name="Jonas Brandt", role="sales", teams=[nord])


@pytest.fixture
def boss() -> User:
    return staff.invite("boss@ahornwerk.example", name="Berta Boss", role="administration", language="en")


def told() -> list[tuple[int | None, str]]:
    return [(one.colleague_id, one.context["what"]) for one in Message.objects.order_by("created_at", "id")]


def watch(at: datetime) -> int:
    with clock.at(at):
        return watching.watch()


def test_reminder_and_escalation_come_each_once_in_their_time(jonas: User, boss: User) -> None:
    contact = anna()
    with clock.at(MONDAY):
        services.open(contact)
    assert watch(MONDAY + 2 * HOUR) == 0
    assert [watch(MONDAY + 3 * HOUR), watch(MONDAY + 3.5 * HOUR)] == [1, 0]
    assert [watch(MONDAY + 4 * HOUR), watch(MONDAY + 30 * HOUR)] == [1, 0]
    assert told() == [(jonas.pk, "arrived"), (jonas.pk, "soon"), (boss.pk, "late")]
    assert kinds(contact)[-3:] == ["handover.opened", "handover.reminded", "handover.escalated"]


def test_who_gets_what_nobody_was_there_for_lets_it_lie_and_the_administration_hears_of_that_too(
    jonas: User, boss: User
) -> None:
    contact = anna()
    with clock.at(MONDAY):
        shares.leave(jonas.pk, since=MONDAY.date(), until=MONDAY.date())
        row = services.open(contact)
        services.reassign(row, by=boss.pk, to=jonas.pk)
    assert [watch(MONDAY + 4 * HOUR), watch(MONDAY + 30 * HOUR)] == [1, 0]
    assert told() == [(boss.pk, "unattended"), (jonas.pk, "arrived"), (boss.pk, "late")]
    assert kinds(contact)[-3:] == ["handover.escalated", "handover.reassigned", "handover.escalated"]


def test_what_is_given_back_to_nobody_waits_for_the_administration_as_before(jonas: User, boss: User) -> None:
    with clock.at(MONDAY):
        shares.leave(jonas.pk, since=MONDAY.date(), until=MONDAY.date())
        row = services.open(anna())
        services.give_back(row, services.reassign(row, by=boss.pk, to=jonas.pk), by=boss.pk)
    assert Handover.objects.get(id=row).escalated_at == MONDAY
    assert told() == [(boss.pk, "unattended"), (jonas.pk, "arrived")]


def test_those_who_cannot_be_told_of_hold_up_no_others(
    jonas: User, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST", 1)
    with clock.at(MONDAY):
        first, second = services.open(anna()), services.open(bernd())
    with connection.cursor() as cursor:  # a row that no service makes: whose person is no more
        cursor.execute(
            "UPDATE contacts_contact SET erased_at = %s WHERE id = %s",
            [MONDAY, Handover.objects.get(id=first).contact_id],
        )
    assert watch(MONDAY + 30 * HOUR) == 1
    assert Handover.objects.get(id=second).escalated_at


def test_what_is_decided_is_told_nobody(jonas: User, boss: User) -> None:
    with clock.at(MONDAY):
        services.accept(services.open(anna()), by=jonas.pk)
    assert watch(MONDAY + 30 * HOUR) == 0


def test_who_dies_while_telling_has_told_nothing_and_it_is_told_later(
    jonas: User, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = anna()
    with clock.at(MONDAY):
        services.open(contact)

    def die(*_args: object, **_given: object) -> None:
        raise MemoryError

    with monkeypatch.context() as dying:
        dying.setattr("trichter.sales.handover.letters.tell", die)
        assert watch(MONDAY + 3 * HOUR) == 0
    assert Handover.objects.get().reminded_at is None
    assert "handover.reminded" not in kinds(contact)
    assert watch(MONDAY + 3 * HOUR) == 1
    assert told() == [(jonas.pk, "arrived"), (jonas.pk, "soon")]


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Dienstag, 24. November, 10:30"), ("en", "Tuesday 24 November")]
)
def test_the_mail_says_who_until_when_and_where(language: str, words: str, jonas: User) -> None:
    contact = anna()
    with clock.at(MONDAY + 4.5 * HOUR):
        row = Handover.objects.get(id=services.open(contact))
    mail = Mail(1, contact, jonas.pk, jonas.email, language, "", {"handover": row.pk, "what": "arrived"})
    known = templates.named("handover").context(mail)
    assert known["due"].startswith(words)
    assert (known["name"], known["whose"]) == ("anna@example.org", "Jonas Brandt")
    assert known["lead_url"].endswith(f"/lead-eingang/{row.pk}/")


def killed_while_telling(at: datetime) -> None:
    """A worker that has told its colleagues, as it believes, and is killed before anything of it is kept."""
    ears, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        connection.connection = None  # the parent's; this process has one of its own
        tell = letters.tell

        def told_and_stuck(*args: Any, **given: Any) -> None:
            tell(*args, **given)
            os.write(mouth, b".")
            time.sleep(60)

        letters.tell = told_and_stuck
        watch(at)
        os._exit(1)
    assert os.read(ears, 1) == b"."
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    os.close(ears)
    os.close(mouth)


@pytest.mark.django_db(transaction=True)
def test_each_mail_goes_once_though_the_worker_is_killed_at_the_reminder_and_at_the_escalation(
    jonas: User, boss: User
) -> None:
    with clock.at(MONDAY):
        services.open(anna())
    killed_while_telling(MONDAY + 3 * HOUR)
    assert [watch(MONDAY + 3 * HOUR), watch(MONDAY + 3.5 * HOUR)] == [1, 0]
    killed_while_telling(MONDAY + 4 * HOUR)
    assert [watch(MONDAY + 4 * HOUR), watch(MONDAY + 5 * HOUR)] == [1, 0]
    assert told() == [(jonas.pk, "arrived"), (jonas.pk, "soon"), (boss.pk, "late")]
