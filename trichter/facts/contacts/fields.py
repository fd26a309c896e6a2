"""The fields of a contact: which there are, how their values are checked and in which form they are kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from babel import Locale
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts import identifiers
from trichter.facts.contacts.freemail import FREEMAIL
from trichter.facts.contacts.models import FieldDefinition, FieldType
from trichter.facts.staff.models import User
from trichter.kernel.errors import DomainError
from trichter.kernel.text import storable
from trichter.kernel.words import Words

ADDRESS_PARTS = ("street", "street_extra", "postal_code", "city", "region", "country")
COMPANY_PARTS = ("name", "domain", "industry", "employees", "website", "phone", *ADDRESS_PARTS)
FREQUENCIES = {
    "weekly": Words("once a week", "einmal in der Woche"),
    "monthly": Words("once a month", "einmal im Monat"),
}
"""How often at most somebody wants our mails; who says nothing gets all that they agreed to."""
LONGEST = 2_000
LONGEST_TAG = 100
_TERRITORIES = (str(code) for code in Locale("en").territories)
COUNTRIES = frozenset(code for code in _TERRITORIES if len(code) == 2 and code.isalpha()) - {
    "EU",
    "EZ",
    "UN",
    "ZZ",
}
"""ISO 3166-1 alpha-2, from the CLDR that Babel brings."""


class BadField(DomainError):
    sentence = _("%(field)s: %(problem)s")


class UnknownField(DomainError):
    sentence = _("There is no field “%(field)s”.")


_TOO_LONG = _("longer than 2,000 characters")
_NOT_TEXT = _("not a text")
_NOT_IN_PARTS = _("write it in its parts")
_NOT_A_DATE = _("“%(given)s” is not a date; write it as 2026-11-30")
_NOT_A_COUNTRY = _("“%(given)s” is not a country code; write it as DE")
_NOT_A_DOMAIN = _("“%(given)s” is not a domain; write it as firma.example")
_NOT_A_NUMBER = _("“%(given)s” is not a number")
_NOT_WHOLE = _("“%(given)s” is not a whole number")
_NOT_A_COLLEAGUE = _("nobody here has the number %(given)s")
_NOT_A_CHOICE = _("“%(given)s” is not one of the choices")
_NOT_A_FREQUENCY = _("“%(given)s” is neither weekly nor monthly")
_NOT_YES_OR_NO = _("“%(given)s” is neither yes nor no")


def _text(given: Any, **_context: Any) -> str:
    if not isinstance(given, str):
        raise ValueError(_NOT_TEXT)
    if len(given) > LONGEST:
        raise ValueError(_TOO_LONG)
    # Nearly every text is plain; an import asks this twenty times a row.
    return given.strip() if given.isascii() and "\x00" not in given else str(storable(given)).strip()


def _email(given: Any, **_context: Any) -> str:
    text = _text(given)
    if text:
        identifiers.email(text)
    return text


def _phone(given: Any, *, region: str, **_context: Any) -> str:
    text = _text(given)
    return identifiers.phone(text, region=region) if text else ""


def _day(given: Any, **_context: Any) -> str | None:
    if given in (None, ""):
        return None
    try:
        return (given if isinstance(given, date) else date.fromisoformat(str(given)[:10])).isoformat()[:10]
    except ValueError:
        raise ValueError(_NOT_A_DATE % {"given": given}) from None


def _country(given: Any, **_context: Any) -> str:
    code = _text(given).upper()
    if code and code not in COUNTRIES:
        raise ValueError(_NOT_A_COUNTRY % {"given": given})
    return code


def _language(given: Any, **_context: Any) -> str:
    return _text(given).lower()[:5]


def _frequency(given: Any, **_context: Any) -> str:
    often = _text(given)
    if often and often not in FREQUENCIES:
        raise ValueError(_NOT_A_FREQUENCY % {"given": given})
    return often


def _in_parts(given: Any, name: str, parts: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError(_NOT_IN_PARTS)
    for unknown in sorted(set(given) - set(parts)):
        raise UnknownField(field=f"{name}.{unknown}")
    return given


def _address(given: Any, **_context: Any) -> dict[str, str]:
    given = _in_parts(given, "address", ADDRESS_PARTS)
    parts = {part: _text(said) if (said := given.get(part)) else "" for part in ADDRESS_PARTS}
    return parts | {"country": _country(parts["country"])}


def _company(given: Any, *, region: str, **_context: Any) -> dict[str, Any]:
    given = _in_parts(given, "company", COMPANY_PARTS)
    firm: dict[str, Any] = {part: _text(value) for part, value in given.items() if part != "employees" and value}
    if (employees := _whole(given.get("employees"))) is not None:
        if not 0 <= employees < 2**31:
            raise ValueError(_NOT_A_NUMBER % {"given": employees})
        firm["employees"] = employees
    if "domain" in firm and (domain := _domain(firm.pop("domain"))):
        firm["domain"] = domain
    if "phone" in firm:
        firm["phone"] = identifiers.phone(firm["phone"], region=region)
    if "country" in firm:
        firm["country"] = _country(firm["country"])
    return firm


_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_HOST = re.compile(rf"(?!.*\.\d+$)(?:{_LABEL}\.)+{_LABEL}")


def _domain(given: str) -> str | None:
    """The host name of an address as people write it; None for a free mail provider, where no two are colleagues."""
    host = re.split("[/:?#]", given.lower().rpartition("://")[2])[0].rpartition("@")[2].removeprefix("www.").rstrip(".")
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise ValueError(_NOT_A_DOMAIN % {"given": given})
    return None if host in FREEMAIL else host


def _owner(given: Any, *, known: "Definitions", **_context: Any) -> int | None:
    owner = _whole(given)
    if owner is not None and owner not in known.colleagues:
        raise ValueError(_NOT_A_COLLEAGUE % {"given": given})
    return owner


def _whole(given: Any) -> int | None:
    if given in (None, ""):
        return None
    number = _number(given)
    if not isinstance(number, int):
        raise ValueError(_NOT_WHOLE % {"given": given})
    return number


def _number(given: Any, **_context: Any) -> float | int:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        raise ValueError(_NOT_A_NUMBER % {"given": given}) from None
    if not number.is_finite():
        raise ValueError(_NOT_A_NUMBER % {"given": given})
    return int(number) if number == number.to_integral_value() else float(number)


def _bool(given: Any, **_context: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError(_NOT_YES_OR_NO % {"given": given})
    return given


@dataclass(frozen=True, slots=True)
class Field:
    """A standard field: its label and the function that turns what was given into what is kept."""

    label: Words
    clean: Callable[..., Any]


STANDARD: dict[str, Field] = {
    "salutation": Field(Words("Salutation", "Anrede"), _text),
    "title": Field(Words("Title", "Titel"), _text),
    "first_name": Field(Words("First name", "Vorname"), _text),
    "last_name": Field(Words("Last name", "Nachname"), _text),
    "position": Field(Words("Position", "Position"), _text),
    "department": Field(Words("Department", "Abteilung"), _text),
    "email": Field(Words("E-mail", "E-Mail"), _email),
    "phone": Field(Words("Phone", "Telefon"), _phone),
    "mobile": Field(Words("Mobile", "Mobil"), _phone),
    "website": Field(Words("Website", "Website"), _text),
    "language": Field(Words("Language", "Sprache"), _language),
    "birthday": Field(Words("Birthday", "Geburtstag"), _day),
    "mail_frequency": Field(Words("Mails at most", "E-Mails höchstens"), _frequency),
    "mail_paused_until": Field(Words("No mails until", "Keine E-Mails bis"), _day),
    "address": Field(Words("Address", "Adresse"), _address),
    "company": Field(Words("Company", "Firma"), _company),
    "owner": Field(Words("Owner", "Zuständig"), _owner),
}
COMPANY_LABELS = {
    "name": Words("Name", "Name"),
    "domain": Words("Domain", "Domain"),
    "industry": Words("Industry", "Branche"),
    "employees": Words("Employees", "Beschäftigte"),
    "website": Words("Website", "Website"),
    "phone": Words("Phone", "Telefon"),
    "street": Words("Street", "Straße"),
    "street_extra": Words("Address line 2", "Adresszusatz"),
    "postal_code": Words("Postal code", "Postleitzahl"),
    "city": Words("City", "Ort"),
    "region": Words("State or region", "Bundesland oder Region"),
    "country": Words("Country", "Land"),
}
COLUMNS = tuple(name for name in STANDARD if name not in ("address", "company", "owner"))
DATES = frozenset({"birthday", "mail_paused_until"})
"""Columns that hold a day or nothing."""
"""The standard fields that are one column of the same name."""


def can_hold(name: str, value: Any) -> bool:
    """Whether the field takes the value, whatever sort of thing it is."""
    try:
        clean({name: value})
    except (DomainError, TypeError, AttributeError):
        return False
    return True


def clean(
    learned: Mapping[str, Any],
    *,
    region: str = "DE",
    known: "Definitions | None" = None,
    held: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The values in the form in which they are kept; `region` reads phone numbers without country code.

    `known` spares a batch asking for the custom fields again and again; a choice in `held` stands there already, and
    may stay when the house offers it no more. Raises `BadField` with the field and the
    problem, `UnknownField`, `BadEmail` or `BadPhone`.
    """
    custom = known or Definitions()
    stands = held or {}
    cleaned = {name: _clean(name, value, region, custom, stands.get(name)) for name, value in learned.items()}
    # A firm of which nothing was said but a free mail provider is no firm, and no word that there is none.
    return {name: value for name, value in cleaned.items() if name != "company" or value != {}}


