"""The record of processing activities (Art. 30 GDPR, LAW 1.15), written from how this house is set up now.

What is here follows from the configuration; what no programme knows (contracts with the servers' owners, who has which
key of the building) the firm adds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.formats import date_format

from trichter.facts.consent import wordings
from trichter.facts.consent.models import LegalBasis
from trichter.facts.consent.queries import BLOCK_AFTER_MONTHS, PERMITS, PROOF_OF_CALLS, WARN_AFTER_MONTHS
from trichter.facts.contacts.definitions import custom_fields
from trichter.facts.contacts.fields import STANDARD
from trichter.facts.house.queries import House, house
from trichter.facts.staff.models import Team, User
from trichter.facts.timeline.hits.models import Ground, Source
from trichter.generation.offers.models import Offer
from trichter.generation.tracking import retention
from trichter.generation.tracking.slots import queries as slots
from trichter.insight import measures
from trichter.insight.measures import Line
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Standing
from trichter.spine import rights
from trichter.spine.browsers import PURPOSE
from trichter.spine.outreach.forgetting import KEPT_FOR
from trichter.spine.outreach.returns import strays

_BY_REQUEST = Words(
    "on request, or when nothing justifies to keep them", "auf Verlangen, oder wenn nichts das Behalten rechtfertigt"
)
_HOUSE = Words("colleagues of this house", "Kolleginnen und Kollegen dieser Firma")


Text = str | Words


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity."""

    name: Text
    purpose: Text
    basis: Text
    people: Text
    data: Text
    recipients: Text
    erasure: Text


@dataclass(frozen=True, slots=True)
class Processing:
    """The whole record, as of a moment."""

    at: datetime
    house: House
    activities: tuple[Activity, ...]
    measures: tuple[Line, ...]
    servers: tuple[Line, ...]


def processing() -> Processing:
    """The record as of now, in the active language."""
    return Processing(clock.now(), house(), tuple(_activities()), tuple(measures.measures()), tuple(measures.servers()))


def _activities() -> Iterator[Activity]:
    yield _relations()
    for purpose in wordings.purposes():
        if purpose.key != PURPOSE:
            yield _advertising(purpose)
    if Source.objects.filter(closed_at=None).exclude(ground=Ground.NONE).exists():
        yield _visits()
        if slots.every():
            yield _slots()
    if Offer.objects.exclude(current=None).exists():
        yield _offers()
    if Standing.objects.filter(track_id="hr").exists():
        yield _applicants()
    yield _mails()
    yield _rights()
    yield _suppression()
    yield _accounts()


def _relations() -> Activity:
    own = [str(one.label) for one in custom_fields() if one.is_personal]
    return Activity(
        name=Words("Relations with prospects and customers", "Beziehungen zu Interessenten und Kunden"),
        purpose=Words(
            "answering inquiries, consulting, selling, service",
            "Anfragen beantworten, beraten, verkaufen, betreuen",
        ),
        basis=Words("Art. 6 (1) b, f GDPR", "Art. 6 Abs. 1 b, f DSGVO"),
        people=Words("prospects, customers, people at their firms", "Interessenten, Kunden, Ansprechpartner in Firmen"),
        data=", ".join([*(str(field.label) for field in STANDARD.values()), *own, str(_TIMELINE)]),
        recipients=", ".join([str(_HOUSE), *Team.objects.order_by("name").values_list("name", flat=True)]),
        erasure=_BY_REQUEST,
    )


def _visits() -> Activity:
    months = retention.months()
    return Activity(
        name=Words("Visits to the website", "Besuche auf der Website"),
        purpose=Words(
            "seeing what visitors read, to offer what fits; counting visits by day",
            "sehen, was Besucher lesen, um Passendes anzubieten; Besuche nach Tagen zählen",
        ),
        basis=Words(
            "consent, Art. 6 (1) a GDPR and § 25 (1) TDDDG; counting without any id: Art. 6 (1) f GDPR",
            "Einwilligung, Art. 6 Abs. 1 a DSGVO und § 25 Abs. 1 TDDDG; Zählen ohne Kennung: Art. 6 Abs. 1 f DSGVO",
        ),
        people=Words("visitors of the website", "Besucher der Website"),
        data=Words(
            "pages and times, an id of the browser, its network and kind; of whoever has not agreed only counts, told"
            " apart by a digest whose salt is destroyed each day",
            "Seiten und Zeiten, eine Kennung des Browsers, sein Netz und seine Art; von allen ohne Zustimmung nur"
            " Zählwerte, unterschieden durch eine Prüfsumme, deren Schlüssel jeden Tag vernichtet wird",
        ),
        recipients=_HOUSE,
        erasure=Words(
            f"the id at once with the withdrawal; visits and the log after {months} months",
            f"die Kennung sofort mit dem Widerruf; Besuche und Protokoll nach {months} Monaten",
        ),
    )


