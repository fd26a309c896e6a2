"""Sign-ups that nobody confirmed do not stay, nor people of whom nothing else is known (LAW 1.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from trichter.facts.consent import retention
from trichter.facts.consent.models import Consent, State
from trichter.facts.consent.retention import ExpiredRequest
from trichter.facts.contacts import rows
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.spine import rights
from trichter.spine.intake import ContactErased, record
from trichter.spine.timetable import every
from trichter.spine.touch import SYSTEM, Touch

_NEWSLETTER = "newsletter"
_SIGNING_UP = frozenset(
    {"form.submitted", "consent.requested", "consent.expired", "consent.refused", "mail.sent", "mail.bounced"}
)
"""What happens to somebody whose address was typed into a sign-up; the stage it may lead to comes on top."""
_REFUSED_SINCE = timedelta(days=2)
"""Those who said that it was not them are looked at for so long after their time has run out: the job may be away."""


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
    candidates = {request.contact_id for request in expiring} | _refused(now - timedelta(days=days))
    erasing = sorted(contact for contact in candidates if _is_nothing_else_known(contact, besides=gone))
    return Plan(tuple(expiring), tuple(erasing))


@every(timedelta(hours=1), "signups.expire")
def expire() -> Done:
    """Let what is due expire, and erase whom we would not know without it; each person in a transaction."""
    due = plan()
    by_person = groupby(sorted(due.expiring, key=lambda one: one.contact_id), key=lambda one: one.contact_id)
    expired = sum(_expire(contact, list(requests)) for contact, requests in by_person)
    erased = sum(_erase(contact) for contact in due.erasing)
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
        if not _is_nothing_else_known(contact, besides=frozenset()):
            return 0  # somebody has come back since we looked
        try:
            rights.erase(contact, requested_by_person=False, suppresses=False)
        except ContactErased:
            return 0
    return 1


def _refused(at: datetime) -> set[int]:
    """Those who said that it was not them, or that they do not want it after all."""
    said = Consent.objects.filter(state=State.REFUSED, salt__isnull=False, at__lte=at, at__gt=at - _REFUSED_SINCE)
    return set(said.values_list("contact", flat=True))


def _is_nothing_else_known(contact: int, *, besides: Iterable[int]) -> bool:
    """Whether a sign-up is all, and none is open or was confirmed but those of `besides`, which are about to expire."""
    timeline = EffectiveTouchpoint.objects.filter(contact_id=contact)
    if any(not _is_of_sign_up(one) for one in timeline.exclude(kind="stage.reached")):
        return False
    answers = Consent.objects.filter(contact=contact).order_by("id")
    last = {(row.chain_id, row.purpose_id): row for row in answers}
    return all(row.state in (State.EXPIRED, State.REFUSED) or row.pk in besides for row in last.values())


def _is_of_sign_up(touchpoint: EffectiveTouchpoint) -> bool:
    if touchpoint.kind == "form.submitted":
        return bool(touchpoint.payload.get("wants") == _NEWSLETTER)
    return touchpoint.kind in _SIGNING_UP
