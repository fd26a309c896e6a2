"""Sign-ups that nobody confirmed do not stay, nor people whom nothing else justifies to keep (LAW 1.4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from trichter.facts.consent import retention
from trichter.facts.consent.models import Consent, State
from trichter.facts.consent.retention import ExpiredRequest
from trichter.facts.contacts import rows
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.spine import rights
from trichter.spine.intake import ContactErased, record
from trichter.spine.timetable import every
from trichter.spine.touch import SYSTEM, Touch

_NEWSLETTER = "newsletter"
_BROUGHT = (ActorType.API, ActorType.IMPORT)
_SIGNING_UP = ("form.submitted", "consent.requested", "consent.expired", "consent.refused")
"""What a file or another system may tell of a sign-up: it justifies no more than if we had seen it ourselves."""
_KEEPS = (
    "call.made",
    "conversation.held",
    "meeting.booked",
    "meeting.held",
    "meeting.missed",
    "mail.received",
    "contact.captured",
    "contact.imported",
    "deal.opened",
    "deal.won",
    "deal.lost",
    "quote.sent",
    "purchase.made",
    "referral.made",
    "rating.given",
    "event.registered",
    "event.attended",
    "event.missed",
    "application.received",
    "interview.held",
    "job.offered",
    "person.hired",
)
"""What justifies keeping somebody, whoever tells it. So does whatever a colleague does, a form that asks for more than
the newsletter, and a consent that was ever given, for it has to be provable. Everything else may also happen to
somebody whose address was typed into a sign-up: mails, an out-of-office note, a complaint, a click in the settings."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due: sign-ups that expire, and people who are erased with them."""

    expiring: tuple[ExpiredRequest, ...]
    erasing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done; `forgotten` are requests about data that are so old that nobody asks any more."""

    expired: int
    erased: int
    forgotten: int


def plan(at: datetime | None = None) -> Plan:
    """What `expire` would do now: its dry run (LAW 1.15)."""
    now = at or clock.now()
    days = environment().unconfirmed_days
    expiring = retention.expired_requests(now, days=days)
    gone = {request.consent_id for request in expiring}
    candidates = {request.contact_id for request in expiring} | _denied(now - timedelta(days=days))
    return Plan(tuple(expiring), tuple(sorted(candidates - _kept(candidates, besides=gone))))


@every(timedelta(hours=1), "signups.expire")
def expire() -> Done:
    """Let what is due expire, and erase whom we would not know without it; each person in a transaction."""
    due = plan()
    by_person = groupby(sorted(due.expiring, key=lambda one: one.contact_id), key=lambda one: one.contact_id)
    expiring = {contact: list(requests) for contact, requests in by_person}
    expired = erased = 0
    for contact in sorted(expiring.keys() | set(due.erasing)):
        with transaction.atomic():  # who were only expired when the worker dies would never be looked at again
            expired += _expire(contact, expiring.get(contact, []))
            erased += _erase(contact) if contact in due.erasing else 0
    return Done(expired, erased, rights.forget_old(clock.now()))


def _expire(contact: int, requests: Sequence[ExpiredRequest]) -> int:
    try:
        return len(record([_expiry(contact, request) for request in requests]))
    except ContactErased:
        return 0  # erased since we looked


def _expiry(contact: int, request: ExpiredRequest) -> Touch:
    said = {"channel": request.channel.value, "purpose": request.purpose, "address": request.address}
    key = f"consent {request.consent_id} expired"
    return Touch("consent.expired", said, contact=contact, actor=SYSTEM, key=key)


def _erase(contact: int) -> int:
    """No objection of theirs: whoever has that address may be a customer next week."""
    with transaction.atomic():
        rows.lock([contact])
        if _kept({contact}, besides=frozenset()):
            return 0  # somebody has come back since we looked
        try:
            rights.erase(contact, requested_by_person=False, suppresses=False)
        except ContactErased:
            return 0
    return 1


def _denied(at: datetime) -> set[int]:
    """Those who signed up before and said that it was not them, or that they do not want it after all."""
    asked = Consent.objects.filter(
        contact=OuterRef("contact"), chain=OuterRef("chain"), state=State.REQUESTED, at__lte=at
    )
    said = Consent.objects.filter(Exists(asked), state=State.REFUSED, salt__isnull=False)
    return set(said.values_list("contact", flat=True))


def _kept(contacts: Collection[int], *, besides: Collection[int]) -> set[int]:
    """Those whom something justifies to keep; the sign-ups of `besides` are about to expire, so they do not."""
    acts = EffectiveTouchpoint.objects.filter(contact_id__in=contacts, is_void=False)
    brought = Q(actor_type__in=_BROUGHT) & ~Q(kind__in=_SIGNING_UP)
    wanted_more = Q(kind="form.submitted") & ~Q(payload__contains={"wants": _NEWSLETTER})
    keeping = Q(actor_type=ActorType.COLLEAGUE) | brought | wanted_more | Q(kind__in=_KEEPS)
    kept = set(acts.filter(keeping).values_list("contact_id", flat=True))
    answers = Consent.objects.filter(contact__in=contacts, salt__isnull=False)
    kept |= set(answers.filter(state=State.GRANTED).values_list("contact", flat=True))
    last = {(row.contact_id, row.chain_id, row.purpose_id): row for row in answers.order_by("id")}
    return kept | {row.contact_id for row in last.values() if row.state == State.REQUESTED and row.pk not in besides}
