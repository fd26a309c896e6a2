"""Why something may leave. A letter names one ground; it is asked when the letter is handed in and when it leaves.

What a ground answers rests on stored rows: the touchpoint that asked, the consent, the conditions of § 7 (3) UWG.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Channel, LegalBasis
from trichter.facts.consent.queries import Obstacle
from trichter.facts.staff.models import User
from trichter.kernel.environment import environment
from trichter.spine.outreach import bouncing, counting, requests, wishes
from trichter.spine.outreach.reasons import Reason

if TYPE_CHECKING:
    from trichter.spine.outreach.models import Message

SERVED_WITHIN = timedelta(days=30)
"""Whoever asked for something longer ago does not expect it any more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a letter may leave. `until` says when, if only the time is wrong; `consent_id` on what it rests."""

    allowed: bool
    reason: str = ""
    consent_id: int | None = None
    until: datetime | None = None


ALLOWED = Verdict(allowed=True)


class Ground(Protocol):
    """A reason to write to somebody. Frozen, and of values that JSON has."""

    @property
    def name(self) -> str:
        """As the ledger calls it."""

    @property
    def is_advertising(self) -> bool:
        """Whether it is the sort of letter to which people can say no."""

    def check(self, message: "Message", now: datetime) -> Verdict:
        """Whether the letter may leave now."""

    def asked_at(self, message: "Message") -> datetime | None:
        """When the person asked for this letter, if they did: an objection of before does not hold it back."""


@dataclass(frozen=True, slots=True)
class RequestedService:
    """The person asked for it, at this address, by a touchpoint of their own."""

    name: ClassVar = "requested_service"
    is_advertising: ClassVar = False

    touchpoint: int

    def check(self, message: "Message", now: datetime) -> Verdict:
        asked = requests.request(message, self.touchpoint)
        if asked is None:
            return _no(Reason.NOT_ASKED)
        if now - asked > SERVED_WITHIN:
            return _no(Reason.ASKED_LONG_AGO)
        if message.template == counting.BY_HAND:
            return ALLOWED
        are_too_many = counting.are_too_many(message, self.name, now, limits=counting.SERVICES)
        return _no(Reason.TOO_MANY) if are_too_many else ALLOWED

    def asked_at(self, message: "Message") -> datetime | None:
        return requests.request(message, self.touchpoint)


@dataclass(frozen=True, slots=True)
class Consented:
    """They agreed to be written to for this purpose at this address (§ 7 (2) no. 2 UWG, LAW 1.6)."""

    name: ClassVar = "consented"
    is_advertising: ClassVar = True

    purpose: str

    def check(self, message: "Message", now: datetime) -> Verdict:
        return _permission(message, self.purpose, LegalBasis.CONSENT, now)

    def asked_at(self, message: "Message") -> datetime | None:  # noqa: ARG002
        return None


@dataclass(frozen=True, slots=True)
class Customer:
    """They bought from us, gave the address with it, were told that they may object, and it is about similar things
    (§ 7 (3) UWG, LAW 1.7). The ledger holds these conditions; that each mail tells them again is composing's work."""

    name: ClassVar = "customer"
    is_advertising: ClassVar = True

    purpose: str

    def check(self, message: "Message", now: datetime) -> Verdict:
        return _permission(message, self.purpose, LegalBasis.CUSTOMER, now)

    def asked_at(self, message: "Message") -> datetime | None:  # noqa: ARG002
        return None


@dataclass(frozen=True, slots=True)
class OptInRequest:
    """They signed up, and are asked whether it was them: once they have answered, no more; and never many times."""

    name: ClassVar = "opt_in_request"
    is_advertising: ClassVar = False

    touchpoint: int

    def check(self, message: "Message", now: datetime) -> Verdict:
        asked = requests.sign_up(message, self.touchpoint)
        if asked is None:
            return _no(Reason.NOT_ASKED)
        if now - asked > timedelta(days=environment().unconfirmed_days):
            return _no(Reason.RUN_OUT)
        if requests.is_answered(message, self.touchpoint):
            return _no(Reason.ANSWERED)
        return _no(Reason.TOO_MANY) if counting.are_too_many(message, self.name, now) else ALLOWED

    def asked_at(self, message: "Message") -> datetime | None:
        return requests.sign_up(message, self.touchpoint)


