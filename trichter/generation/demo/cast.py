"""The people whom the design draws: where they work, how far they are, and when they last did something."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from trichter.generation.demo.people import Consent, Firm, Person, slug
from trichter.generation.demo.tables import rows

WELLNER = Firm("Wellner Gießtechnik GmbH", "wellner.example", "Metall", 180, "DE", "Hagen", "58095", "Ofenstraße 4")
REIMERS = Person(
    "reimers",
    "Anja",
    "Reimers",
    title="Dr.",
    salutation="Frau",
    position="Leiterin Produktion",
    email="a.reimers@wellner.example",
    phone="+49 2331 5550142",
    firm=WELLNER,
    owner="lea",
    points=22,
)

_PEOPLE = rows(
    """
    Frau | Samira Toprak | Einkaufsleiterin | Kunststoff Ebert GmbH | Kunststoff | 140 | Bielefeld
    Herr | Henrik Maurer | Leiter IT | Stadtwerke Auental | Versorgung | 260 | Auental
    Frau | Petra Lindqvist | Geschäftsführerin | Brauhaus Feldmann GmbH | Lebensmittel | 85 | Kassel
    Herr | Tobias Rehm | Energiemanager | Papierfabrik Lohe GmbH | Papier und Druck | 320 | Lohe-Rickelshof
    Herr | Florian Beck | Technischer Leiter | Möbelwerke Harth GmbH | Holz und Möbel | 210 | Herford
    Frau | Katrin Oswald | Controlling | Molkerei Sonnhalde eG | Lebensmittel | 190 | Kempten
    Herr | Mehmet Aksoy | Werkleiter | Aksoy Metallbau GmbH | Metall | 95 | Esslingen
    Frau | Julia Steinbach | Leiterin Nachhaltigkeit | Glaswerk Thalau GmbH | Glas und Keramik | 240 | Thalau
    Herr | Ralf Dornbusch | Instandhaltung | Druckhaus Kiefer GmbH | Papier und Druck | 110 | Gütersloh
    Frau | Nina Havel | Projektleiterin | Textil Marbach GmbH | Textil | 130 | Marbach
    Herr | Christoph Engel | Geschäftsführer | Engel Kältetechnik GmbH | Handwerk | 45 | Mainz
    Frau | Sabine Rottmann | Assistenz der Leitung | Keramik Wiesental GmbH | Glas und Keramik | 60 | Lörrach
    Herr | Oskar Pohl | Energieberater | Pohl und Partner | Energieberatung | 12 | Ulm
    Frau | Melanie Fuchs | Leiterin Einkauf | Fleischhof Brenner GmbH | Lebensmittel | 150 | Offenburg
    Herr | Jörg Albrecht | Geschäftsführer | Zimmerei Albrecht | Handwerk | 18 | Füssen
    Frau | Katharina Voss | Werkleiterin | Voss Zerspanung GmbH | Maschinenbau | 120 | Solingen
    Herr | Dr. Ingo Thal | Geschäftsführer | Federnwerk Thal GmbH | Metall | 75 | Hohenlimburg
    Frau | Sandra Küster | Leiterin Produktion | Küster Drehteile GmbH | Maschinenbau | 90 | Tuttlingen
    Herr | Piotr Nowak | Leiter Instandhaltung | Feinguss Aurich GmbH | Gießerei | 160 | Aurich
    Frau | Ulrike Mayr | Umweltbeauftragte | Mayr Antriebe GmbH | Maschinenbau | 220 | Dingolfing
    Herr | Gerald Welz | Einkauf | Sägewerk Tannbach GmbH | Holz und Möbel | 55 | Tannbach
    Herr | Bernd Kaltenbach | Leiter Technik | Kaltenbach Walzwerk GmbH | Metall | 310 | Siegen
    Frau | Renate Busch | Geschäftsführerin | Ziegelei Ostheim GmbH | Baustoffe | 70 | Ostheim
    Herr | Dirk Lenz | Inhaber | Wäscherei Lenz | Textil | 35 | Celle
    Frau | Beate Uhlig | Leiterin Einkauf | Kartonagen Uhlig GmbH | Papier und Druck | 140 | Zwickau
    Herr | Uwe Prior | Technischer Leiter | Galvanik Prior GmbH | Metall | 110 | Iserlohn
    Frau | Ines Haberland | Müllermeisterin | Mühle Haberland | Lebensmittel | 22 | Wittenberg
    Herr | Stefan Brunner | Leiter Produktion | Eloxal Brunner GmbH | Metall | 130 | Rosenheim
    Frau | Maria Kornfeld | Geschäftsführerin | Bäckerei Kornfeld GmbH | Lebensmittel | 180 | Soest
    Herr | Dr. Kai Roth | Geschäftsführer | Schmiede Roth GmbH | Metall | 260 | Remscheid
    Frau | Yasmin Demir | Leiterin Logistik | Logistik Havelberg GmbH | Logistik | 400 | Havelberg
    Herr | Holger Tewes | Werkleiter | Gießerei Tewes GmbH | Gießerei | 95 | Meschede
    Frau | Carla Nolte | Geschäftsführerin | Verpackung Nolte GmbH | Papier und Druck | 80 | Nienburg
    Herr | Jens Wiebe | Elektromeister | Wellner Gießtechnik GmbH | Metall | 180 | Hagen
    Frau | Carola Stark | Leiterin Einkauf | Wellner Gießtechnik GmbH | Metall | 180 | Hagen
    """
)
"""Salutation, name, position, firm, industry, how many work there, city: from the screens 02, 04, 05, 08 and 03."""

_WAYS = rows(
    """
    Samira Toprak | opportunity | event | lea | 14 | 40
    Henrik Maurer | sql | referral | jonas | 18 | 60
    Petra Lindqvist | sql | event | lea | 12 | 120
    Tobias Rehm | mql | paid_search |  | 40 | 180
    Florian Beck | sql | search | lea | 16 | 154
    Katrin Oswald | mql | paid_social |  |  | 1440 | pending
    Mehmet Aksoy | mql | event |  |  | 1470
    Julia Steinbach | sql | search | jonas | 30 | 1500
    Ralf Dornbusch | mql | affiliate |  |  | 2880 | none
    Nina Havel | mql | search |  |  | 4320
    Christoph Engel | sql | referral | lea | 8 | 5760
    Sabine Rottmann | mql | email |  |  | 7200 | withdrawn
    Oskar Pohl | mql | affiliate |  |  | 7290
    Melanie Fuchs | mql | paid_search |  |  | 8640
    Jörg Albrecht | mql | search
    Katharina Voss | mql | search
    Dr. Ingo Thal | lead | search
    Sandra Küster | sql | paid_search | jonas | 10
    Piotr Nowak | lead | paid_social
    Ulrike Mayr | subscriber | search
    Gerald Welz | lead | search
    Bernd Kaltenbach | lead | event
    Renate Busch | opportunity | any | lea | 15
    Dirk Lenz | opportunity | any | lea | 10
    Beate Uhlig | opportunity | any | lea | 20
    Uwe Prior | opportunity | any | lea | 25
    Ines Haberland | opportunity | any | lea | 9
    Stefan Brunner | opportunity | any | lea | 18
    Maria Kornfeld | opportunity | any | lea | 11
    Dr. Kai Roth | opportunity | any | lea | 35
    Yasmin Demir | opportunity | any | lea | 20
    Holger Tewes | customer | any | lea | 15
    Carla Nolte | customer | any | lea | 12
    Jens Wiebe | subscriber | any
    Carola Stark | lead | event
    """
)
"""Name, furthest stage, channel; where known owner, measuring points, minutes since the last sign, consent."""


@dataclass(frozen=True, slots=True)
class Role:
    """One of them. An empty channel means any; without `minutes_ago` their story brings the last sign of them."""

    person: Person
    furthest: str
    channel: str
    minutes_ago: int


def _cast() -> Iterator[Role]:
    for who, way in zip(_PEOPLE, _WAYS, strict=True):
        _name, furthest, channel, owner, points, minutes, consent = (*way, *("",) * (7 - len(way)))
        person = _person(*who, owner=owner, points=int(points or 0), consent=consent or "confirmed")
        yield Role(person, furthest, "" if channel == "any" else channel, int(minutes or 0))


def _person(
    salutation: str,
    name: str,
    position: str,
    firm: str,
    industry: str,
    employees: str,
    city: str,
    *,
    owner: str,
    points: int,
    consent: str,
) -> Person:
    title, _, rest = name.partition(" ") if name.startswith("Dr. ") else ("", "", name)
    first_name, _, last_name = rest.partition(" ")
    domain = f"{slug(firm.removesuffix(' GmbH'))}.example"
    works_at = Firm(firm, domain, industry, int(employees), "DE", city, "", "") if firm != WELLNER.name else WELLNER
    return Person(
        slug(name),
        first_name,
        last_name,
        title=title,
        salutation=salutation,
        position=position,
        email=f"{slug(first_name)[0]}.{slug(last_name)}@{works_at.domain}",
        firm=works_at,
        owner=owner,
        points=points,
        consent=cast(Consent, consent),
    )


CAST = tuple(_cast())
