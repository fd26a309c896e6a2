"""Ahornwerk GmbH before its first contact: the firm, colleagues, what one may agree to, campaigns, custom fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from trichter.facts.consent import wordings
from trichter.facts.contacts.models import FieldDefinition, FieldType
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import Department, Role, User
from trichter.facts.timeline.models import Campaign, Channel
from trichter.generation.demo import letterhead
from trichter.generation.demo.courses import FAIRS
from trichter.kernel import clock
from trichter.kernel.words import Words

LOGIN = "lea.hofstetter@ahornwerk.example"
PASSWORD = "22-Messpunkte"  # noqa: S105 for an invented firm only; the command prints it
_FOUNDED = timedelta(days=400)

TEAMS = {
    "Marketing": Department.MARKETING,
    "Vertrieb Nord": Department.SALES,
    "Vertrieb Süd": Department.SALES,
    "Kundendienst": Department.SERVICE,
    "Personal": Department.HR,
}
COLLEAGUES = {
    "lea": ("Lea Hofstetter", Role.ADMINISTRATION, "Vertrieb Nord", "de"),
    "jonas": ("Jonas Brandt", Role.SALES, "Vertrieb Süd", "de"),
    "aylin": ("Aylin Demirci", Role.SALES, "Vertrieb Nord", "de"),
    "miriam": ("Miriam Sander", Role.MARKETING, "Marketing", "de"),
    "grace": ("Grace Adebayo", Role.MARKETING, "Marketing", "en"),
    "emre": ("Emre Yıldız", Role.SERVICE, "Kundendienst", "de"),
    "sophie": ("Sophie Lindner", Role.SERVICE, "Kundendienst", "de"),
    "thomas": ("Thomas Weidinger", Role.HR, "Personal", "de"),
}
"""Name, role, team and language of each."""

PURPOSES = {
    "newsletter": Words("Newsletter", "Newsletter"),
    "whitepaper": Words("White papers", "Whitepaper"),
    "webinars": Words("Webinars", "Webinare"),
    "quote": Words("Questions about a quote", "Rückfragen zum Angebot"),
    "letters": Words("Letters", "Briefe"),
    "visits": Words("Measuring visits", "Besuche messen"),
    "jobs": Words("Job offers", "Stellenangebote"),
}
_MAY_END = "Ich kann mich jederzeit abmelden."
WORDINGS = (
    (400, "newsletter", "email", "de", f"Ja, ich möchte den Newsletter. {_MAY_END}"),
    (400, "newsletter", "email", "en", "Yes, send me the newsletter. I can unsubscribe at any time."),
    (260, "newsletter", "email", "de", f"Ja, senden Sie mir Tipps zum Energiesparen. {_MAY_END}"),
    (150, "newsletter", "email", "de", f"Ja, senden Sie mir einmal im Monat Tipps zum Energiesparen. {_MAY_END}"),
    (60, "newsletter", "email", "de", f"Ja, senden Sie mir etwa zweimal im Monat Tipps zum Energiesparen. {_MAY_END}"),
    (
        60,
        "newsletter",
        "email",
        "en",
        "Yes, send me tips on saving energy about twice a month. I can unsubscribe at any time.",
    ),
    (400, "whitepaper", "email", "de", f"Ja, senden Sie mir neue Whitepaper und Praxisberichte. {_MAY_END}"),
    (400, "webinars", "email", "de", f"Ja, laden Sie mich zu Webinaren ein. {_MAY_END}"),
    (400, "quote", "phone", "de", "Sie dürfen mich zu diesem Angebot anrufen."),
    (400, "visits", "tracking", "de", "Wir zählen Seitenaufrufe auf unserem eigenen Server und geben nichts weiter."),
    (400, "visits", "tracking", "en", "We count page views on our own server and pass nothing on."),
    (400, "jobs", "email", "de", f"Ja, senden Sie mir passende Stellenangebote. {_MAY_END}"),
)
"""Days before today on which each was published; the newest before a moment held then."""

CAMPAIGNS = {
    "whitepaper-12-hebel": ("Whitepaper „12 Hebel“", Channel.SEARCH),
    "ads-energie-messen": ("Google Ads: Energie messen", Channel.PAID_SEARCH),
    "ads-iso-50001": ("Google Ads: ISO 50001", Channel.PAID_SEARCH),
    "linkedin-werkleitung": ("LinkedIn: Werkleitung", Channel.PAID_SOCIAL),
    "linkedin-glaswerk": ("LinkedIn: Praxisbericht Glaswerk", Channel.PAID_SOCIAL),
    "webinar-lastspitzen": ("Webinar „Lastspitzen kappen“", Channel.EVENT),
    "partner-energieberater": ("Partner: Energieberater Süd", Channel.AFFILIATE),
    "partner-verbandsportal": ("Partner: Verbandsportal", Channel.AFFILIATE),
    "mailing-foerderung": ("Mailing: Förderung", Channel.EMAIL),
    **{key: (name, Channel.EVENT) for key, name in FAIRS.values()},
}

FIELDS: tuple[tuple[str, FieldType, Words, list[str]], ...] = (
    (
        "energy_consumption",
        FieldType.NUMBER,
        Words("Energy consumption (MWh a year)", "Energieverbrauch (MWh im Jahr)"),
        [],
    ),
    ("measuring_points", FieldType.NUMBER, Words("Measuring points wanted", "Gewünschte Messpunkte"), []),
    ("iso_50001", FieldType.CHOICE, Words("ISO 50001", "ISO 50001"), ["zertifiziert", "geplant", "nein"]),
    (
        "interests",
        FieldType.MANY,
        Words("Interests", "Interessen"),
        ["Energie messen", "Lastspitzen", "ISO 50001", "Förderung"],
    ),
    ("contract_ends", FieldType.DATE, Words("Electricity contract ends", "Stromvertrag endet"), []),
    ("own_transformer", FieldType.BOOLEAN, Words("Own transformer", "Eigener Trafo"), []),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A version of an offer, what it is asked for, and the privacy notice beside it by language."""

    offer: int
    version: int
    wants: str
    notices: Mapping[str, int]


