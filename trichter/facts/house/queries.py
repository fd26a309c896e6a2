"""Who runs this: the firm as its pages and mails name it, what its Impressum lacks, its privacy notice in force."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from trichter.facts.house.legalforms import LEGAL_FORMS, LegalForm
from trichter.facts.house.models import PETROL, HouseRow, PrivacyNotice
from trichter.kernel.remembering import remembered
from trichter.kernel.words import Words


@dataclass(frozen=True, slots=True)
class House:
    """The firm. What it has not said is empty; the accent is always a colour that white can be read on."""

    name: str = ""
    legal_name: str = ""
    legal_form: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "DE"
    phone: str = ""
    email: str = ""
    register_court: str = ""
    register_number: str = ""
    representatives: str = ""
    board_chair: str = ""
    vat_id: str = ""
    supervisor: str = ""
    data_protection_officer: str = ""
    website: str = ""
    business: str = ""
    accent: str = PETROL

    @property
    def title(self) -> str:
        """How it is called on its pages: by its brand, else by its full name."""
        return self.name or self.legal_name

    @property
    def initial(self) -> str:
        """The letter of its mark."""
        return self.title[:1].upper()

    @property
    def address_line(self) -> str:
        """Name and address in one line."""
        town = f"{self.postal_code} {self.city}".strip()
        return ", ".join(part for part in (self.legal_name or self.name, self.street, town) if part)

    @property
    def form(self) -> LegalForm | None:
        """What its legal form asks of it."""
        return LEGAL_FORMS.get(self.legal_form)


@dataclass(frozen=True, slots=True)
class Notice:
    """A version of the privacy notice."""

    id: int
    version: int
    language: str
    text: str
    published_at: datetime


FIELDS = tuple(field.name for field in fields(House))


@remembered
def house() -> House:
    """The firm; all empty if it has not said anything yet."""
    return House(**(HouseRow.objects.values(*FIELDS).first() or {}))


def lacks(house: House) -> tuple[Words, ...]:
    """What the Impressum still needs by law (LAW 1.16: DDG §5, GmbHG §35a and its neighbours)."""
    return tuple(words for has, words in _demands(house) if not has)


def _demands(house: House) -> Iterator[tuple[str, Words]]:
    yield house.legal_name, Words("Full name of the firm", "Vollständiger Name der Firma")
    yield house.legal_form, Words("Legal form", "Rechtsform")
    yield house.street, Words("Street and number", "Straße und Hausnummer")
    yield house.postal_code, Words("Postal code", "Postleitzahl")
    yield house.city, Words("City", "Ort")
    yield house.email, Words("E-mail address", "E-Mail-Adresse")
    # Beside the e-mail address a second quick and direct way (CJEU C-298/07).
    yield house.phone, Words("Phone number", "Telefonnummer")
    if (form := house.form) is None:
        return
    if form.represented_by:
        yield house.representatives, form.represented_by
    if form.is_registered:
        yield house.register_court, Words("Register court", "Registergericht")
        yield house.register_number, Words("Register number", "Registernummer")
    if form.has_board:
        yield house.board_chair, Words("Chair of the supervisory board", "Vorsitz des Aufsichtsrats")


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing an Impressum says; without a label it speaks for itself."""

    value: str
    label: Words | None = None

    def __str__(self) -> str:
        return f"{self.label}: {self.value}" if self.label else self.value


def imprint(house: House) -> tuple[Detail, ...]:
    """All of the Impressum, in the order in which it is read."""
    return tuple(detail for detail in _details(house) if detail.value)


def imprint_lines(house: House) -> tuple[str, ...]:
    """In lines for the foot of a mail, in the active language: what a letter of the firm has to say (GmbHG §35a)."""
    register = f"{house.register_court}, {house.register_number}".strip(" ,")
    ways = " · ".join(way for way in (house.phone, house.email) if way)
    lines = (house.address_line, ways, register, *(str(one) for one in _bodies(house) if one.value))
    return tuple(line for line in lines if line)


def _details(house: House) -> Iterator[Detail]:
    yield Detail(house.legal_name or house.name)
    yield Detail(house.street)
    yield Detail(f"{house.postal_code} {house.city}".strip())
    yield Detail("" if house.country == "DE" else house.country, Words("Country", "Land"))
    yield Detail(house.phone, Words("Phone", "Telefon"))
    yield Detail(house.email, Words("E-mail", "E-Mail"))
    yield Detail(house.website, Words("Website", "Website"))
    yield Detail(house.register_court, Words("Register court", "Registergericht"))
    yield Detail(house.register_number, Words("Register number", "Registernummer"))
    yield from _bodies(house)
    yield Detail(house.supervisor, Words("Supervisory authority", "Aufsichtsbehörde"))


def _bodies(house: House) -> Iterator[Detail]:
    form = house.form
    yield Detail(house.representatives, (form and form.represented_by) or Words("Represented by", "Vertreten durch"))
    yield Detail(house.board_chair, Words("Chair of the supervisory board", "Vorsitz des Aufsichtsrats"))
    yield Detail(house.vat_id, Words("VAT ID", "Umsatzsteuer-Identifikationsnummer"))


@remembered
def notice(language: str) -> Notice | None:
    """The privacy notice in force in that language (LAW 1.15)."""
    return next(iter(notices(language, most=1)), None)


def notices(language: str, *, most: int | None = None) -> list[Notice]:
    """Its versions, newest first."""
    versions = PrivacyNotice.objects.filter(language=language).order_by("-version")
    return [Notice(**row) for row in versions.values(*(field.name for field in fields(Notice)))[:most]]
