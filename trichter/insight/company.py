"""The page of a firm: what we know of it, who is known there, what they have bought, and what happened with all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from psycopg import sql

from trichter.facts.contacts.fields import ADDRESS_PARTS, COMPANY_LABELS, STANDARD
from trichter.facts.contacts.models import Company, Contact
from trichter.facts.staff.models import User
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import ActorType, Touchpoint
from trichter.insight.deals import KINDS, Deal, deals_of
from trichter.insight.entries import Entry, entries
from trichter.insight.grades import Grade, grade
from trichter.insight.lines import Line, lines
from trichter.insight.names import names
from trichter.insight.people import TONES, name_of
from trichter.insight.properties import address_lines
from trichter.insight.timelines import ALL, View
from trichter.kernel.persons import Row, rows_of
from trichter.qualification.scoring import queries as scoring
from trichter.spine.firms import told_in

LISTED = 50
MOST = 200
"""So many people's timelines are laid together; of a firm with more, those who were active last."""
ADDRESS = "address"
PLAIN = ("name", "domain", "industry", "employees", "website", "phone")
# Whoever is known there, the last active first: by the index on the firm, then a look at each one's journey.
_PEOPLE = sql.SQL("""
    SELECT c.id, count(*) OVER () AS total, s.version_id, s.fit, s.falls_at FROM contacts_contact c
    LEFT JOIN lifecycle_journey j ON j.contact_id = c.id
    LEFT JOIN scoring_score s ON s.contact_id = c.id
    WHERE c.company_id = %(company)s AND c.merged_into_id IS NULL AND c.erased_at IS NULL
    ORDER BY j.active_at DESC NULLS LAST, c.id LIMIT %(most)s
""")


@dataclass(frozen=True, slots=True)
class Part:
    """Something known of the firm: `value` in words, `held` as it is stored, the address by its parts.

    `seen` is the touchpoint that told it, which an edit names; 0 if none did.
    """

    key: str
    label: str
    value: str
    held: Any
    source_label: str
    at: datetime | None
    seen: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a firm is called, and all that is known of itself, by key."""

    id: int
    name: str
    parts: dict[str, Part]


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """All that the page of a firm shows; `total` is how many people are known there."""

    sheet: Sheet
    domain: str
    city: str
    initials: str
    tone: int
    worth: Grade | None
    people: tuple[Line, ...]
    total: int
    deals: tuple[Deal, ...]
    timeline: tuple[Entry, ...]
    next_before: int | None
    is_of_all: bool


def record(company: int, *, limit: int = 50, before: int | None = None, seen: View = ALL) -> CompanyRecord | None:
    """One firm with a page of the timeline of all its people, from `before` on backwards; None if there is none."""
    firm = Company.objects.filter(id=company).first()
    if firm is None:
        return None
    rows = rows_of(_PEOPLE, {"company": company, "most": MOST})
    people = [row["id"] for row in rows]
    touchpoints = timeline.timeline_of(people, limit=limit + 1, before=before, only=seen.only())
    page, deals = touchpoints[:limit], timeline.latest_of_kinds(people, KINDS, limit=10 * LISTED)
    called = _called({t.contact_id for t in (*page, *deals)})
    return CompanyRecord(
        sheet=_sheet(firm),
        domain=firm.domain or "",
        city=firm.city,
        initials="".join(word[0] for word in firm.name.split()[:2] if word[0].isalnum()).upper() or "?",
        tone=firm.pk % TONES + 1,
        worth=_worth(rows),
        people=lines(people[:LISTED]),
        total=rows[0]["total"] if rows else 0,
        deals=deals_of(deals, called),
        timeline=tuple(_with_names(entries(page, names(page)), called)),
        next_before=page[-1].id if len(touchpoints) > limit else None,
        is_of_all=not rows or rows[0]["total"] <= MOST,
    )


def _worth(rows: Iterable[Row]) -> Grade | None:
    scored = [(row["version_id"], row["fit"], row["falls_at"]) for row in rows if row["version_id"] is not None]
    known = scoring.together(scored)
    return grade(known.grade, known.fit, known.engagement, ()) if known else None


def sheet(company: int) -> Sheet | None:
    """Of one firm, without the rest of its page."""
    firm = Company.objects.filter(id=company).first()
    return _sheet(firm) if firm else None


def told_by(company: int, touchpoint: int) -> str:
    """The colleague who recorded it about the firm; nothing if it was nobody of us."""
    there = Contact.objects.filter(company_id=company).values("id")
    by_us = Touchpoint.objects.filter(id=touchpoint, contact_id__in=there, actor_type=ActorType.COLLEAGUE)
    author = by_us.values_list("actor_id", flat=True).first()
    return str(User.objects.filter(id=author).first() or "") if author else ""


def _sheet(firm: Company) -> Sheet:
    plain = {part: _part(firm, part, str(COMPANY_LABELS[part]), (part,)) for part in PLAIN}
    address = _part(firm, ADDRESS, str(STANDARD[ADDRESS].label), ADDRESS_PARTS)
    return Sheet(firm.pk, firm.name, plain | {ADDRESS: address})


def _part(firm: Company, key: str, label: str, columns: Sequence[str]) -> Part:
    told = [firm.sources[column] for column in columns if column in firm.sources]
    last: dict[str, Any] = max(told, key=itemgetter("tp"), default={})
    return Part(
        key=key,
        label=label,
        value=", ".join(address_lines(firm)) if key == ADDRESS else str(getattr(firm, key) or ""),
        held={part: getattr(firm, part) for part in columns} if key == ADDRESS else getattr(firm, key),
        source_label=str(dict(ActorType.choices).get(last.get("by", ""), "")),
        at=datetime.fromisoformat(last["at"]) if last else None,
        seen=told_in(firm.sources, dict.fromkeys(columns)),
    )


def _called(contacts: set[int]) -> dict[int, str]:
    people = Contact.objects.select_related("company").in_bulk(contacts)
    return {contact: name_of(person) for contact, person in people.items()}


def _with_names(told: Iterable[Entry], called: dict[int, str]) -> Iterable[Entry]:
    return (replace(entry, person=called.get(entry.contact_id, "")) for entry in told)
