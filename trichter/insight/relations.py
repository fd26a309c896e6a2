"""Whom somebody belongs with: the firm and its people, who shares a device, who may be the same person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from psycopg import sql

from trichter.facts.contacts.models import Company, Contact, DuplicateSuggestion
from trichter.insight.people import firm_of, initials, name_of, tone_of
from trichter.kernel.persons import Row, rows_of

COLLEAGUES = 20
# As all of them live on today: merges leave these rows where they were written.
_RELATED = sql.SQL("""
    WITH RECURSIVE everyone AS (
        SELECT %(contact)s::bigint AS id
        UNION SELECT contact.id FROM contacts_contact contact JOIN everyone ON contact.merged_into_id = everyone.id
    ), told AS (
        SELECT 'shared'::text AS how, other_id AS id, ''::text AS reason FROM contacts_shareddevice
        WHERE contact_id IN (SELECT id FROM everyone)
        UNION SELECT 'same', other_id, reason::text FROM contacts_duplicatesuggestion
        WHERE contact_id IN (SELECT id FROM everyone) AND dismissed_at IS NULL
        UNION SELECT 'same', contact_id, reason::text FROM contacts_duplicatesuggestion
        WHERE other_id IN (SELECT id FROM everyone) AND dismissed_at IS NULL
        UNION SELECT told.how, contact.merged_into_id, told.reason
        FROM contacts_contact contact JOIN told ON contact.id = told.id WHERE contact.merged_into_id IS NOT NULL
    )
    SELECT how, id, reason FROM told
    UNION ALL SELECT 'merged', loser_id, '' FROM contacts_merge
    WHERE winner_id = %(contact)s AND undone_at IS NULL AND snapshot <> '{}'
    UNION ALL (SELECT 'firm', id, '' FROM contacts_contact
        WHERE company_id = %(company)s AND id <> %(contact)s AND merged_into_id IS NULL AND erased_at IS NULL
        ORDER BY name_key, id LIMIT %(colleagues)s)
""")
_REASONS = dict(DuplicateSuggestion.Reason.choices)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person beside this one; `detail` tells them from others of the same name."""

    id: int
    name: str
    detail: str
    initials: str
    tone: int
    kind: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """Somebody who may be the same person, and why we think so."""

    who: Somebody
    reason: str


@dataclass(frozen=True, slots=True)
class Relations:
    """Whom a person has to do with; `has_merges` says whether others were merged into them."""

    shared_with: tuple[tuple[int, str], ...]
    suspects: tuple[Suspect, ...]
    has_merges: bool


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """The firm and who else is known there; `has_more` of them than stand here."""

    id: int
    name: str
    domain: str
    city: str
    people: tuple[Somebody, ...]
    has_more: bool


def beside(contact: Contact) -> tuple[Relations, CompanyCard | None]:
    """Whom one contact has to do with, without those who are erased, and the card of their firm."""
    rows = rows_of(_RELATED, {"contact": contact.pk, "company": contact.company_id, "colleagues": COLLEAGUES + 1})
    ids = {row["id"] for row in rows if row["how"] != "merged"} - {contact.pk}
    known = Contact.objects.select_related("company").filter(merged_into=None, erased_at=None).in_bulk(ids)
    colleagues = [known[row["id"]] for row in rows if row["how"] == "firm" and row["id"] in known]
    return _relations(rows, dict(sorted(known.items()))), _company_card(contact.company, colleagues)


def suspects(contact: int) -> tuple[Suspect, ...]:
    """Who may be the same person as this one."""
    known = Contact.objects.select_related("company").filter(id=contact).first()
    return beside(known)[0].suspects if known else ()


def _relations(rows: list[Row], alive: Mapping[int, Contact]) -> Relations:
    shared = {row["id"] for row in rows if row["how"] == "shared"}
    return Relations(
        shared_with=tuple((one.pk, name_of(one)) for one in alive.values() if one.pk in shared),
        suspects=tuple(_suspects(rows, alive)),
        has_merges=any(row["how"] == "merged" for row in rows),
    )


def _suspects(rows: list[Row], alive: Mapping[int, Contact]) -> Iterable[Suspect]:
    for other in alive.values():
        reasons = sorted(row["reason"] for row in rows if row["how"] == "same" and row["id"] == other.pk)
        if reasons:
            yield Suspect(somebody(other), reasons_in_words(reasons))


def reasons_in_words(reasons: Iterable[str]) -> str:
    """Why two may be one."""
    return ", ".join(str(_REASONS[reason]) for reason in dict.fromkeys(reasons))


def somebody(contact: Contact, *, detail: str | None = None) -> Somebody:
    """As lists beside a record show them."""
    told = filter(None, (firm_of(contact), contact.email or contact.phone or contact.mobile))
    return Somebody(
        id=contact.pk,
        name=name_of(contact),
        detail=" · ".join(told) if detail is None else detail,
        initials=initials(contact),
        tone=tone_of(contact),
        kind=contact.kind,
    )


def _company_card(company: Company | None, found: list[Contact]) -> CompanyCard | None:
    if company is None:
        return None
    return CompanyCard(
        id=company.pk,
        name=company.name,
        domain=company.domain or "",
        city=company.city,
        people=tuple(somebody(other, detail=other.position) for other in found[:COLLEAGUES]),
        has_more=len(found) > COLLEAGUES,
    )