def _slots() -> Activity:
    return Activity(
        name=Words("Personal parts of web pages", "Persönliche Bausteine auf Webseiten"),
        purpose=Words("showing what fits the reader", "zeigen, was zu den Lesenden passt"),
        basis=Words(
            "consent, Art. 6 (1) a GDPR and § 25 (1) TDDDG",
            "Einwilligung, Art. 6 Abs. 1 a DSGVO und § 25 Abs. 1 TDDDG",
        ),
        people=Words("visitors of the website who have agreed", "Besucher der Website, die zugestimmt haben"),
        data=Words(
            "pages read; of known people what the conditions ask; which part was shown is only counted, for nobody",
            "gelesene Seiten; von bekannten Personen, wonach die Bedingungen fragen; welcher Baustein gezeigt wurde,"
            " wird nur gezählt, zu niemandem",
        ),
        recipients=_HOUSE,
        erasure=Words("with the visits", "mit den Besuchen"),
    )


_TIMELINE = Words(
    "what happened: forms, mails, calls, meetings, purchases", "was geschah: Formulare, E-Mails, Anrufe, Termine, Käufe"
)


def _advertising(purpose: wordings.Listed) -> Activity:
    bases = dict.fromkeys(f"{one.channel.label}: {_bases(one.channel)}" for one in purpose.asked)
    words = [
        f"{one.channel.label} ({one.language}): {_VERSION} {one.in_force.version}, "
        f"{date_format(one.in_force.published_at, 'SHORT_DATE_FORMAT')}"
        for one in purpose.asked
    ]
    ends = Words(
        f"when it is withdrawn; unused for {WARN_AFTER_MONTHS} months it is warned of, for {BLOCK_AFTER_MONTHS} it"
        f" is not used any more; proofs of calls are kept for {PROOF_OF_CALLS}",
        f"mit dem Widerruf; nach {WARN_AFTER_MONTHS} Monaten ohne Nutzung wird gewarnt, nach {BLOCK_AFTER_MONTHS}"
        " nicht mehr genutzt; Nachweise für Anrufe bleiben 5 Jahre",
    )
    return Activity(
        name=f"{Words('Advertising', 'Werbung')}: {purpose.label}",
        purpose=str(purpose.label),
        basis="; ".join(bases) or "–",
        people=Words("those who have agreed or are customers", "wer eingewilligt hat oder Kunde ist"),
        data="; ".join(
            [
                str(
                    Words(
                        "address on the channel, proof of consent with photographs of signed forms",
                        "Adresse auf dem Kanal, Nachweis der Einwilligung mit Fotos unterschriebener Formulare",
                    )
                ),
                *words,
            ]
        ),
        recipients=_HOUSE,
        erasure=str(ends),
    )


_VERSION = Words("version", "Fassung")


def _bases(channel: str) -> str:
    return " / ".join(str(LegalBasis(basis).label) for basis in sorted(PERMITS.get(channel, ())))


def _offers() -> Activity:
    days = environment().unconfirmed_days
    count = Offer.objects.exclude(current=None).count()
    return Activity(
        name=Words(f"Content offers and forms ({count})", f"Content-Angebote und Formulare ({count})"),
        purpose=Words("sending what visitors ask for", "senden, was Besucher anfordern"),
        basis=Words("Art. 6 (1) b GDPR", "Art. 6 Abs. 1 b DSGVO"),
        people=Words("visitors of the website", "Besucher der Website"),
        data=Words(
            "answers of the form, time, part of the network address, browser",
            "Antworten des Formulars, Zeit, Teil der Netzadresse, Browser",
        ),
        recipients=_HOUSE,
        erasure=Words(
            f"unconfirmed sign-ups after {days} days, doubtful submissions after 30 days, else {_BY_REQUEST.en}",
            f"unbestätigte Anmeldungen nach {days} Tagen, zweifelhafte Einsendungen nach 30 Tagen, sonst"
            f" {_BY_REQUEST.de}",
        ),
    )


