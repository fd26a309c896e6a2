"""What people say of the mails they get: how often, and from when on again."""

from datetime import date
from typing import Annotated, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trichter.facts.contacts.fields import FREQUENCIES
from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words


class Preferences(Payload):
    """The choice as it was made; what holds now are the contact's fields `mail_frequency` and `mail_paused_until`."""

    frequency: Annotated[Literal["", "weekly", "monthly"], KEPT] = ""
    paused_until: Annotated[date | None, KEPT] = None

    def summary(self) -> str:
        often = str(FREQUENCIES[self.frequency]) if self.frequency else _("as often as there is something")
        if self.paused_until is None:
            return often
        day = date_format(date.fromisoformat(str(self.paused_until)), "SHORT_DATE_FORMAT")
        return _("%(often)s, none until %(day)s") % {"often": often, "day": day}


register(
    Kind(
        "preferences.set",
        Words("Mail preferences set", "Kommunikationseinstellungen geändert"),
        "mail",
        Preferences,
        team="marketing",
        counts=frozenset({"act"}),
    )
)
