"""What became of letters: for the outbox, for a person's record, and for whoever has to decide by hand."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.spine.outreach import outcomes, queue, templates
from trichter.spine.outreach.models import WAITING, Decision, Message, State
from trichter.spine.outreach.reasons import Reason, told

PAGE = 50
_GROUNDS = {
    "requested_service": _("The person asked for it."),
    "consented": _("The person agreed to it."),
    "customer": _("The person is a customer (§ 7 (3) UWG)."),
    "opt_in_request": _("The person signed up and is asked whether it was them."),
    "to_colleague": _("It goes to a colleague."),
    "legal_request": _("The person asked about their data."),
}
_SETTLED = (State.SENT, State.BOUNCED)


class NoSuchLetter(DomainError):
    sentence = _("There is no such mail.")


class NothingToDecide(DomainError):
    sentence = _("There is nothing to decide about this mail any more.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter in a list, with the names of whom it reaches."""

    letter: Message
    name: str
    state: str
    reason: str
    decided_by: str = ""

    @property
    def title(self) -> str:
        """Its subject, or before it is written the one that it will have."""
        if self.letter.subject or "subject" in self.letter.context:
            return self.letter.subject or str(self.letter.context["subject"])
        try:
            template = templates.named(self.letter.template)
        except templates.UnknownTemplate:
            return self.letter.template
        return str(template.title or template.name if callable(template.subject) else template.subject)

    @property
    def ground(self) -> str:
        """Why it may leave."""
        return str(_GROUNDS[self.letter.ground["ground"]])

    @property
    def is_waiting(self) -> bool:
        """Whether it will be tried by itself."""
        return self.letter.state in WAITING


def one(letter: int) -> Message | None:
    """The letter of that number."""
    return Message.objects.filter(id=letter).first()


SHELVES: dict[str, tuple[State, ...]] = {
    "waiting": (State.QUEUED, State.DEFERRED, State.SENDING),
    "in_doubt": (State.IN_DOUBT,),
    "undeliverable": (State.BOUNCED, State.FAILED),
    "withheld": (State.WITHHELD, State.CANCELLED),
    "sent": (State.SENT,),
}
"""The outbox in the order in which somebody looks through it."""


def shelf(name: str, *, before: int | None = None) -> list[Listed]:
    """A page of one part of the outbox."""
    return listing(SHELVES[name], before=before)


def on_shelves() -> dict[str, int | None]:
    """How many letters lie on each; of those sent nobody counts how many, there are ever more."""
    found = counts()
    numbers: dict[str, int | None] = {
        name: sum(found.get(state.value, 0) for state in states) for name, states in SHELVES.items()
    }
    return numbers | {"sent": None}


def opened(letter: int) -> Listed | None:
    """One letter with its names."""
    row = one(letter)
    return _named([row])[0] if row else None


def can_be_decided(letter: Message) -> tuple[str, ...]:
    """What a colleague may decide about it: one that failed for good was not sent."""
    if letter.state not in _DECIDABLE:
        return ()
    return tuple(one.value for one in Decision if letter.state == State.IN_DOUBT or one != Decision.WAS_SENT)


def listing(states: Sequence[State], *, before: int | None = None, limit: int = PAGE) -> list[Listed]:
    """A page of the letters in these states, newest first; `before` is the number of the last one seen."""
    rows = Message.objects.filter(state__in=[*states]).defer("source")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _named(list(rows.order_by("-id")[:limit]))


def of_contact(contact: int, *, limit: int = PAGE) -> list[Listed]:
    """The letters to, or about, a person, newest first."""
    return _named(list(Message.objects.filter(contact_id=contact).defer("source").order_by("-id")[:limit]))


def in_doubt() -> list[Listed]:
    """Those of which nobody knows whether they left."""
    return listing([State.IN_DOUBT])


def counts() -> dict[str, int]:
    """How many letters are in each state but those that were sent, of which there are ever more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM outreach_message WHERE state <> 'sent' GROUP BY state")
        return dict(cursor.fetchall())


def named(contacts: Collection[int], message_ids: Iterable[str]) -> dict[str, Message]:
    """The letters of these people by these Message-IDs, for their timeline and for the proof of a sign-up."""
    rows = Message.objects.filter(contact_id__in=contacts, message_id__in={*message_ids} - {""})
    return {letter.message_id: letter for letter in rows}


def unsettled(contact: int) -> list[Listed]:
    """The letters to a person that did not leave, or of which nobody knows: what no timeline can tell, newest first."""
    rows = Message.objects.filter(contact_id=contact, colleague_id=None).exclude(state__in=_SETTLED)
    return _named(list(rows.defer("source").order_by("-id")[:PAGE]))


def message_id_of(contact: int, cause: str) -> str:
    """The Message-ID of the last letter of that cause to a person, or nothing if none was written."""
    rows = Message.objects.filter(contact_id=contact, cause=cause).exclude(message_id="")
    return rows.order_by("-id").values_list("message_id", flat=True).first() or ""


def last_used(contact: int, purpose: str) -> datetime | None:
    """When the person was last written to for a purpose (LAW 1.9)."""
    rows = Message.objects.filter(contact_id=contact, purpose=purpose, state=State.SENT)
    return rows.order_by("-sent_at").values_list("sent_at", flat=True).first()


def decide(letter: int, decision: str, *, by: int) -> Message:
    """What a colleague makes of a letter in doubt, or of one that failed. Raises `NoSuchLetter`, `NothingToDecide`."""
    now, decision = clock.now(), Decision(decision)
    with transaction.atomic():
        row = one(letter)
        if row is None:
            raise NoSuchLetter
        if decision not in can_be_decided(row):
            raise NothingToDecide
        if decision == Decision.WAS_SENT:
            outcomes.sent(row)
        decided: dict[str, Any] = {"decision": decision, "decided_by": by, "decided_at": now}
        after = State.SENT if decision == Decision.WAS_SENT else row.state
        if not Message.objects.filter(id=letter, state=after).update(**decided | _FOLLOWS[decision](now)):
            raise NothingToDecide
        if decision == Decision.SEND_AGAIN:
            queue.wake()
    return one(letter) or row


_DECIDABLE = (State.IN_DOUBT, State.FAILED)
_FOLLOWS: dict[Decision, Any] = {
    Decision.WAS_SENT: lambda _now: {},
    Decision.SEND_AGAIN: lambda now: {"state": State.QUEUED, "due_at": now, "reason": ""},
    Decision.DROP: lambda _now: {"state": State.CANCELLED, "reason": Reason.DROPPED.value},
}


def _named(rows: list[Message]) -> list[Listed]:
    ids = {row.colleague_id or 0 for row in rows} | {row.decided_by or 0 for row in rows}
    colleagues = dict(User.objects.filter(id__in=ids).values_list("id", "name"))
    people = {row.pk: str(row) for row in Contact.objects.filter(id__in={row.contact_id for row in rows})}
    return [
        Listed(
            row,
            name=colleagues.get(row.colleague_id or 0) or people.get(row.contact_id) or row.address,
            state=str(State(row.state).label),
            reason=told(row.reason),
            decided_by=colleagues.get(row.decided_by or 0, ""),
        )
        for row in rows
    ]