def _applicants() -> Activity:
    return Activity(
        name=Words("Applicants", "Bewerbungen"),
        purpose=Words("deciding on employment", "über eine Anstellung entscheiden"),
        basis=Words("Art. 6 (1) b GDPR, § 26 BDSG", "Art. 6 Abs. 1 b DSGVO, § 26 BDSG"),
        people=Words("applicants", "Bewerberinnen und Bewerber"),
        data=Words("contact details, course of the application", "Kontaktdaten, Verlauf der Bewerbung"),
        recipients=_HOUSE,
        erasure=_BY_REQUEST,
    )


def _mails() -> Activity:
    days, back = KEPT_FOR.days, strays.KEPT_FOR.days
    url = environment().mail_url
    server = urlsplit(url.get_secret_value()).hostname if url else None
    return Activity(
        name=Words("Sending mails and reading what returns", "E-Mails senden und Rückläufer lesen"),
        purpose=Words(
            "what was asked for, advertising with consent, answers",
            "Angefordertes, Werbung mit Einwilligung, Antworten",
        ),
        basis=Words("Art. 6 (1) a, b, f GDPR", "Art. 6 Abs. 1 a, b, f DSGVO"),
        people=Words("contacts of this house", "Kontakte dieser Firma"),
        data=Words("address, subject, text, delivery", "Adresse, Betreff, Text, Zustellung"),
        recipients=f"{_HOUSE}; {Words('mail server', 'Mailserver')}: {server or '–'}",
        erasure=Words(
            f"what they said after {days} days, returned mail after {back} days",
            f"der Inhalt nach {days} Tagen, Rückläufer nach {back} Tagen",
        ),
    )


def _rights() -> Activity:
    years = rights.DONE_KEPT.days // 365
    return Activity(
        name=Words("Requests of data subjects", "Betroffenenanfragen"),
        purpose=Words(
            "answering access, correction and erasure within a month",
            "Auskunft, Berichtigung und Löschung binnen eines Monats",
        ),
        basis=Words("Art. 6 (1) c GDPR", "Art. 6 Abs. 1 c DSGVO"),
        people=Words("whoever asks", "wer anfragt"),
        data=Words("address, what was asked, when it was answered", "Adresse, Anliegen, Zeit der Antwort"),
        recipients=_HOUSE,
        erasure=Words(f"after {years} years", f"nach {years} Jahren"),
    )


def _suppression() -> Activity:
    return Activity(
        name=Words("Suppression list", "Sperrliste"),
        purpose=Words(
            "never writing again to whoever does not want it", "niemandem wieder schreiben, der es nicht will"
        ),
        basis=Words("Art. 6 (1) c, f, Art. 21 (3) GDPR", "Art. 6 Abs. 1 c, f, Art. 21 Abs. 3 DSGVO"),
        people=Words("those who objected or were deleted", "wer widersprochen hat oder gelöscht wurde"),
        data=Words(
            "a keyed hash of the address, channel, reason, time",
            "ein Hash der Adresse mit Schlüssel, Kanal, Grund, Zeit",
        ),
        recipients=_HOUSE,
        erasure=Words("it stays: else nobody could keep to it", "bleibt: Sonst könnte sich niemand daran halten"),
    )


def _accounts() -> Activity:
    count = User.objects.filter(is_active=True).count()
    return Activity(
        name=Words(f"Accounts of colleagues ({count})", f"Konten der Kolleginnen und Kollegen ({count})"),
        purpose=Words("signing in, and showing who did what", "Anmeldung und Nachweis, wer was getan hat"),
        basis=Words("Art. 6 (1) b, f GDPR, § 26 BDSG", "Art. 6 Abs. 1 b, f DSGVO, § 26 BDSG"),
        people=_HOUSE,
        data=Words(
            "name, e-mail address, role, teams, sign-ins, what they changed",
            "Name, E-Mail-Adresse, Rolle, Teams, Anmeldungen, Änderungen",
        ),
        recipients=Words("administration", "Administration"),
        erasure=Words(
            "when their work here is no longer to be proven", "wenn ihre Arbeit hier nicht mehr nachzuweisen ist"
        ),
    )
