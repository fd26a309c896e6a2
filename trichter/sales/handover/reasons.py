"""Why leads are rejected: the reasons that a house offers."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.sales.handover.models import Reason


class NoWords(DomainError):
    sentence = _("Give the reason a name in at least one language.")


class UnknownReason(DomainError):
    sentence = _("This reason is not there any more.")


@dataclass(frozen=True, slots=True)
class Why:
    """A reason; one that is offered no more still stands with what was decided by it."""

    id: int
    label: Words
    icon: str
    is_offered: bool


def every() -> list[Why]:
    """All of them, in their order."""
    return [Why(row.pk, Words.of(row.label), row.icon, row.is_offered) for row in Reason.objects.all()]


def offered() -> list[Why]:
    """Those that can be chosen."""
    return [why for why in every() if why.is_offered]


@transaction.atomic
def keep(label: Words, *, reason: int | None = None) -> int:
    """A new reason, or other words for one. Raises `NoWords` and `UnknownReason`."""
    if not (label.en.strip() or label.de.strip()):
        raise NoWords
    if reason is None:
        last = Reason.objects.aggregate(last=Max("position"))["last"] or 0
        return Reason.objects.create(label=label.row(), position=last + 1).pk
    if not Reason.objects.filter(id=reason).update(label=label.row()):
        raise UnknownReason
    return reason


def offer(reason: int, *, is_offered: bool) -> None:
    """Offer it, or no more. Raises `UnknownReason`."""
    if not Reason.objects.filter(id=reason).update(is_offered=is_offered):
        raise UnknownReason
