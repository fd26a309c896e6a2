"""What marketing chooses from when it makes an offer: colleagues, campaigns, fields, consents that have words."""

from dataclasses import dataclass

from trichter.facts.consent.models import Channel as ConsentChannel
from trichter.facts.consent.models import Purpose, Wording
from trichter.facts.contacts.fields import STANDARD
from trichter.facts.contacts.models import FieldDefinition
from trichter.facts.staff.models import Team, User
from trichter.facts.timeline.models import Campaign, Channel
from trichter.generation.assets.models import Asset
from trichter.kernel.words import Words

_FIELDS = ("salutation", "title", "first_name", "last_name", "position", "department", "mobile", "website")
_PARTS = {
    "company.name": Words("Firm: name", "Firma: Name"),
    "company.industry": Words("Firm: industry", "Firma: Branche"),
    "company.employees": Words("Firm: employees", "Firma: Beschäftigte"),
    "company.city": Words("Firm: city", "Firma: Ort"),
    "address.street": Words("Address: street", "Adresse: Straße"),
    "address.postal_code": Words("Address: postal code", "Adresse: Postleitzahl"),
    "address.city": Words("Address: city", "Adresse: Ort"),
    "address.country": Words("Address: country", "Adresse: Land"),
}
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Each as pairs of a value and a label in the active language."""

    colleagues: Pairs
    teams: Pairs
    channels: Pairs
    campaigns: Pairs
    fields: Pairs
    asks: Pairs


def choices() -> Choices:
    """All that there is now."""
    users = User.objects.filter(is_active=True).order_by("name", "pk")
    return Choices(
        colleagues=[(str(user.pk), str(user)) for user in users],
        teams=[(str(team.pk), team.name) for team in Team.objects.order_by("name")],
        channels=[(value, str(label)) for value, label in Channel.choices],
        campaigns=[(row.key, row.name) for row in Campaign.objects.order_by("-pk")[:200]],
        fields=_fields(),
        asks=_asks(),
    )


def file_name(asset: int | None) -> str:
    """The name of a kept file; empty if there is none."""
    return Asset.objects.filter(pk=asset or 0).values_list("name", flat=True).first() or ""


def _fields() -> Pairs:
    """What a question may fill. An e-mail address, a phone number and a firm know their own field."""
    own = [(f"custom:{row.key}", str(Words.of(row.label))) for row in FieldDefinition.objects.order_by("key")]
    standard = [(name, str(STANDARD[name].label)) for name in _FIELDS]
    return [*standard, *((part, str(label)) for part, label in _PARTS.items()), *own]


def _asks() -> Pairs:
    """The consents that have words: purpose and channel, as `newsletter email`."""
    labels = {row.key: str(Words.of(row.label)) for row in Purpose.objects.all()}
    ways = ("email", "phone", "post")
    worded = Wording.objects.filter(channel__in=ways).values_list("purpose", "channel").distinct()
    return [
        (f"{purpose} {channel}", f"{labels.get(purpose, purpose)} ({ConsentChannel(channel).label})")
        for purpose, channel in sorted(worded, key=lambda pair: (pair[0], ways.index(pair[1])))
    ]
