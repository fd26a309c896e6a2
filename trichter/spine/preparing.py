"""From what a caller says to what can be recorded: everything is checked here, before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count, groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import fields, identifiers
from trichter.facts.contacts.resolving import Key
from trichter.facts.timeline import keys
from trichter.facts.timeline.channels import check_channel
from trichter.facts.timeline.models import ActorType
from trichter.facts.timeline.registry import Kind, kind_named
from trichter.kernel import clock
from trichter.kernel.errors import DomainError
from trichter.kernel.text import storable
from trichter.qualification.lifecycle.deciding import ReasonMissing
from trichter.spine.touch import Actor, Touch

LARGEST_BATCH = 1_000
CORRECTIONS = frozenset({"touchpoint.retracted", "touchpoint.restored", "touchpoint.edited", "touchpoint.judged"})
_REWRITING = frozenset({"contact.merged", "contact.unmerged", "contact.erased"})
DEEPEST = 8
"""How long a chain of causes may become before reactions to it are given up."""

_NAMELESS = frozenset({ActorType.SYSTEM, ActorType.API, ActorType.IMPORT})
"""Those who may do by hand what a colleague does, without a number: their type says who they are."""


class BatchTooLarge(DomainError):
    sentence = _("A batch holds at most 1,000 touchpoints.")


class OursAlone(DomainError):
    sentence = _("“%(kind)s” is what our rules decide; nobody else can record it.")


class NobodyNamed(DomainError):
    sentence = _("“%(kind)s” has to say who did it.")


class Naive(DomainError):
    sentence = _("A time needs its zone.")


class InTheFuture(DomainError):
    sentence = _("Nothing is recorded that lies in the future: %(given)s.")


@dataclass(slots=True)
class Prepared:
    """A touch that may be recorded. `parent` is the place of the touch that this one follows."""

    touch: Touch
    kind: Kind
    payload: dict[str, Any]
    learned: dict[str, Any]
    keys: dict[Key, str]
    occurred_at: datetime
    digest: bytes | None
    parent: int | None


def runs(touches: Sequence[Touch]) -> list[list[Touch]]:
    """The parts of a batch that are recorded one after the other: what rewrites history has to see all before it, and
    to be seen by all after it. Raises `BatchTooLarge`."""
    if len(touches) > LARGEST_BATCH:
        raise BatchTooLarge
    number = count()

    def part(touch: Touch) -> str:
        alone = f"{next(number)}" if touch.kind in _REWRITING else ""
        return alone or ("corrections" if touch.kind in CORRECTIONS else "facts")

    return [list(run) for _part, run in groupby(touches, key=part)]


def prepare(touches: Sequence[Touch], *, now: datetime) -> list[Prepared]:
    """Check and normalise touches and those that follow them, parents first. Raises `DomainError`s; writes nothing."""
    known = fields.Definitions()
    prepared: list[Prepared] = []

    def add(touch: Touch, parent: int | None) -> None:
        place = len(prepared)
        prepared.append(_prepare(_storable(touch), now=now, parent=parent, known=known))
        for follower in touch.follows:
            # As deep as what it follows: else a chain of reactions would begin anew with it, and never end.
            add(follower if follower.depth == touch.depth else replace(follower, depth=touch.depth), place)

    for touch in touches:
        add(touch, None)
    return prepared


def _storable(touch: Touch) -> Touch:
    texts = {name: getattr(touch, name) for name in ("payload", "learned", "visitor", "campaign", "key")}
    unlike = {name: clean for name, given in texts.items() if (clean := storable(given)) is not given}
    if touch.stage and (clean := storable(touch.stage.reason)) != touch.stage.reason:
        unlike["stage"] = replace(touch.stage, reason=clean)
    return replace(touch, **unlike) if unlike else touch


def _prepare(touch: Touch, *, now: datetime, parent: int | None, known: fields.Definitions) -> Prepared:
    kind = kind_named(touch.kind)
    check_channel(touch.channel)
    payload = kind.validate(touch.payload)
    _check_decision(kind, payload)
    _check_actor(kind, touch.actor)
    told = _with_identifiers(touch)
    learned = fields.clean(told, known=known, held=touch.held) if told else {}
    return Prepared(
        touch=touch,
        kind=kind,
        payload=payload,
        learned=learned,
        keys=dict(_keys(touch, learned)),
        occurred_at=_moment(touch.occurred_at, now=now),
        digest=keys.digest(touch.key) if touch.key else None,
        parent=parent,
    )


def _check_decision(kind: Kind, payload: dict[str, Any]) -> None:
    """A stage is set by hand for a reason, or reached by a rule: that decision is never handed in."""
    if kind.name == "stage.set":
        if not payload.get("reason", "").strip():
            raise ReasonMissing
    elif kind.is_verdict:
        raise OursAlone(kind=kind.name)


def _check_actor(kind: Kind, actor: Actor) -> None:
    is_named = actor.type in _NAMELESS or (actor.type == ActorType.COLLEAGUE and actor.id is not None)
    if kind.is_by_hand and not is_named:
        raise NobodyNamed(kind=kind.name)


def _moment(given: datetime | None, *, now: datetime) -> datetime:
    if given is None:
        return now
    if given.tzinfo is None:
        raise Naive
    if given > now + clock.AHEAD:
        raise InTheFuture(given=given.isoformat(timespec="minutes"))
    return given.astimezone(UTC)


def _with_identifiers(touch: Touch) -> dict[str, Any]:
    """An address by which somebody names themselves is also what we learn of them."""
    told = dict(touch.learned)
    if touch.email and "email" not in told:
        told["email"] = touch.email
    if touch.phone and "phone" not in told and "mobile" not in told:
        told["phone"] = touch.phone
    return told


def _keys(touch: Touch, learned: dict[str, Any]) -> Iterator[tuple[Key, str]]:
    for email in dict.fromkeys(filter(None, (touch.email, learned.get("email")))):
        yield (identifiers.EMAIL, identifiers.email(email)), email
    if touch.external:
        yield (identifiers.EXTERNAL, identifiers.external(*touch.external)), touch.external[1]
    for phone in dict.fromkeys(filter(None, (touch.phone, learned.get("phone"), learned.get("mobile")))):
        yield (identifiers.PHONE, identifiers.phone(phone)), phone
    if touch.visitor:
        yield (identifiers.VISITOR, touch.visitor[:200]), touch.visitor[:200]