class Definitions:
    """What the house has declared, read when it is first needed."""

    @cached_property
    def by_key(self) -> dict[str, FieldDefinition]:
        """All custom fields."""
        return {definition.key: definition for definition in FieldDefinition.objects.all()}

    @cached_property
    def colleagues(self) -> frozenset[int]:
        """All who may own a contact."""
        return frozenset(User.objects.values_list("id", flat=True))


def _clean(name: str, value: Any, region: str, known: Definitions, held: Any) -> Any:
    try:
        if (standard := STANDARD.get(name)) is not None:
            return None if value is None else standard.clean(value, region=region, known=known)
        if name.startswith("tag:") and 0 < len(name.removeprefix("tag:").strip()) <= LONGEST_TAG:
            return _bool(value)
        if name.startswith("custom:"):
            return _clean_custom(name.removeprefix("custom:"), value, known, held)
    except ValueError as problem:
        raise BadField(field=name, problem=problem) from None
    raise UnknownField(field=name)


_CUSTOM: dict[str, Callable[..., Any]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _whole,
    FieldType.DATE: _day,
    FieldType.BOOLEAN: _bool,
}


def _clean_custom(key: str, value: Any, known: Definitions, held: Any) -> Any:
    definition = known.by_key.get(key)
    if definition is None:
        raise UnknownField(field=key)
    if value is None:
        return None
    if definition.type in _CUSTOM:
        return _CUSTOM[definition.type](value)
    chosen = value if definition.type == FieldType.MANY else [value]
    stands = held if isinstance(held, list) else [held]
    for choice in chosen:
        if choice not in definition.options and choice not in stands:
            raise ValueError(_NOT_A_CHOICE % {"given": choice})
    return list(chosen) if definition.type == FieldType.MANY else value
