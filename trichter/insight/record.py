"""The record of one contact: who it is, how far along, what was said and what happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Channel
from trichter.facts.consent.models import State as ConsentState
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight import deals, leads, news, phases, scores, story
from trichter.insight.entries import Entry, entries
from trichter.insight.names import Stages, names
from trichter.insight.people import firm_of, initials, name_of, tone_of
from trichter.insight.properties import Property, fields, filled
from trichter.insight.relations import CompanyCard, Relations, beside
from trichter.insight.story import Story
from trichter.insight.timelines import ALL, View
from trichter.qualification.lifecycle import suggesting
from trichter.qualification.lifecycle.buying import queries as buying
from trichter.qualification.lifecycle.models import Stage, Standing
from trichter.qualification.lifecycle.prospects import is_prospect
from trichter.qualification.lifecycle.suggesting import Suggestion
from trichter.qualification.scoring import queries as scoring
from trichter.spine.outreach import queries as letters


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
class Calls:
    """For what somebody may be called to advertise (LAW 1.5): the labels of `permitted` purposes, out of all by key."""

    permitted: tuple[str, ...]
    purposes: dict[str, str]


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
    fields: tuple[Property, ...]
    consents: tuple[ConsentLine, ...]
    calls: Calls
    letters: tuple[Letter, ...]
    story: Story
    is_prospect: bool
    timeline: tuple[Entry, ...]
    next_before: int | None
    relations: Relations
    company: CompanyCard | None
    deals: tuple[deals.Deal, ...]
    latest: int
    handover: leads.HandedOver | None
    score: scores.ScoreCard | None
    phase: phases.PhaseCard | None
    suggested: tuple[Suggestion, ...]

    @property
    def lacks(self) -> list[str]:
        """What keeps this person from being a prospect."""
        return story.lacks(self.story.missing, is_prospect=self.is_prospect)

    @property
    def properties(self) -> tuple[Property, ...]:
        """The fields that hold something of the person."""
        return tuple(filled(self.fields))


def record(contact_id: int, *, timeline_limit: int = 100, before: int | None = None, seen: View = ALL) -> Record | None:
    """One contact with a page of the timeline, from `before` (a touchpoint) on backwards; None if there is none.

    `seen` is which part of the timeline somebody looks at.
    """
    known = Contact.objects.select_related("company", "owner").annotate(
        latest=news.latest(),
        handed=leads.handed_over(),
        scored=scoring.of_each(),
        bought=buying.of_each(),
        suggesting=suggesting.newest(),
        is_prospect=RawSQL(is_prospect("contacts_contact.id"), []),  # noqa: S611 our own words
    )
    contact = known.filter(id=contact_id).first()
    if contact is None:
        return None
    touchpoints = timeline.timeline(contact_id, limit=timeline_limit + 1, before=before, only=seen.only())
    page = touchpoints[:timeline_limit]
    told = story.rows(contact_id, also=deals.KINDS)
    called = names([*page, *told])
    known_of = story.story(told, called)
    standings = consents.state_of(contact_id)
    related, firm = beside(contact)
    return Record(
        person=_person(contact),
        path=_path(contact_id, called.stages),
        fields=tuple(fields(contact, called)),
        consents=tuple(consent_lines(standings, called.purposes)),
        calls=_calls(_at_numbers(contact, standings), called.purposes),
        letters=tuple(_unsettled(contact_id)),
        story=known_of,
        is_prospect=getattr(contact, "is_prospect", False),
        timeline=entries(page, called),
        next_before=page[-1].id if len(touchpoints) > timeline_limit else None,
        relations=related,
        company=firm,
        deals=deals.deals_of((t for t in told if t.kind in deals.KINDS), {}),
        latest=contact.latest or 0,
        handover=leads.read(contact.handed),
        score=scores.card(scoring.read(contact.scored)),
        phase=phases.card(buying.read(contact.bought)),
        suggested=() if contact.erased_at else _suggested(contact_id, known_of, contact.suggesting),
    )


def _suggested(contact_id: int, told: Story, stored: object) -> tuple[Suggestion, ...]:
    """Of what nobody has judged yet."""
    return tuple(suggesting.suggestions(contact_id, told.unjudged, suggesting.read_rules(stored)))


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


_SIGNS = {
    ConsentState.REQUESTED: ("pending", _("Not confirmed yet")),
    ConsentState.GRANTED: ("confirmed", _("Granted")),
    ConsentState.REFUSED: ("revoked", _("Refused")),
    ConsentState.WITHDRAWN: ("revoked", _("Withdrawn")),
    ConsentState.EXPIRED: ("revoked", _("Expired")),
}


def _at_numbers(contact: Contact, standings: Sequence[consents.Standing]) -> Sequence[consents.Standing]:
    """What was said for the numbers that are known now; if none is, for any."""
    numbers = [contact.phone, contact.mobile]
    return consents.at_one_of(standings, Channel.PHONE, numbers) if any(numbers) else standings


def _calls(standings: Iterable[consents.Standing], purposes: dict[str, str]) -> Calls:
    may = {one.purpose for one in standings if one.channel == Channel.PHONE and one.obstacle is None}
    return Calls(tuple(label for key, label in purposes.items() if key in may), purposes)


def consent_lines(standings: Iterable[consents.Standing], purposes: dict[str, str]) -> Iterable[ConsentLine]:
    """The standing answers, one by one."""
    for standing in standings:
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
