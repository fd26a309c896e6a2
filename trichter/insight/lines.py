"""What the line of a list says of a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trichter.facts.consent import signs
from trichter.facts.contacts.models import Contact, ContactKind
from trichter.facts.timeline.models import Channel
from trichter.insight import buying, grades
from trichter.insight.entries import kind_of
from trichter.insight.facets import SIGNS
from trichter.insight.grades import Grade
from trichter.insight.people import initials, name_of, tone_of
from trichter.kernel import bulk, clock
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.operands import PHASE, WINDOW
from trichter.qualification.lifecycle.prospects import is_prospect


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list. `consent` is one of the four signs."""

    id: int
    name: str
    position: str
    company: str
    company_id: int | None
    initials: str
    tone: int
    stage_label: str
    stage_glyph: int | None
    is_prospect: bool
    grade: Grade | None
    phase: str
    consent: str
    consent_label: str
    channel: str
    campaign: str
    owner: str
    owner_id: int | None
    email: str
    phone: str
    city: str
    tags: tuple[str, ...]
    created_at: datetime
    last_at: datetime | None
    last_label: str


_SAID = frozenset({
    *("id", "kind", "title", "first_name", "last_name", "email", "phone", "mobile", "position", "city", "tags"),
    *("created_at", "erased_at", "company_id", "owner_id"),
})  # fmt: skip
_CONTACT = tuple(field.attname for field in Contact._meta.concrete_fields if field.attname in _SAID)
"""In the order of the model, as it wants them."""
_LINES = bulk.Prepared(f"""
    SELECT {", ".join(f"c.{column}" for column in _CONTACT)}, firm.name, coalesce(nullif(owner.name, ''), owner.email),
        j.first_channel, way.name, j.active_at, j.active_kind, stage.label, stage.glyph, to_jsonb(sc),
        {is_prospect("c.id")}, {PHASE}, ({signs.OF_C})
    FROM contacts_contact c
    LEFT JOIN contacts_company firm ON firm.id = c.company_id
    LEFT JOIN staff_user owner ON owner.id = c.owner_id
    LEFT JOIN lifecycle_journey j ON j.contact_id = c.id
    LEFT JOIN timeline_campaign way ON way.id = j.first_campaign_id
    LEFT JOIN LATERAL (
        SELECT s.track_id, s.stage FROM lifecycle_standing s WHERE s.contact_id = c.id ORDER BY s.track_id LIMIT 1
    ) AS standing ON true
    LEFT JOIN lifecycle_stage stage ON stage.track_id = standing.track_id AND stage.key = standing.stage
    LEFT JOIN scoring_score sc ON sc.contact_id = c.id
    LEFT JOIN lifecycle_buying b ON b.contact_id = c.id
    LEFT JOIN ({WINDOW}) AS w ON true
    WHERE c.id = ANY(%(ids)s::bigint[])
""")  # noqa: S608 - ours
"""All that lines say, of a page of people: whole models, fifty at a time, cost half of the page."""


def lines(contacts: Iterable[int]) -> tuple[Line, ...]:
    """Of these people, in this order; one statement, however many they are."""
    ids = list(contacts)
    found = {row[0]: row for row in _LINES.ask(signs.given() | {"ids": ids, "now": clock.now()})()} if ids else {}
    channels = dict(Channel.choices)
    return tuple(_line(found[one], channels) for one in ids if one in found)


def _line(row: tuple[Any, ...], channels: Mapping[str, Any]) -> Line:
    contact = Contact.from_db(None, _CONTACT, row[: len(_CONTACT)])
    firm, owner, channel, campaign, active_at, active_kind, stage, glyph, *rest = row[len(_CONTACT) :]
    scored, prospect, phase, sign = rest
    return Line(
        id=contact.pk,
        name=name_of(contact),
        position=contact.position,
        company=firm or "" if contact.kind == ContactKind.PERSON else "",
        company_id=contact.company_id,
        initials=initials(contact),
        tone=tone_of(contact),
        stage_label=str(Words.of(bulk.read_json(stage))) if stage else "",
        stage_glyph=glyph,
        is_prospect=prospect,
        grade=grades.read(bulk.read_json(scored)) if scored else None,
        phase=str(buying.label(phase)),
        consent=sign,
        consent_label=str(SIGNS[sign]),
        channel=str(channels.get(channel or "", channel or "")),
        campaign=campaign or "",
        owner=owner or "",
        owner_id=contact.owner_id,
        email=contact.email,
        phone=contact.phone or contact.mobile,
        city=contact.city,
        tags=tuple(contact.tags),
        created_at=contact.created_at,
        last_at=active_at,
        last_label=str(kind_of(active_kind).label) if active_kind else "",
    )
