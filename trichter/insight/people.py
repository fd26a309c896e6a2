"""What screens show of people: who was active last, and the whole record of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Purpose
from trichter.facts.consent.models import State as ConsentState
from trichter.facts.contacts.fields import COLUMNS, STANDARD
from trichter.facts.contacts.models import Company, Contact, ContactKind, FieldDefinition, SharedDevice
from trichter.facts.staff.models import User
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import ActorType, Campaign, Channel, EffectiveTouchpoint
from trichter.facts.timeline.registry import Kind, Payload, kind_named, kinds
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Journey, Stage, Standing

TONES = 7
COLLEAGUES = 20


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of a list of people."""

    id: int
    name: str
    company: str
    initials: str
    tone: int
    stage_key: str | None
    stage_label: str
    stage_glyph: int | None
    last_at: datetime
    last_label: str


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
    """The standing answer for one channel and purpose. `state` is one of the four signs of the design."""

    channel_label: str
    purpose_label: str
    state: str
    state_label: str
    wording: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline."""

    id: int
    kind: str
    label: str
    icon: str
    occurred_at: datetime
    recorded_at: datetime
    summary: str
    quote: str
    channel_label: str
    campaign_label: str
    actor_label: str
    verdict: bool
    retracted: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """The firm and who else is known there: (id, name)."""

    name: str
    domain: str
    city: str
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """All that the record of one contact shows."""

    person: Person
    path: tuple[PathStep, ...]
    properties: tuple[Property, ...]
    consents: tuple[ConsentLine, ...]
    timeline: tuple[Entry, ...]
    next_before: int | None
    shared_with: tuple[tuple[int, str], ...]
    company: CompanyCard | None


def recently_active(*, limit: int) -> tuple[PersonRow, ...]:
    """Those who did something last, the newest first, with their stage on the first track on which they stand."""
    # Journeys are read along their index by activity; the rest is fetched for these few.
    journeys = list(Journey.objects.exclude(active_at=None).order_by("-active_at", "contact_id")[:limit])
    ids = [journey.contact_id for journey in journeys]
    people = Contact.objects.filter(id__in=ids).select_related("company").in_bulk()
    stages = _stages()
    standings = {s.contact_id: s for s in Standing.objects.filter(contact_id__in=ids).order_by("-track_id")}
    return tuple(
        _row(people[j.contact_id], j, standings.get(j.contact_id), stages) for j in journeys if j.contact_id in people
    )


def record(contact_id: int, *, timeline_limit: int = 100, before: int | None = None) -> Record | None:
    """One contact with a page of the timeline, from `before` (a touchpoint) on backwards; None if there is none."""
    contact = Contact.objects.select_related("company", "owner").filter(id=contact_id).first()
    if contact is None:
        return None
    touchpoints = timeline.timeline(contact_id, limit=timeline_limit + 1, before=before)
    page = touchpoints[:timeline_limit]
    return Record(
        person=_person(contact),
        path=_path(contact_id),
        properties=tuple(_properties(contact)),
        consents=tuple(_consents(contact_id)),
        timeline=_entries(page),
        next_before=page[-1].id if len(touchpoints) > timeline_limit else None,
        shared_with=_shared_with(contact_id),
        company=_company(contact),
    )


def _row(
    contact: Contact, journey: Journey, standing: Standing | None, stages: dict[tuple[str, str], Stage]
) -> PersonRow:
    stage = stages.get((standing.track_id, standing.stage)) if standing else None
    kind = _kind(journey.active_kind or "")
    assert journey.active_at is not None
    return PersonRow(
        id=contact.pk,
        name=_name(contact),
        company=contact.company.name if contact.company and contact.kind == ContactKind.PERSON else "",
        initials=initials(contact),
        tone=contact.pk % TONES + 1,
        stage_key=stage.key if stage else None,
        stage_label=str(stage) if stage else "",
        stage_glyph=stage.glyph if stage else None,
        last_at=journey.active_at,
        last_label=str(kind.label),
    )


def _person(contact: Contact) -> Person:
    return Person(
        id=contact.pk,
        kind=contact.kind,
        name=_name(contact),
        position=contact.position,
        initials=initials(contact),
        tone=contact.pk % TONES + 1,
        company_id=contact.company_id,
        company_name=contact.company.name if contact.company and contact.kind == ContactKind.PERSON else "",
        tags=tuple(contact.tags),
        owner_name=str(contact.owner) if contact.owner else "",
        created_at=contact.created_at,
        merged_into=contact.merged_into_id,
    )


def _name(contact: Contact) -> str:
    return gettext("Erased") if contact.erased_at else str(contact)


def initials(contact: Contact) -> str:
    """One or two letters for the avatar."""
    if contact.erased_at:
        return "–"
    words = [word for word in (contact.first_name, contact.last_name) if word] or str(contact).split()[:2]
    return "".join(word[0] for word in words if word[0].isalnum())[:2].upper() or "?"


def _stages() -> dict[tuple[str, str], Stage]:
    return {(stage.track_id, stage.key): stage for stage in Stage.objects.all()}


def _path(contact_id: int) -> tuple[PathStep, ...]:
    """The way on the first track on which the person stands; on none, nothing."""
    standing = Standing.objects.filter(contact_id=contact_id).order_by("track_id").first()
    if standing is None:
        return ()
    stages = Stage.objects.filter(track_id=standing.track_id).order_by("position")
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
        for stage in stages
        if stage.position > 0
    ]
    left = [stage for stage in stages if off and stage.key == standing.stage]
    return (*on_path, *(_left(stage, standing) for stage in left))


def _left(stage: Stage, standing: Standing) -> PathStep:
    reason = _reason(standing)
    return PathStep(stage.key, str(stage), stage.glyph, standing.since, current=True, off_path_reason=reason)


def _reason(standing: Standing) -> str:
    decision = EffectiveTouchpoint.objects.filter(contact_id=standing.contact_id, id=standing.decision_id).first()
    return (decision.payload.get("reason") if decision else "") or gettext("no reason known")


def _properties(contact: Contact) -> Iterable[Property]:
    for name in COLUMNS:
        if value := getattr(contact, name):
            shown = (
                date_format(value, "SHORT_DATE_FORMAT")
                if name == "birthday"
                else _language(value)
                if name == "language"
                else value
            )
            yield _property(contact, name, str(STANDARD[name].label), str(shown))
    if address := ", ".join(_address(contact)):
        yield _property(contact, "address", str(STANDARD["address"].label), address)
    labels = {d.key: str(Words.of(d.label)) for d in FieldDefinition.objects.filter(key__in=contact.properties)}
    for key, value in contact.properties.items():
        yield _property(contact, f"custom:{key}", labels.get(key, key), _shown(value))


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


def _consents(contact_id: int) -> Iterable[ConsentLine]:
    standings = consents.state_of(contact_id)
    purposes = {purpose.key: str(Words.of(purpose.label)) for purpose in Purpose.objects.all()} if standings else {}
    for standing in standings:
        sign, label = _SIGNS[ConsentState(standing.state)]
        blocked = sign == "confirmed" and standing.obstacle is not None
        yield ConsentLine(
            channel_label=str(standing.channel.label),
            purpose_label=purposes.get(standing.purpose, standing.purpose),
            state="none" if blocked else sign,
            state_label=str(standing.obstacle.label) if blocked and standing.obstacle else str(label),
            wording=gettext("Wording version %(version)s") % {"version": standing.wording_version}
            if standing.wording_version
            else "",
            at=standing.since,
        )


def _entries(touchpoints: list[EffectiveTouchpoint]) -> tuple[Entry, ...]:
    campaigns = dict(
        Campaign.objects.filter(id__in={t.campaign_id for t in touchpoints if t.campaign_id}).values_list("id", "name")
    )
    colleagues = {t.actor_id for t in touchpoints if t.actor_type == ActorType.COLLEAGUE and t.actor_id}
    names = {user.pk: str(user) for user in User.objects.filter(id__in=colleagues)} if colleagues else {}
    stages = _stages()
    return tuple(_entry(touchpoint, campaigns, names, stages) for touchpoint in touchpoints)


def _entry(
    t: EffectiveTouchpoint, campaigns: dict[int, str], names: dict[int, str], stages: dict[tuple[str, str], Stage]
) -> Entry:
    kind = _kind(t.kind)
    payload = kind.read(t.payload)
    return Entry(
        id=t.id,
        kind=t.kind,
        label=str(kind.label),
        icon=kind.icon,
        occurred_at=t.occurred_at,
        recorded_at=t.recorded_at,
        summary=_decided(t, stages) if kind.is_verdict else payload.summary() or "",
        quote=payload.quote() or "",
        channel_label=str(dict(Channel.choices).get(t.channel or "", "")),
        campaign_label=campaigns.get(t.campaign_id or 0, ""),
        actor_label=_actor(t, names),
        verdict=kind.is_verdict,
        retracted=t.is_void,
        edited=t.is_edited,
    )


def _kind(name: str) -> Kind:
    """A kind of a feature that is gone still has its place on the timeline, under its technical name."""
    known = {kind.name for kind in kinds()}
    return kind_named(name) if name in known else Kind(name, Words(name, name), "edit", Payload)


def _decided(t: EffectiveTouchpoint, stages: dict[tuple[str, str], Stage]) -> str:
    track = t.payload.get("track", "")
    to, came_from = (stages.get((track, t.payload.get(name) or "")) for name in ("stage", "stage_from"))
    if came_from:
        return gettext("%(stage_from)s becomes %(stage)s") % {"stage_from": came_from, "stage": to}
    return str(to or "")


def _actor(t: EffectiveTouchpoint, names: dict[int, str]) -> str:
    if t.actor_type == ActorType.PERSON:
        return ""
    return names.get(t.actor_id or 0) or str(dict(ActorType.choices).get(t.actor_type, ""))


def _shared_with(contact_id: int) -> tuple[tuple[int, str], ...]:
    others = SharedDevice.objects.filter(contact_id=contact_id).select_related("other__company").order_by("other_id")
    return tuple({shared.other_id: (shared.other_id, _name(shared.other)) for shared in others}.values())


def _company(contact: Contact) -> CompanyCard | None:
    company: Company | None = contact.company
    if company is None:
        return None
    others = Contact.objects.filter(company=company, merged_into=None, erased_at=None).exclude(id=contact.pk)
    people = tuple((other.pk, _name(other)) for other in others.order_by("name_key", "id")[:COLLEAGUES])
    return CompanyCard(company.name, company.domain or "", company.city, people)
