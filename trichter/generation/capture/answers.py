"""What a person answered a colleague: consent given, refused or taken back, with the proof of how it was said.

What was only said is no proof for mails: then the person is asked by mail and confirms it alone (LAW 1.1, 1.6). For
calls somebody who works here records how it was said (LAW 1.5). Answers cannot be undone, only followed by another.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Channel
from trichter.facts.contacts.models import Contact, ContactKind
from trichter.facts.contacts.queries import survivor
from trichter.generation.capture import papers
from trichter.generation.capture.papers import Draft
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.spine.intake import record
from trichter.spine.touch import PERSON, Recorded, Touch, colleague

GRANTED, REFUSED, WITHDRAWN, PRESUMED = "granted", "refused", "withdrawn", "presumed"
SAYS = {
    GRANTED: Words("agrees", "willigt ein"),
    REFUSED: Words("refuses", "lehnt ab"),
    WITHDRAWN: Words("takes it back", "widerruft"),
    PRESUMED: Words(
        "may be presumed to agree (calls to businesses only)", "ist mutmaßlich einverstanden (nur Anrufe bei Firmen)"
    ),
}
PAPER, WRITTEN, SPOKEN, PHONE = "paper", "written", "spoken", "phone"
HOWS = {
    PAPER: Words("signed on paper", "unterschrieben auf Papier"),
    WRITTEN: Words("by e-mail or letter", "per E-Mail oder Brief"),
    SPOKEN: Words("said in a conversation", "im Gespräch gesagt"),
    PHONE: Words("said on the phone", "am Telefon gesagt"),
}
_PROVES_MAILS = frozenset({PAPER, WRITTEN})


class NothingAsked(DomainError):
    sentence = _("Choose what the answer is about.")


class NoProof(DomainError):
    sentence = _("Say how it can be proven: take a photograph of the paper, or write who said it, when and to whom.")


class NoReason(DomainError):
    sentence = _("Say why this business may be presumed to agree.")


class OnlyCalls(DomainError):
    sentence = _("Consent may be presumed for calls to businesses only, and for nothing else.")


class NoBusiness(DomainError):
    sentence = _("No company is known of this person: agreement of a consumer to calls is never presumed.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is about; `wording` is the version that was shown or read out."""

    purpose: str
    channel: str
    wording: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and how. `at` is when, if it was not just now; `collected_by` who heard it, if somebody else."""

    says: str
    asked: Sequence[Asked]
    how: str = SPOKEN
    note: str = ""
    paper: Draft | None = None
    at: datetime | None = None
    collected_by: str = ""

    def evidence(self) -> Mapping[str, Any]:
        """As the ledger seals it."""
        said = {
            "how": self.how,
            "reason" if self.says == PRESUMED else "note": self.note.strip(),
            "collected_by": self.collected_by,
            "paper": self.paper.digest if self.paper else "",
        }
        return {name: value for name, value in said.items() if value}


def is_asked_by_mail(answer: Answer, asked: Asked) -> bool:
    """Whether the person has to confirm it alone: a yes to mails of which nothing but somebody's word tells."""
    is_yes = answer.says == GRANTED and asked.channel == Channel.EMAIL
    return is_yes and answer.how not in _PROVES_MAILS


def touches(answer: Answer, *, by: int) -> Iterator[Touch]:
    """What is to be recorded. Raises `NothingAsked`, `NoProof`, `NoReason` and `OnlyCalls`."""
    _check(answer)
    for asked in answer.asked:
        said: dict[str, Any] = {"channel": asked.channel, "purpose": asked.purpose, "evidence": answer.evidence()}
        if is_asked_by_mail(answer, asked):
            # In the person's name and now: it is their sign-up, and only their click makes it a consent.
            yield Touch("consent.requested", said | {"wording": asked.wording}, actor=PERSON)
            continue
        if answer.says == PRESUMED:
            said |= {"basis": PRESUMED}
        elif answer.says == GRANTED:
            said |= {"wording": asked.wording}
        state = GRANTED if answer.says == PRESUMED else answer.says
        yield Touch(f"consent.{state}", said, actor=colleague(by), occurred_at=answer.at)


@transaction.atomic
def note(contact: int, answer: Answer, *, by: int, once: str = "") -> Recorded:
    """Record what somebody we know answered. Raises `NoBusiness`, and as `touches` and `record()` do.

    `once` makes the same answer on a form that is sent twice one answer: `repeated` says that nothing of it was new.
    """
    told = [_of(contact, touch, once) for touch in touches(answer, by=by)]
    if answer.says == PRESUMED and not _is_business(contact):
        raise NoBusiness
    recorded = min(record(told), key=attrgetter("repeated"))
    if answer.paper and not recorded.repeated:
        papers.attach(answer.paper, contact=recorded.contact_id, touchpoint=recorded.touchpoint_id, by=by)
    return recorded


def _is_business(contact: int) -> bool:
    """Whether a firm is known, or the contact is one (§ 7 (2) no. 1 UWG)."""
    known = Contact.objects.filter(id=survivor(contact) or contact)
    return known.filter(Q(kind=ContactKind.ORGANISATION) | Q(company__isnull=False)).exists()


def _of(contact: int, touch: Touch, once: str) -> Touch:
    said = json.dumps([touch.kind, touch.payload, str(touch.occurred_at)], sort_keys=True)
    return replace(touch, contact=contact, key=f"answer {once} {contact} {said}" if once else None)


def _check(answer: Answer) -> None:
    if not answer.asked:
        raise NothingAsked
    if answer.says == PRESUMED:
        if any(asked.channel != Channel.PHONE for asked in answer.asked):
            raise OnlyCalls
        if not answer.note.strip():
            raise NoReason
    elif answer.says == GRANTED and not (answer.paper or answer.note.strip()) and not _all_by_mail(answer):
        raise NoProof


def _all_by_mail(answer: Answer) -> bool:
    return all(is_asked_by_mail(answer, asked) for asked in answer.asked)
