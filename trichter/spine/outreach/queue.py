"""Who is next, what is taken back, and what is left of a sender that died."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from psycopg.errors import LockNotAvailable

from trichter.kernel import bulk, clock
from trichter.spine.outreach.models import WAITING, Message, State
from trichter.spine.outreach.reasons import Reason
from trichter.spine.outreach.requests import address_key

CHANNEL = "trichter_outreach"
"""On which the sender listens while it has nothing to do."""
LEASE = timedelta(minutes=30)
"""Longer than a mail server may keep a sender waiting in all (`transports.WHOLE`), and a moment to write it down."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: how many are due by now, since when, how many a server has put off, and how many are in doubt."""

    due: int
    oldest_due_at: datetime | None
    put_off: int
    in_doubt: int


def wake() -> None:
    """Heard by the sender when the transaction commits."""
    bulk.ask("SELECT pg_notify(%s, '')", [CHANNEL])


def take(now: datetime) -> Message | None:
    """Lock the letter that is due next, for this transaction; nobody waits for one whom advertising waits for."""
    due = Message.objects.select_for_update(skip_locked=True).filter(state__in=WAITING, due_at__lte=now)
    return due.order_by("is_advertising", "due_at", "id").first()


def hold(contact: int) -> bool:
    """Keep out, for this transaction, whoever would record something about the person. False if somebody is just doing
    so: then nobody waits, for they may in turn be waiting for the letter."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM contacts_contact WHERE id = %s FOR SHARE NOWAIT", [contact])
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        return False
    return True


def cancel(contact: int, *, purpose: str, address: str, reason: Reason = Reason.TAKEN_BACK) -> int:
    """Take back the advertising for a purpose that waits for this person, or for another record of the same address;
    answers how much (LAW 1.11).

    Waits for a letter that is about to leave: then it leaves, and the objection comes after it.
    """
    theirs = Q(contact_id=contact) | (Q(address_key=address_key(address)) if address.strip() else Q())
    waiting = Message.objects.filter(theirs, state__in=[*WAITING], is_advertising=True, purpose=purpose)
    return waiting.update(state=State.CANCELLED, reason=reason.value)


def doubt_the_abandoned(now: datetime) -> int:
    """Letters whose sender is gone: they may have left or not, so they are never sent again by themselves."""
    gone = Message.objects.filter(state=State.SENDING, due_at__lte=now)
    return gone.update(state=State.IN_DOUBT)


def backlog() -> Backlog:
    """What the doctor and the outbox show."""
    now = clock.now()
    statement = """
        SELECT count(*) FILTER (WHERE due_at <= %(now)s), min(due_at) FILTER (WHERE due_at <= %(now)s),
            count(*) FILTER (WHERE state = 'deferred'),
            (SELECT count(*) FROM outreach_message WHERE state = 'in_doubt')
        FROM outreach_message WHERE state IN ('queued', 'deferred')
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now})
        return Backlog(*cursor.fetchone())


def in_doubt() -> QuerySet[Message]:
    """The letters of which nobody knows whether they left."""
    return Message.objects.filter(state=State.IN_DOUBT)
