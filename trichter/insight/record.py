"""The record of one contact: who it is, how far along, what was said and what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import State as ConsentState
from trichter.facts.contacts.fields import COLUMNS, DATES, FREQUENCIES, STANDARD
from trichter.facts.contacts.models import Company, Contact
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.insight import news, story
from trichter.insight.entries import Entry, entries
from trichter.insight.names import Stages, names
from trichter.insight.people import firm_of, initials, name_of, tone_of
from trichter.insight.story import Story
from trichter.insight.timelines import ALL, View
from trichter.kernel.persons import rows_of
from trichter.qualification.lifecycle.models import Stage, Standing
from trichter.spine.outreach import queries as letters

COLLEAGUES = 20
_MET = sql.SQL("""
    WITH RECURSIVE everyone AS (
        SELECT %(contact)s::bigint AS id
        UNION SELECT contact.id FROM contacts_contact contact JOIN everyone ON contact.merged_into_id = everyone.id
    ), met AS (
        SELECT other_id AS id FROM contacts_shareddevice WHERE contact_id IN (SELECT id FROM everyone)
        UNION SELECT contact.merged_into_id FROM contacts_contact contact JOIN met ON contact.id = met.id
        WHERE contact.merged_into_id IS NOT NULL
    )
    SELECT id FROM met
""")


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is."""

    id: int
    kind: str
    name: str
    position: str
    initials: str
    tone: int
    company_id: int | None
    company_name: str
    tags: tuple[str, ...]
    owner_name: str
    created_at: datetime
    merged_into: int | None
    numbers: tuple[str, ...]
    is_erased: bool


@dataclass(frozen=True, slots=True)
class PathStep:
    """A stage of the way, and when it, or one beyond it, was first reached."""

    key: str
    label: str
    glyph: int
    reached_at: datetime | None
    current: bool
    off_path_reason: str


@dataclass(frozen=True, slots=True)
class Property:
    """A field with who told it and when."""

    key: str
    label: str
    value: str
    source_label: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """The standing answer for one channel and purpose. `state` is one of the four signs of the design, `consent_id` the
    row of the ledger on which it rests."""

    consent_id: int
    warning: str
    proof_until: datetime | None
    channel_label: str
    purpose_label: str
    state: str
    state_label: str
    wording: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """The firm and who else is known there: (id, name)."""

    name: str
    domain: str
    city: str
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that waits, is held back, failed or is in doubt: it is not on the timeline, for it has not happened."""

    id: int
    title: str
    state: str
    state_label: str
    reason: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that the record of one contact shows; `latest` is the touchpoint that was recorded last."""

    person: Person
    path: tuple[PathStep, ...]
    properties: tuple[Property, ...]
    consents: tuple[ConsentLine, ...]
    letters: tuple[Letter, ...]
    story: Story
    timeline: tuple[Entry, ...]
    next_before: int | None
    shared_with: tuple[tuple[int, str], ...]
    company: CompanyCard | None
    latest: int


def record(contact_id: int, *, timeline_limit: int = 100, before: int | None = None, seen: View = ALL) -> Record | None:
    """One contact with a page of the timeline, from `before` (a touchpoint) on backwards; None if there is none.

    `seen` is which part of the timeline somebody looks at.
    """
    known = Contact.objects.select_related("company", "owner").annotate(latest=news.latest())
    contact = known.filter(id=contact_id).first()
    if contact is None:
        return None
    touchpoints = timeline.timeline(contact_id, limit=timeline_limit + 1, before=before, only=seen.only())
    page = touchpoints[:timeline_limit]
    told = story.rows(contact_id)
    called = names([*page, *told])
    return Record(
        person=_person(contact),
        path=_path(contact_id, called.stages),
        properties=tuple(_properties(contact, called.customs)),
        consents=tuple(_consents(contact_id, called.purposes)),
        letters=tuple(_unsettled(contact_id)),
        story=story.story(told, called),
        timeline=entries(page, called),
        next_before=page[-1].id if len(touchpoints) > timeline_limit else None,
        shared_with=_shared_with(contact_id),
        company=_company(contact),
        latest=contact.latest or 0,
    )


def _person(contact: Contact) -> Person:
    return Person(
        id=contact.pk,
        kind=contact.kind,
        name=name_of(contact),
        position=contact.position,
        initials=initials(contact),
        tone=tone_of(contact),
        company_id=contact.company_id,
        company_name=firm_of(contact),
        tags=tuple(contact.tags),
        owner_name=str(contact.owner) if contact.owner else "",
        created_at=contact.created_at,
        merged_into=contact.merged_into_id,
        numbers=tuple(filter(None, (contact.phone, contact.mobile))),
        is_erased=contact.erased_at is not None,
    )


