"""Somebody a colleague met: who it is, on which way they came, what they need, and what they agreed to, at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import identifiers
from trichter.facts.contacts.queries import survivor
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import ActorType, Campaign, EffectiveTouchpoint
from trichter.facts.timeline.registry import kinds
from trichter.generation.capture import answers, papers
from trichter.generation.capture.answers import Answer
from trichter.generation.capture.papers import Draft
from trichter.kernel.errors import DomainError
from trichter.spine.intake import record
from trichter.spine.taking_back import take_back
from trichter.spine.touch import Recorded, Touch, colleague

_MOBILE = ("+4915", "+4916", "+4917", "+436", "+417")
"""Beginnings of numbers of telephones that one carries: Germany, Austria, Switzerland."""


class Nobody(DomainError):
    sentence = _("Say who it is: a name, a company, an e-mail address or a phone number.")


class OthersWentOn(DomainError):
    sentence = _("%(name)s has gone on with this contact since: it cannot be taken back any more.")


@dataclass(frozen=True, slots=True)
class Met:
    """What was written down of somebody. `contact` is whom we know already; `interests` answers custom fields.

    `collected_by` names the colleague who met them, if it was not who writes it down.
    """

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    position: str = ""
    firm: str = ""
    language: str = ""
    contact: int | None = None
    is_firm_alone: bool = False
    channel: str = ""
    campaign: str = ""
    place: str = ""
    collector: int | None = None
    collected_by: str = ""
    interest: str = ""
    need: str = ""
    interests: Mapping[str, list[str]] = field(default_factory=dict)
    answer: Answer | None = None
    paper: Draft | None = None

    @property
    def is_nobody(self) -> bool:
        """Whether nothing tells who it is."""
        named = (self.first_name, self.last_name, self.email, self.phone, self.firm)
        return self.contact is None and not any(named)

    @property
    def is_organisation(self) -> bool:
        """A firm of which we know nobody yet."""
        return bool(self.firm) and (self.is_firm_alone or not any((self.first_name, self.last_name)))


@transaction.atomic
def write_down(met: Met, *, by: int, once: str = "") -> Recorded:
    """Record it, with consent and paper, all or nothing. Raises `Nobody`, as `answers.touches` and as `record()` do.

    An address that we know leads to whose it is. `once` makes a form that is sent twice one person; what they agreed to
    the second time and not the first is noted, and the answer is no repetition then.
    """
    if met.is_nobody:
        raise Nobody
    told = {
        "place": met.place,
        "interest": met.interest,
        "text": met.need,
        "collected_by": met.collected_by,
        "collector": met.collector,
    }
    heard = replace(met.answer, paper=met.paper, collected_by=met.collected_by) if met.answer else None
    touch = Touch(
        "contact.captured",
        {name: value for name, value in told.items() if value},
        contact=met.contact,
        is_organisation=met.is_organisation,
        learned=_learned(met),
        channel=met.channel or _channel_of(met.campaign),
        campaign=met.campaign or None,
        actor=colleague(by),
        follows=tuple(answers.touches(heard, by=by)) if heard else (),
        key=f"captured {once}" if once else None,
    )
    [recorded] = record([touch])
    if recorded.repeated and heard:
        return _also_agreed(recorded, heard, by=by, once=once)
    if met.paper and not recorded.repeated:
        papers.attach(met.paper, contact=recorded.contact_id, touchpoint=recorded.touchpoint_id, by=by)
    return recorded


def _also_agreed(recorded: Recorded, heard: Answer, *, by: int, once: str) -> Recorded:
    """What was not said when the form was sent before."""
    said = EffectiveTouchpoint.objects.filter(contact_id=recorded.contact_id, caused_by=recorded.touchpoint_id)
    known = set(said.filter(kind__startswith="consent.").values_list("payload__purpose", "payload__channel"))
    new = [asked for asked in heard.asked if (asked.purpose, asked.channel) not in known]
    return answers.note(recorded.contact_id, replace(heard, asked=new), by=by, once=once) if new else recorded


@transaction.atomic
def undo(contact: int, touchpoint: int, *, by: int) -> bool:
    """Take back what this colleague wrote down: whether the contact is gone, which nothing else has told of.

    Raises `NothingToTakeBack`, and `OthersWentOn` if name and addresses would go from under a colleague's work.
    """
    take_back(contact, [touchpoint], by=by)
    # Asked again under the lock: who was merged away lives on in somebody whom this page has never shown.
    home = survivor(contact)
    _check_others(home, touchpoint, by)
    if home != contact or _is_known_otherwise(contact, touchpoint, by):
        return False
    erased = {"requested_by_person": False, "suppresses": False}
    record([Touch("contact.erased", erased, contact=contact, actor=colleague(by))])
    return True


def _check_others(contact: int | None, touchpoint: int, by: int) -> None:
    """Raises `OthersWentOn`."""
    told = EffectiveTouchpoint.objects.filter(contact_id=contact or 0, actor_type=ActorType.COLLEAGUE)
    other = told.filter(id__gt=touchpoint).exclude(actor_id=by).order_by("id").first()
    if other is not None:
        raise OthersWentOn(name=User.objects.get(pk=other.actor_id or 0).name)


def _is_known_otherwise(contact: int, touchpoint: int, by: int) -> bool:
    """Whether anything beside it, what follows from it and the task that was opened with it tells of the contact.

    A verdict follows from it if no colleague spoke it.
    """
    verdicts = [kind.name for kind in kinds() if kind.is_verdict]
    told = EffectiveTouchpoint.objects.filter(contact_id=contact)
    others = told.exclude(id=touchpoint).exclude(kind="touchpoint.retracted", target_id=touchpoint)
    others = others.exclude(kind="task.opened", actor_type=ActorType.COLLEAGUE, actor_id=by)
    return others.exclude(~Q(actor_type=ActorType.COLLEAGUE), kind__in=verdicts).exists()


def _learned(met: Met) -> dict[str, Any]:
    learned: dict[str, Any] = {
        "email": met.email,
        **_number(met.phone),
        "language": met.language if not met.contact else "",
    }
    if not met.is_organisation:
        learned |= {name: getattr(met, name) for name in ("first_name", "last_name", "position")}
    if met.firm:
        learned["company"] = {"name": met.firm}
    learned |= {f"custom:{key}": chosen for key, chosen in met.interests.items()}
    return {name: value for name, value in learned.items() if value}


def _number(phone: str) -> dict[str, str]:
    """As the field that it belongs to. Raises `BadPhone`."""
    if not phone:
        return {}
    number = identifiers.phone(phone)
    return {"mobile" if number.startswith(_MOBILE) else "phone": number}


def _channel_of(campaign: str) -> str | None:
    """A campaign knows its channel."""
    return Campaign.objects.filter(key=campaign).values_list("channel", flat=True).first() if campaign else None
