"""Unconfirmed sign-ups must not stay (LAW 1.4): finds them and says what would be done; the spine does it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent.models import Channel, Consent, State
from trichter.kernel.errors import DomainError

DAYS = 7
MOST_DAYS = 14
"""No statute says a number; this is what practice holds defensible under Art. 17 (1) (a) GDPR."""


class TooLong(DomainError):
    sentence = _("Unconfirmed sign-ups are kept for %(least)s to %(most)s days, not for %(days)s.")


@dataclass(frozen=True, slots=True)
class ExpiredRequest:
    """A sign-up that nobody confirmed in time."""

    contact_id: int
    consent_id: int
    channel: Channel
    purpose: str
    address: str
    requested_at: datetime


def expired_requests(at: datetime, *, days: int = DAYS) -> list[ExpiredRequest]:
    """The requests older than `days` to which nothing followed, neither an answer nor the same question anew: that
    one has its own time. Raises `TooLong`."""
    if not 1 <= days <= MOST_DAYS:
        raise TooLong(least=1, most=MOST_DAYS, days=days)
    later = Consent.objects.filter(
        contact=OuterRef("contact"), chain=OuterRef("chain"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk")
    )
    rows = Consent.objects.filter(state=State.REQUESTED, at__lte=at - timedelta(days=days), salt__isnull=False)
    unanswered = rows.exclude(Exists(later)).order_by("id")
    return [
        ExpiredRequest(
            contact_id=row.contact_id,
            consent_id=row.pk,
            channel=Channel(row.channel),
            purpose=row.purpose_id,
            address=row.address or "",
            requested_at=row.at,
        )
        for row in unanswered.iterator()
    ]


def sentence(request: ExpiredRequest) -> str:
    """What the dry run says of it (LAW 1.15)."""
    return gettext("The unconfirmed sign-up of %(address)s for %(purpose)s (%(channel)s) of %(day)s expires.") % {
        "address": request.address,
        "purpose": request.purpose,
        "channel": request.channel.label,
        "day": formats.date_format(request.requested_at, "SHORT_DATE_FORMAT"),
    }
