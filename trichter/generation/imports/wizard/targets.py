"""What a column of a file may hold, and the words by which people call it in German and English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trichter.facts.contacts.fields import STANDARD
from trichter.facts.contacts.models import FieldDefinition
from trichter.kernel.text import fold
from trichter.kernel.words import Words

_SIGNS = re.compile(r"[^\w]+")
SKIP = "skip"
KEEP = "keep"
PERSON, FIRM, ADDRESS, REST, OWN = (
    Words("Person", "Person"),
    Words("Firm", "Firma"),
    Words("Address", "Adresse"),
    Words("Other", "Anderes"),
    Words("Own fields", "Eigene Felder"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A place in our records. `words` are titles that mean it, folded."""

    key: str
    label: Words
    group: Words
    words: frozenset[str] = frozenset()


def word(title: str) -> str:
    """A title as it is compared: folded, without signs and what stands in brackets."""
    return " ".join(_SIGNS.sub(" ", fold(re.sub(r"\(.*?\)", "", title))).split())


def _field(name: str, *words: str) -> Target:
    return _target(f"fields.{name}", STANDARD[name].label, PERSON, *words)


def _target(key: str, label: Words, group: Words, *words: str) -> Target:
    return Target(key, label, group, frozenset(map(word, words)))


_STANDARD = (
    _field("salutation", "Anrede", "Salutation", "Geschlecht"),
    _field("title", "Titel", "Akad. Titel", "akademischer Titel", "Title"),
    _field("first_name", "Vorname", "First name", "Given name", "Firstname", "Rufname", "Vornamen"),
    _field("last_name", "Nachname", "Familienname", "Zuname", "Last name", "Surname", "Lastname", "Family name"),
    _target(
        "whole_name",
        Words("Whole name (first and last)", "Ganzer Name (Vor- und Nachname)"),
        PERSON,
        "Name", "Ansprechpartner", "Ansprechpartnerin", "Ansprechperson", "Kontakt", "Kontaktperson",
        "Vor- und Nachname", "Full name", "Contact", "Contact person", "Kunde", "Person", "Teilnehmer",
        "Name, Vorname", "Vorname Nachname", "Vorname Name", "Name Vorname", "Kundenname", "Vollständiger Name",
    ),
    _field("email", "E-Mail", "Email", "Mail", "E-Mail-Adresse", "Emailadresse", "Mailadresse", "E-Mail geschäftlich"),
    _field("phone", "Telefon", "Tel", "Telefonnummer", "Tel.-Nr.", "Festnetz", "Phone", "Rufnummer", "Durchwahl", "Fon",
           "Telefon geschäftlich", "Phone number", "Telephone"),
    _field("mobile", "Mobil", "Handy", "Mobiltelefon", "Mobilnummer", "Handynummer", "Mobile", "Cell", "Cell phone"),
    _field("position", "Position", "Funktion", "Rolle", "Job title", "Berufsbezeichnung", "Stelle", "Beruf"),
    _field("department", "Abteilung", "Department", "Bereich"),
    _field("birthday", "Geburtstag", "Geburtsdatum", "geb.", "geb. am", "Birthday", "Date of birth", "Geboren"),
    _field("language", "Sprache", "Language", "Korrespondenzsprache"),
    _field("website", "Website", "Webseite", "Homepage", "Internet", "URL", "Web", "www"),
    _target("company.name", Words("Firm: name", "Firma: Name"), FIRM,
            "Firma", "Firmenname", "Unternehmen", "Company", "Company name", "Organisation", "Organization",
            "Arbeitgeber", "Betrieb", "Kundenfirma", "Firma Name", "Account"),
    _target("company.domain", Words("Firm: domain", "Firma: Domain"), FIRM, "Domain", "Domäne"),
    _target("company.industry", Words("Firm: industry", "Firma: Branche"), FIRM, "Branche", "Industry", "Industrie"),
    _target("company.employees", Words("Firm: employees", "Firma: Beschäftigte"), FIRM,
            "Mitarbeiter", "Mitarbeiterzahl", "Beschäftigte", "Anzahl Mitarbeiter", "Employees", "Anzahl MA"),
    _target("company.phone", Words("Firm: phone", "Firma: Telefon"), FIRM,
            "Firma Telefon", "Telefon Firma", "Zentrale", "Telefonzentrale", "Telefon Zentrale", "Company phone"),
    _target("company.website", Words("Firm: website", "Firma: Website"), FIRM, "Firma Website", "Firmenwebsite"),
    _target("address.street", Words("Street and number", "Straße und Hausnummer"), ADDRESS,
            "Straße", "Strasse", "Str.", "Straße und Hausnummer", "Straße/Nr.", "Straße Nr.", "Street", "Anschrift",
            "Adresse", "Address", "Straße, Nr."),
    _target("address.street_extra", Words("Address: second line", "Adresse: zweite Zeile"), ADDRESS,
            "Adresszusatz", "Zusatz", "Address 2", "Address line 2", "c/o"),
    _target("address.postal_code", Words("Postal code", "Postleitzahl"), ADDRESS,
            "PLZ", "Postleitzahl", "Zip", "Zip code", "Postal code", "Postcode"),
    _target("address.city", Words("City", "Ort"), ADDRESS, "Ort", "Stadt", "Wohnort", "City", "Town", "Gemeinde"),
    _target("address.region", Words("State or region", "Bundesland oder Region"), ADDRESS,
            "Bundesland", "Region", "Kanton", "State", "Province"),
    _target("address.country", Words("Country", "Land"), ADDRESS, "Land", "Country", "Staat"),
    _target("occurred_at", Words("Day of the contact", "Tag des Kontakts"), REST,
            "Datum", "Kontakt am", "Erstkontakt", "erfasst am", "angelegt am", "Erstellt am", "Date", "Created",
            "Created at", "Kontaktdatum", "Erfassungsdatum", "Messetag", "Eingang", "Eingangsdatum", "Gesprächsdatum",
            "Anfrage vom"),
    _target("tags", Words("Tags, separated by commas", "Schlagwörter, durch Komma getrennt"), REST,
            "Tags", "Schlagwort", "Schlagwörter", "Kategorie", "Kategorien", "Labels"),
    _target("owner", Words("Owner (colleague's e-mail address)", "Zuständig (E-Mail-Adresse aus dem Team)"), REST,
            "Zuständig", "Betreuer", "Owner", "Bearbeiter", "Vertriebsmitarbeiter", "Verantwortlich"),
    _target("external", Words("Number in another system", "Nummer in einem anderen System"), REST,
            "Kundennummer", "Kunden-Nr.", "Kundennr.", "Kd.-Nr.", "KdNr", "Customer number", "Customer id", "Debitor",
            "Debitorennummer", "ID", "Kontakt-ID"),
    _target(KEEP, Words("Keep with the entry in the timeline", "Beim Eintrag im Verlauf aufbewahren"), REST,
            "Bemerkung", "Bemerkungen", "Notiz", "Notizen", "Kommentar", "Anmerkung", "Anmerkungen", "Notes", "Note",
            "Comment", "Comments", "Interesse", "Anliegen", "Thema", "Info", "Infos", "Gesprächsnotiz"),
)  # fmt: skip


def targets() -> dict[str, Target]:
    """All of them, those of this house included."""
    own = [
        _target(f"custom.{row.key}", Words.of(row.label), OWN, row.key, *map(str, row.label.values()))
        for row in FieldDefinition.objects.order_by("key")
    ]
    return {target.key: target for target in (*_STANDARD, *own)}


def by_word(known: Mapping[str, Target]) -> dict[str, str]:
    """Folded titles and the target that each means."""
    return {word: target.key for target in known.values() for word in target.words}
