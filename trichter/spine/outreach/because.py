"""The sentence under a mail that says why somebody gets it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trichter.facts.consent.models import Consent
from trichter.facts.timeline.models import Touchpoint
from trichter.kernel.environment import environment
from trichter.spine.outreach import grounds

if TYPE_CHECKING:
    from trichter.spine.outreach.models import Message


def because(message: "Message") -> str:
    """In the active language. Advertising to customers says each time that they may object (§ 7 (3) no. 4 UWG)."""
    return _SENTENCES[message.ground["ground"]](message)


def _requested(message: "Message") -> str:
    if when := _asked(message):
        return _("You get this e-mail because you asked for it on %(date)s.") % {"date": when}
    return _("You get this e-mail because you asked for it.")


def _consented(message: "Message") -> str:
    at = Consent.objects.filter(id=message.consent_id or 0).values_list("at", flat=True).first()
    if at:
        return _("You get this e-mail because you agreed to it on %(date)s.") % {"date": _day(at)}
    return _("You get this e-mail because you agreed to it.")


def _customer(_message: "Message") -> str:
    return _(
        "You get this e-mail because you are our customer. You can object to it at any time, at no cost other than "
        "that of transmission at basic rates."
    )


def _optin(_message: "Message") -> str:
    return ""


def _colleague(_message: "Message") -> str:
    return _("You get this e-mail because you work with Trichter.")


def _legal(_message: "Message") -> str:
    return _("You get this e-mail because somebody asked with this address what we know of them.")


def _asked(message: "Message") -> str:
    asked = Touchpoint.objects.filter(contact_id=message.contact_id, id=message.ground["touchpoint"])
    at = asked.values_list("occurred_at", flat=True).first()
    return _day(at) if at else ""


def _day(at: datetime) -> str:
    there = at.astimezone(ZoneInfo(environment().time_zone))
    return format_date(there, "long", locale="de" if (get_language() or "").startswith("de") else "en_GB")


_SENTENCES: dict[str, Callable[["Message"], str]] = {
    grounds.RequestedService.name: _requested,
    grounds.Consented.name: _consented,
    grounds.Customer.name: _customer,
    grounds.OptInRequest.name: _optin,
    grounds.ToColleague.name: _colleague,
    grounds.LegalRequest.name: _legal,
}
