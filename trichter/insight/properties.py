"""The fields of a contact: what each holds, as it is stored and in words, and who told it and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel import Locale
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

from trichter.facts.contacts import definitions
from trichter.facts.contacts.fields import ADDRESS_PARTS, COLUMNS, DATES, FREQUENCIES, STANDARD
from trichter.facts.contacts.models import Address, Contact, ContactKind, FieldType
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.insight.names import Names
from trichter.insight.people import firm_of, name_of

NAMES = ("salutation", "title", "first_name", "last_name")
_CUSTOM = "custom:"


@dataclass(frozen=True, slots=True)
class Property:
    """A field with who told it and when: `value` in words, `held` as it is stored.

    `touchpoint` is the one that told it, 0 if nobody has told anything.
    """

    key: str
    label: str
    value: str
    source_label: str
    at: datetime | None
    held: Any = None
    touchpoint: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Who somebody is, and their fields by key, the empty ones too."""

    id: int
    name: str
    position: str
    company_id: int | None
    company_name: str
    is_erased: bool
    tags: tuple[str, ...]
    fields: dict[str, Property]


def filled(all_of_them: Iterable[Property]) -> Iterable[Property]:
    """Those that hold something of the person alone: not the firm, not who of us looks after them."""
    return (one for one in all_of_them if one.value and one.key not in ("company", "owner"))


def fields(contact: Contact, called: Names) -> Iterable[Property]:
    """All that a field of this contact can hold, the empty ones too; a firm has no first name."""
    for name in COLUMNS:
        if contact.kind == ContactKind.PERSON or name not in NAMES:
            held = getattr(contact, name)
            yield _property(contact, name, str(STANDARD[name].label), _in_words(name, held) if held else "", held)
    yield _address(contact)
    yield _company(contact)
    owner = str(contact.owner) if contact.owner else ""
    yield _property(contact, "owner", str(STANDARD["owner"].label), owner, contact.owner_id)
    unknown = {key: key for key in contact.properties if key not in called.customs}
    for key, label in (called.customs | unknown).items():
        held = contact.properties.get(key)
        said = "" if held is None else _shown(held, called.custom_types.get(key, ""))
        yield _property(contact, _CUSTOM + key, label, said, held)


def sheet(contact_id: int) -> Sheet | None:
    """Of one contact, without the rest of its record; None if there is none, or it was merged away."""
    known = Contact.objects.select_related("company", "owner")
    contact = known.filter(id=contact_id, merged_into=None).first()
    if contact is None:
        return None
    customs = definitions.custom_fields()
    called = Names(
        customs={one.key: str(one.label) for one in customs}, custom_types={one.key: one.type for one in customs}
    )
    return Sheet(
        id=contact.pk,
        name=name_of(contact),
        position=contact.position,
        company_id=contact.company_id,
        company_name=firm_of(contact),
        is_erased=contact.erased_at is not None,
        tags=tuple(contact.tags),
        fields={one.key: one for one in fields(contact, called)},
    )


def told_by(contact_id: int, touchpoint: int) -> str:
    """The colleague who recorded it, or what kind of source it was."""
    said = EffectiveTouchpoint.objects.filter(contact_id=contact_id, id=touchpoint).first()
    if said is None:
        return ""
    colleague = said.actor_id if said.actor_type == ActorType.COLLEAGUE else None
    user = User.objects.filter(id=colleague).first() if colleague else None
    return str(user) if user else str(dict(ActorType.choices).get(said.actor_type, ""))


def _property(contact: Contact, key: str, label: str, value: str, held: Any) -> Property:
    source: dict[str, Any] = contact.sources.get(key, {})
    by = dict(ActorType.choices).get(source.get("by", ""), "")
    at = datetime.fromisoformat(source["at"]) if source else None
    return Property(key, label, value, str(by), at, held, source.get("tp", 0))


def _address(contact: Contact) -> Property:
    held = {part: getattr(contact, part) for part in ADDRESS_PARTS}
    return _property(contact, "address", str(STANDARD["address"].label), ", ".join(address_lines(contact)), held)


def address_lines(of: Address) -> Iterable[str]:
    """As one writes it on a letter, the country in the language of whoever reads."""
    yield from filter(None, (of.street, of.street_extra, f"{of.postal_code} {of.city}".strip(), of.region))
    if of.country:
        yield str(_locale().territories.get(of.country, of.country))


def _company(contact: Contact) -> Property:
    """Also one that is only guessed from the address: then nobody has told it."""
    name = contact.company.name if contact.company else ""
    return _property(contact, "company", str(STANDARD["company"].label), name, name)


def _in_words(column: str, value: Any) -> str:
    if column in DATES:
        return date_format(value, "SHORT_DATE_FORMAT")
    if column == "language":
        return str(_locale().languages.get(value[:2], value))
    return str(FREQUENCIES[value]) if column == "mail_frequency" else str(value)


def _locale() -> Locale:
    return Locale.parse(get_language() or "en", sep="-")


def _shown(value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if kind == FieldType.MONEY and isinstance(value, int):
        return number_format(value / 100, decimal_pos=2, use_l10n=True, force_grouping=True) + " €"
    if kind == FieldType.DATE:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if kind == FieldType.NUMBER:
        return str(number_format(value, use_l10n=True))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
