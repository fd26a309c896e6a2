"""Whom we may know already: looked up while somebody is being written down."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from trichter.facts.contacts import identifiers
from trichter.facts.contacts.identifiers import BadEmail, BadPhone
from trichter.facts.contacts.models import Contact
from trichter.insight.people import firm_of, initials, name_of, tone_of
from trichter.kernel.persons import rows_of
from trichter.kernel.text import fold

SHOWN = 5
EMAIL, PHONE, FIRM, PLACE, NAME = "email", "phone", "firm", "place", "name"
WHY = {
    EMAIL: _("has this e-mail address"),
    PHONE: _("has this phone number"),
    FIRM: _("is this company"),
    PLACE: _("is called so and works there"),
    NAME: _("is called so"),
}
"""How we know them again, the surest first."""

# Each part is found along an index of its own; of a name that many bear nobody reads the last.
_FOUND = sql.SQL("""
    SELECT contact_id AS id, kind AS why FROM contacts_identifier
    WHERE (kind, value) IN (('email', %(email)s), ('phone', %(phone)s))
    UNION (SELECT id, 'name' FROM contacts_contact
        WHERE name_key COLLATE "C" = %(name)s AND %(name)s <> '' AND merged_into_id IS NULL AND erased_at IS NULL
        ORDER BY id LIMIT 50)
    UNION (SELECT c.id, 'place' FROM contacts_contact c JOIN contacts_company firm ON firm.id = c.company_id
        WHERE c.name_key COLLATE "C" = %(name)s AND %(name)s <> '' AND merged_into_id IS NULL AND erased_at IS NULL
            AND firm.name_key = %(firm)s
        ORDER BY c.id LIMIT 50)
    UNION (SELECT id, 'firm' FROM contacts_contact
        WHERE name_key COLLATE "C" = left(%(firm)s, 200) AND kind = 'organisation' AND %(name)s = '' AND %(firm)s <> ''
            AND merged_into_id IS NULL AND erased_at IS NULL
        ORDER BY id LIMIT 50)
""")


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be the same. `is_sure` where what is typed leads to their record whatever we say, and `asks`
    where it is likely enough to ask before a second record is made."""

    id: int
    kind: str
    name: str
    detail: str
    initials: str
    tone: int
    why: str
    is_sure: bool
    asks: bool


def alike(
    *, email: str = "", phone: str = "", first_name: str = "", last_name: str = "", firm: str = ""
) -> list[Alike]:
    """Those we know who may be meant, the surest first. What is no address or number yet finds nobody."""
    name = fold(f"{last_name} {first_name}") if last_name else ""
    asked = {"email": _email(email), "phone": _phone(phone), "name": name[:200], "firm": fold(firm)}
    if not any(asked.values()):
        return []
    order = list(WHY)
    why: dict[int, str] = {}
    for row in sorted(rows_of(_FOUND, asked), key=lambda row: (order.index(row["why"]), row["id"])):
        why.setdefault(row["id"], row["why"])
    chosen = list(why)[:SHOWN]
    people = {contact.pk: contact for contact in _alive(chosen)}
    decides = _Typed(has_email=bool(asked["email"]), first_name=fold(first_name), last_name=fold(last_name))
    return [_alike(people[one], why[one], decides) for one in chosen if one in people]


def _alive(ids: Iterable[int]) -> QuerySet[Contact]:
    return Contact.objects.filter(id__in=list(ids), merged_into=None, erased_at=None).select_related("company")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What decides beside a number: as the spine resolves it, an address is stronger, and another name is another
    person."""

    has_email: bool
    first_name: str
    last_name: str

    def leads_to(self, contact: Contact, why: str) -> bool:
        names = ((self.first_name, contact.first_name), (self.last_name, contact.last_name))
        is_other = any(typed and known and typed != fold(known) for typed, known in names)
        return why == EMAIL or (why == PHONE and not self.has_email and not is_other)


def _alike(contact: Contact, why: str, typed: _Typed) -> Alike:
    detail = (contact.position, firm_of(contact), contact.city)
    return Alike(
        id=contact.pk,
        kind=contact.kind,
        name=name_of(contact),
        detail=", ".join(filter(None, detail)),
        initials=initials(contact),
        tone=tone_of(contact),
        why=str(WHY[why]),
        is_sure=typed.leads_to(contact, why),
        asks=why != NAME,
    )


def _email(given: str) -> str:
    try:
        return identifiers.email(given) if given.strip() else ""
    except BadEmail:
        return ""


def _phone(given: str) -> str:
    try:
        return identifiers.phone(given) if given.strip() else ""
    except BadPhone:
        return ""
