"""What people wish of our advertising beside yes and no: a pause, or not so often."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from trichter.facts.contacts.models import Contact
from trichter.kernel import bulk
from trichter.spine.outreach.models import Message, State

if TYPE_CHECKING:
    from datetime import date

_LEFT = (State.SENT, State.SENDING, State.IN_DOUBT)
_LOCK = 7_411
_APART = {"weekly": timedelta(days=7), "monthly": timedelta(days=30)}


def not_before(message: "Message", now: datetime) -> datetime | None:
    """When the person wants this letter at the earliest, if that is not now."""
    wish = Contact.objects.filter(id=message.contact_id).values_list("mail_frequency", "mail_paused_until").first()
    frequency, paused_until = wish or ("", None)
    earliest = [_begin(paused_until)] if paused_until else []
    if frequency in _APART and (last := _last_advertised(message)):
        earliest.append(last + _APART[frequency])
    latest = max(earliest, default=now)
    return latest if latest > now else None


def _begin(day: "date") -> datetime:
    """The first moment of a day in the zone of the house."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _last_advertised(message: "Message") -> datetime | None:
    """One look at a time for each person: two senders that look at once would both find nothing."""
    bulk.ask("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, message.contact_id % 2**31])()
    theirs = Message.objects.filter(contact_id=message.contact_id, is_advertising=True).exclude(id=message.id)
    begun = theirs.filter(state__in=_LEFT).aggregate(last=Max("begun_at"))["last"]
    return begun if isinstance(begun, datetime) else None