Wordings = Mapping[tuple[str, str, str], tuple[tuple[datetime, int], ...]]
Offers = Mapping[str, tuple[tuple[datetime, Shown], ...]]


@dataclass(frozen=True)
class House:
    """What stories name: colleagues by first name; wordings by purpose, channel and language, and offers by the title
    of their form, each with its begin."""

    colleagues: Mapping[str, int]
    wordings: Wordings = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)

    def wording(self, purpose: str, channel: str, language: str, *, at: datetime) -> int:
        """The id of the wording that held at that moment; German where there is no other."""
        versions = self.wordings.get((purpose, channel, language)) or self.wordings[purpose, channel, "de"]
        return next(wording for since, wording in reversed(versions) if since <= at)

    def offer(self, title: str, *, at: datetime) -> Shown | None:
        """What stood around the form of that title at that moment; nothing if it was the form of no offer."""
        return next((shown for since, shown in reversed(self.offers.get(title, ())) if since <= at), None)


def furnish(now: datetime) -> House:
    """Make all of it; what it says to the world comes with time (`publishing`)."""
    with clock.at(now - _FOUNDED):
        letterhead.introduce()
        colleagues = {key: _colleague(key).pk for key in COLLEAGUES}
        # One hash for all: each is meant to take its time.
        User.objects.update(password=make_password(PASSWORD))
        for place, (purpose, label) in enumerate(PURPOSES.items()):
            wordings.found_purpose(purpose, label=label, position=place)
        _declare(CAMPAIGNS.items())
    return House(colleagues)


def _colleague(key: str) -> User:
    name, role, team, language = COLLEAGUES[key]
    teams = [staff.found_team(team, department=TEAMS[team])]
    return staff.invite(address(name), name=name, role=role, teams=teams, language=language)


def address(name: str) -> str:
    """The firm's address of a colleague."""
    return name.lower().replace("ı", "i").replace(" ", ".") + "@ahornwerk.example"


def _declare(campaigns: Iterable[tuple[str, tuple[str, Channel]]]) -> None:
    made_at = clock.now()
    Campaign.objects.bulk_create(
        [Campaign(key=key, name=name, channel=channel, created_at=made_at) for key, (name, channel) in campaigns]
    )
    FieldDefinition.objects.bulk_create(
        [
            FieldDefinition(key=key, type=kind, label=label.row(), options=options, created_at=made_at)
            for key, kind, label, options in FIELDS
        ]
    )
