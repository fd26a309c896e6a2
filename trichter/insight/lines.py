"""What the line of a list says of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trichter.facts.consent import queries as consents
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import Campaign, Channel
from trichter.insight import grades
from trichter.insight.entries import kind_of
from trichter.insight.facets import SIGNS
from trichter.insight.grades import Grade
from trichter.insight.names import stages
from trichter.insight.people import firm_of, initials, name_of, tone_of
from trichter.qualification.lifecycle.models import Journey, Stage, Standing
from trichter.qualification.scoring import queries as scoring


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
    grade: Grade | None
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


_READ = (
    *("kind", "title", "first_name", "last_name", "email", "phone", "mobile", "position", "city", "tags"),
    *("created_at", "erased_at", "company__name", "owner__name", "owner__email"),
)
"""What a line says of a contact. Whole models, fifty at a time, cost half of the page."""


def lines(contacts: Iterable[int]) -> tuple[Line, ...]:
    """Of these people, in this order; a handful of statements, however many they are."""
    ids = list(contacts)
    found = Contact.objects.select_related("company", "owner").only(*_READ)
    people = found.annotate(scored=scoring.of_each()).in_bulk(ids)
    journeys = Journey.objects.only("first_channel", "first_campaign_id", "active_at", "active_kind").in_bulk(ids)
    places = {s.contact_id: s for s in Standing.objects.filter(contact_id__in=ids).order_by("-track_id")}
    known, signs = stages(), consents.signs(ids)
    campaigns = Campaign.objects.in_bulk({j.first_campaign_id for j in journeys.values() if j.first_campaign_id})
    return tuple(
        _line(
            people[one],
            journeys.get(one, Journey()),
            _stage(places.get(one), known),
            grades.read(getattr(people[one], "scored", None)),
            signs.get(one, "none"),
            campaigns,
        )
        for one in ids
        if one in people
    )


def _stage(standing: Standing | None, known: dict[tuple[str, str], Stage]) -> Stage | None:
    return known.get((standing.track_id, standing.stage)) if standing else None


def _line(
    contact: Contact,
    journey: Journey,
    stage: Stage | None,
    grade: Grade | None,
    sign: str,
    campaigns: dict[int, Campaign],
) -> Line:
    channel = dict(Channel.choices).get(journey.first_channel or "", journey.first_channel or "")
    campaign = campaigns.get(journey.first_campaign_id or 0)
    return Line(
        id=contact.pk,
        name=name_of(contact),
        position=contact.position,
        company=firm_of(contact),
        company_id=contact.company_id,
        initials=initials(contact),
        tone=tone_of(contact),
        stage_label=str(stage) if stage else "",
        stage_glyph=stage.glyph if stage else None,
        grade=grade,
        consent=sign,
        consent_label=str(SIGNS[sign]),
        channel=str(channel),
        campaign=campaign.name if campaign else "",
        owner=str(contact.owner or ""),
        owner_id=contact.owner_id,
        email=contact.email,
        phone=contact.phone or contact.mobile,
        city=contact.city,
        tags=tuple(contact.tags),
        created_at=contact.created_at,
        last_at=journey.active_at,
        last_label=str(kind_of(journey.active_kind).label) if journey.active_kind else "",
    )