@dataclass(frozen=True, slots=True)
class ToColleague:
    """It goes to a colleague who works here, at the address with which they sign in."""

    name: ClassVar = "to_colleague"
    is_advertising: ClassVar = False

    def check(self, message: "Message", now: datetime) -> Verdict:  # noqa: ARG002
        them = User.objects.filter(id=message.colleague_id or 0, is_active=True, email=message.address)
        return ALLOWED if message.address and them.exists() else _no(Reason.NO_COLLEAGUE)

    def asked_at(self, message: "Message") -> datetime | None:
        return message.created_at


@dataclass(frozen=True, slots=True)
class LegalRequest:
    """Somebody asked from this address what we know of them, or to be forgotten."""

    name: ClassVar = "legal_request"
    is_advertising: ClassVar = False

    request: int

    def check(self, message: "Message", now: datetime) -> Verdict:
        asked = self.asked_at(message)
        if asked is None:
            return _no(Reason.NOT_ASKED)
        if now - asked > SERVED_WITHIN:
            return _no(Reason.ASKED_LONG_AGO)
        return _no(Reason.TOO_MANY) if counting.are_too_many(message, self.name, now) else ALLOWED

    def asked_at(self, message: "Message") -> datetime | None:
        return requests.legal_request(message, self.request)


_GROUNDS: dict[str, type] = {
    ground.name: ground for ground in (RequestedService, Consented, Customer, OptInRequest, ToColleague, LegalRequest)
}


def stored(ground: Ground) -> dict[str, Any]:
    """As the ledger keeps it."""
    return {"ground": ground.name, **asdict(ground)}  # type: ignore[call-overload]


def read(row: Mapping[str, Any]) -> Ground:
    """From the ledger."""
    ground: Ground = _GROUNDS[row["ground"]](**{name: value for name, value in row.items() if name != "ground"})
    return ground


def may_leave(message: "Message", now: datetime) -> Verdict:
    """The whole question: whether it is a letter for its ground, the ground, and the suppression list."""
    ground = read(message.ground)
    if not message.address:
        return _no(Reason.NO_ADDRESS)
    if not _is_for(message.template, ground):
        return _no(Reason.OTHER_GROUND)
    verdict = ground.check(message, now)
    # What the list says of advertising the ledger of consent has weighed already.
    if verdict.allowed and not ground.is_advertising and requests.is_suppressed(message, ground.asked_at):
        return _no(Obstacle.SUPPRESSED)
    return verdict


def _is_for(template: str, ground: Ground) -> bool:
    """Advertising leaves on a ground of advertising, and the question about a sign-up is bare (LAW 1.2, 1.6)."""
    from trichter.spine.outreach import templates  # what they write under a mail names the grounds

    try:
        known = templates.named(template)
    except templates.UnknownTemplate:
        return True  # nothing can be written of it: whoever composes it says so
    is_bare = ground.name == OptInRequest.name
    return known.is_bare == is_bare and (ground.is_advertising or not known.is_advertising)


def _permission(message: "Message", purpose: str, basis: LegalBasis, now: datetime) -> Verdict:
    if message.contact is None:
        return _no(Obstacle.NONE)
    found = consents.may_write(
        message.contact, channel=Channel.EMAIL.value, purpose=purpose, address=message.address, at=now
    )
    if not found.allowed:
        return _no(found.obstacle or Obstacle.NONE, consent_id=found.consent_id)
    resting = requests.permission(message, purpose, basis, now)
    if resting is None:
        return _no(Obstacle.BASIS, consent_id=found.consent_id)
    if bouncing.is_bouncing(message, now):
        return _no(Reason.BOUNCING, consent_id=resting)
    until = wishes.not_before(message, now)
    reason = Reason.PAUSED.value if until else ""
    return Verdict(allowed=until is None, reason=reason, consent_id=resting, until=until)


def _no(reason: Reason | Obstacle, *, consent_id: int | None = None) -> Verdict:
    return Verdict(allowed=False, reason=reason.value, consent_id=consent_id)
