"""Invented people and firms: each number gives the same person for ever, in whatever order they are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any, Literal

from trichter.generation.demo.chance import chance
from trichter.generation.demo.names import (
    CITIES,
    CONSUMER_DOMAINS,
    DIALLING_CODES,
    LAST_NAMES,
    LEGAL_FORMS,
    MEN,
    POSITIONS,
    STREETS,
    TITLES,
    TRADES,
    WOMEN,
)
from trichter.kernel.text import fold

Shape = Literal["business", "consumer", "badge", "phone"]
"""With a firm, without one, with nothing but a name, with nothing but a phone number."""
Consent = Literal["confirmed", "pending", "none", "withdrawn"]
"""What became of the question whether we may send the newsletter."""
FIRMS = 1_500


@dataclass(frozen=True, slots=True)
class Firm:
    """Where somebody works."""

    name: str
    domain: str
    industry: str
    employees: int
    country: str
    city: str
    postal_code: str
    street: str

    @property
    def said(self) -> dict[str, Any]:
        """What a form tells of it."""
        return {"name": self.name, "domain": self.domain}

    @property
    def known(self) -> dict[str, Any]:
        """What can be looked up about it."""
        details = ("industry", "employees", "country", "city", "postal_code", "street")
        return self.said | {name: getattr(self, name) for name in details}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. `visitor` is their browser, `points` the measuring points they want."""

    key: str
    first_name: str
    last_name: str
    salutation: str = ""
    title: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    firm: Firm | None = None
    language: str = "de"
    address: tuple[str, str, str, str] | None = None
    consent: Consent = "confirmed"
    browsers: tuple[str, ...] = ()
    owner: str = ""
    points: int = 0

    @property
    def shape(self) -> Shape:
        """What of them we have."""
        if self.email:
            return "business" if self.firm else "consumer"
        return "phone" if self.phone else "badge"

    @property
    def visitor(self) -> str:
        """The browser of every day."""
        return self.browsers[0] if self.browsers else f"browser-{self.key}"

    @property
    def name(self) -> dict[str, str]:
        """What is said of the name alone."""
        named = {
            "salutation": self.salutation,
            "title": self.title,
            "first_name": self.first_name,
            "last_name": self.last_name,
        }
        return {field: value for field, value in named.items() if value}

    @property
    def said(self) -> dict[str, Any]:
        """All that the person tells us in a form."""
        told: dict[str, Any] = {**self.name, "language": self.language}
        if self.position:
            told["position"] = self.position
        if self.phone:
            told["phone"] = self.phone
        if self.firm:
            told["company"] = self.firm.said
        if self.address:
            told["address"] = dict(zip(("street", "postal_code", "city", "country"), self.address, strict=True))
        return told


@cache
def firms() -> tuple[Firm, ...]:
    """All firms, of which no two share name or domain."""
    return tuple(_firms(chance("firms")))


def _firms(rng: Random) -> Iterator[Firm]:
    taken: set[str] = set()
    while len(taken) < FIRMS:
        trade, industry, least, most = rng.choice(TRADES)
        owner = rng.choice(LAST_NAMES)
        country, city, postal_code = rng.choice(CITIES)
        stem = rng.choice((f"{owner} {trade}", f"{trade} {owner}", f"{trade} {city}"))
        domain = f"{slug(stem)}.example"
        legal_form = rng.choice(LEGAL_FORMS)
        employees = int(rng.triangular(int(least), int(most), int(least) * 1.5))
        street = f"{rng.choice(STREETS)} {rng.randint(1, 140)}"
        if domain not in taken:
            taken.add(domain)
            yield Firm(f"{stem} {legal_form}", domain, industry, employees, country, city, postal_code, street)


def invent(number: int, *, shape: Shape = "business") -> Person:
    """The person of this number."""
    rng = chance(f"person {number}")
    is_woman = rng.random() < 0.45
    last_name = rng.choice(LAST_NAMES)
    if rng.random() < 0.04:
        last_name = f"{last_name}-{rng.choice(LAST_NAMES)}"
    person = Person(
        key=str(number),
        first_name=rng.choice(WOMEN if is_woman else MEN),
        last_name=last_name,
        salutation="Frau" if is_woman else "Herr",
        title=rng.choice(TITLES) if rng.random() < 0.06 else "",
        language="en" if rng.random() < 0.05 else "de",
        phone=_phone(number) if rng.random() < 0.45 or shape == "phone" else "",
        points=rng.choice((4, 6, 8, 8, 10, 12, 12, 14, 16, 18, 20, 24, 30)),
    )
    if shape == "badge":
        return replace(person, phone="")
    if shape == "business":
        # The power lets a few firms be known by ten people and most by one or two.
        firm = firms()[int(rng.random() ** 1.3 * FIRMS)]
        position = rng.choice(POSITIONS)[0 if is_woman else 1]
        return replace(person, firm=firm, position=position, email=_email(person, firm.domain, number))
    country, city, postal_code = rng.choice(CITIES)
    address = (f"{rng.choice(STREETS)} {rng.randint(1, 90)}", postal_code, city, country)
    if shape == "phone":
        return replace(person, address=address)
    lives_there = address if rng.random() < 0.4 else None
    return replace(person, address=lives_there, email=_email(person, rng.choice(CONSUMER_DOMAINS), number))


def _email(person: Person, domain: str, number: int) -> str:
    first, last = slug(person.first_name), slug(person.last_name)
    local = (f"{first}.{last}", f"{first[0]}.{last}", last, f"{first}.{last}")[number % 4]
    return f"{local}@{domain}"


def _phone(number: int) -> str:
    area, exchange = DIALLING_CODES[number // 1000 % len(DIALLING_CODES)]
    return f"+49 {area} {exchange}{number % 1000:03d}"


def slug(text: str) -> str:
    """As it stands in an address: ä as ae, no accents, nothing but letters, digits and hyphens."""
    kept = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in fold(text).replace("ı", "i"))
    return "-".join(part for part in kept.split("-") if part)