def _path(contact_id: int, ways: Stages) -> tuple[PathStep, ...]:
    """The way on the first track on which the person stands; on none, nothing."""
    standing = Standing.objects.filter(contact_id=contact_id).order_by("track_id").first()
    if standing is None:
        return ()
    track = [stage for (name, _key), stage in ways.items() if name == standing.track_id]
    off = standing.position == 0
    on_path = [
        PathStep(
            stage.key,
            str(stage),
            stage.glyph,
            standing.reached[stage.position - 1] if stage.position <= len(standing.reached) else None,
            stage.position == standing.position,
            "",
        )
        for stage in track
        if stage.position > 0
    ]
    left = [stage for stage in track if off and stage.key == standing.stage]
    return (*on_path, *(_left(stage, standing) for stage in left))


def _left(stage: Stage, standing: Standing) -> PathStep:
    reason = _reason(standing)
    return PathStep(stage.key, str(stage), stage.glyph, standing.since, current=True, off_path_reason=reason)


def _reason(standing: Standing) -> str:
    decision = EffectiveTouchpoint.objects.filter(contact_id=standing.contact_id, id=standing.decision_id).first()
    return (decision.payload.get("reason") if decision else "") or gettext("no reason known")


def _properties(contact: Contact, customs: dict[str, str]) -> Iterable[Property]:
    for name in COLUMNS:
        if value := getattr(contact, name):
            yield _property(contact, name, str(STANDARD[name].label), _in_words(name, value))
    if address := ", ".join(_address(contact)):
        yield _property(contact, "address", str(STANDARD["address"].label), address)
    for key, value in contact.properties.items():
        yield _property(contact, f"custom:{key}", customs.get(key, key), _shown(value))


def _property(contact: Contact, key: str, label: str, value: str) -> Property:
    source: dict[str, Any] = contact.sources.get(key, {})
    by = dict(ActorType.choices).get(source.get("by", ""), "")
    return Property(key, label, value, str(by), datetime.fromisoformat(source["at"]) if source else None)


def _address(contact: Contact) -> Iterable[str]:
    yield from filter(
        None, (contact.street, contact.street_extra, f"{contact.postal_code} {contact.city}".strip(), contact.region)
    )
    if contact.country:
        yield str(Locale.parse(get_language() or "en", sep="-").territories.get(contact.country, contact.country))


def _in_words(column: str, value: Any) -> str:
    if column in DATES:
        return date_format(value, "SHORT_DATE_FORMAT")
    if column == "language":
        return _language(value)
    return str(FREQUENCIES[value]) if column == "mail_frequency" else str(value)


def _language(code: str) -> str:
    return str(Locale.parse(get_language() or "en", sep="-").languages.get(code[:2], code))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_SIGNS = {
    ConsentState.REQUESTED: ("pending", _("Not confirmed yet")),
    ConsentState.GRANTED: ("confirmed", _("Granted")),
    ConsentState.REFUSED: ("revoked", _("Refused")),
    ConsentState.WITHDRAWN: ("revoked", _("Withdrawn")),
    ConsentState.EXPIRED: ("revoked", _("Expired")),
}


def _consents(contact_id: int, purposes: dict[str, str]) -> Iterable[ConsentLine]:
    for standing in consents.state_of(contact_id):
        sign, label = _SIGNS[ConsentState(standing.state)]
        blocked = sign == "confirmed" and standing.obstacle is not None
        yield ConsentLine(
            consent_id=standing.consent_id,
            warning=str(consents.AGING) if standing.is_aging and standing.obstacle is None else "",
            proof_until=standing.proof_until,
            channel_label=str(standing.channel.label),
            purpose_label=purposes.get(standing.purpose, standing.purpose),
            state="none" if blocked else sign,
            state_label=str(standing.obstacle.label) if blocked and standing.obstacle else str(label),
            wording=gettext("Wording version %(version)s") % {"version": standing.wording_version}
            if standing.wording_version
            else "",
            at=standing.since,
        )


def _unsettled(contact_id: int) -> Iterable[Letter]:
    for line in letters.unsettled(contact_id):
        letter = line.letter
        is_waiting = letter.state in ("queued", "deferred")
        title = letter.subject or letter.template
        yield Letter(letter.id, title, letter.state, line.state, line.reason, letter.due_at if is_waiting else None)


def _shared_with(contact_id: int) -> tuple[tuple[int, str], ...]:
    """Who used the same browser, as they live on today: merges leave the rows where they were written."""
    met = {row["id"] for row in rows_of(_MET, {"contact": contact_id})} - {contact_id}
    alive = Contact.objects.filter(id__in=met, merged_into=None, erased_at=None)
    return tuple((other.pk, name_of(other)) for other in alive.select_related("company").order_by("id"))


def _company(contact: Contact) -> CompanyCard | None:
    company: Company | None = contact.company
    if company is None:
        return None
    others = Contact.objects.filter(company=company, merged_into=None, erased_at=None).exclude(id=contact.pk)
    people = tuple((other.pk, name_of(other)) for other in others.order_by("name_key", "id")[:COLLEAGUES])
    return CompanyCard(company.name, company.domain or "", company.city, people)
