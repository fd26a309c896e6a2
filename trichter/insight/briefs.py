"""What somebody in sales has to know of a lead before they decide: the whole story in six lines, and what is behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from trichter.facts.consent import queries as consents
from trichter.facts.consent.models import Channel as ConsentChannel
from trichter.facts.contacts.models import Contact
from trichter.facts.timeline import queries as timeline
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.facts.timeline.registry import is_activity
from trichter.insight import phases, scores, story
from trichter.insight.entries import Entry, entries
from trichter.insight.leads import Lead, listed
from trichter.insight.names import names
from trichter.insight.record import ConsentLine, consent_lines
from trichter.insight.relations import CompanyCard, beside
from trichter.insight.story import Story
from trichter.qualification.lifecycle.buying import queries as buying
from trichter.qualification.lifecycle.models import Stage
from trichter.qualification.scoring import queries as scoring
from trichter.sales.handover.models import Handover

READ, LATEST, SHOWN = 200, 6, 3
"""So many touchpoints are looked at, the latest of them shown, and of each sort named in a line."""
READING = frozenset({"page.viewed", "asset.downloaded", "mail.opened", "mail.clicked", "event.attended"})
ASKING = frozenset({"form.submitted", "mail.received", "conversation.held", "meeting.booked", "event.registered"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What they asked or wrote, in their own words."""

    title: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A lead with its story, in six lines: `lead.source`, `read`, `asked`, `consents`, `firm`, and the criteria."""

    lead: Lead
    position: str
    place: str
    phones: tuple[str, ...]
    stage: Stage | None
    score: scores.ScoreCard | None
    read: str
    asked: str
    consents: tuple[ConsentLine, ...]
    company: CompanyCard | None
    firm: str
    story: Story
    phase: phases.PhaseCard | None
    question: Asked | None
    latest: tuple[Entry, ...]
    happened: int
    days: int
    opened_by: str
    route: str
    reasons: tuple[str, ...]
    words: str
    decided_by: str


def brief(handover: int, *, lead: Lead | None = None) -> Brief | None:
    """Of one handover; None if there is none. `lead` is its line, where that is read already."""
    known = Handover.objects.select_related(
        "contact__company", "colleague", "team", "reason", "opened_by", "decided_by"
    )
    row = (
        known.annotate(scored=scoring.of_each("contact_id"), bought=buying.of_each("contact_id"))
        .filter(id=handover)
        .first()
    )
    if row is None:
        return None
    return _brief(row, lead or listed([row])[0], phases.card(buying.read(row.bought)))


def _brief(row: Handover, lead: Lead, phase: phases.PhaseCard | None) -> Brief:
    person = row.contact
    happened = [t for t in timeline.timeline(person.pk, limit=READ) if is_activity(t.kind) and not t.is_void]
    told = story.rows(person.pk)
    called = names([*happened[:LATEST], *told])
    _related, card = beside(person)
    return Brief(
        lead=lead,
        position=person.position,
        place=person.city or (person.company.city if person.company else ""),
        phones=tuple(filter(None, (person.phone, person.mobile))),
        stage=called.stages.get((story.CUSTOMERS, lead.stage)),
        score=scores.card(scoring.read(getattr(row, "scored", None))),
        read=_named(happened, READING),
        asked=_named(happened, ASKING),
        consents=tuple(consent_lines(consents.state_of(person.pk), called.purposes)),
        company=card,
        firm=_firm(person, card),
        story=story.story(told, called),
        phase=phase,
        question=_question(happened),
        latest=entries(happened[:LATEST], called),
        happened=len(happened),
        days=_days(happened),
        opened_by=str(row.opened_by or ""),
        route=row.route,
        reasons=tuple(row.reasons),
        words=row.words,
        decided_by=str(row.decided_by or ""),
    )


def _named(happened: Sequence[EffectiveTouchpoint], kinds: Iterable[str]) -> str:
    """What was read or asked, the latest first, each once."""
    titles = dict.fromkeys(_title(t) for t in happened if t.kind in kinds)
    found = [title for title in titles if title]
    more = len(found) - SHOWN
    shown = ", ".join(found[:SHOWN])
    return f"{shown} {gettext('and %(more)s more') % {'more': more}}" if more > 0 else shown


def _title(t: EffectiveTouchpoint) -> str:
    said = t.payload
    return str(said.get("asset") or said.get("title") or said.get("subject") or said.get("url") or "")


def _firm(person: Contact, card: CompanyCard | None) -> str:
    if card is None or person.company is None:
        return gettext("none known")
    firm = person.company
    others = len(card.people)
    told = [
        firm.name,
        firm.industry,
        ngettext("%(n)s employee", "%(n)s employees", firm.employees) % {"n": firm.employees} if firm.employees else "",
        ngettext("%(n)s other contact", "%(n)s other contacts", others) % {"n": others} if others else "",
    ]
    return " · ".join(filter(None, told))


def _question(happened: Sequence[EffectiveTouchpoint]) -> Asked | None:
    """The latest words of theirs."""
    for t in happened:
        if t.kind in ASKING:
            words = _words(t)
            if words:
                return Asked(_title(t), t.occurred_at, words)
    return None


def _words(t: EffectiveTouchpoint) -> str:
    said = t.payload
    asked = [f"{one['question']} {one['answer']}" for one in said.get("asked") or ()]
    told = (said.get("answers") or {}).items()
    answers = [f"{question}{'' if question.endswith('?') else ':'} {answer}" for question, answer in told]
    return "\n".join(asked or answers) or str(said.get("text") or "")


def _days(happened: Sequence[EffectiveTouchpoint]) -> int:
    """Within how many days that happened."""
    if not happened:
        return 0
    return (happened[0].occurred_at - happened[-1].occurred_at) // timedelta(days=1) + 1


def email_consent(lines: Iterable[ConsentLine]) -> ConsentLine | None:
    """The one that says most: a confirmed one for mail, else the first."""
    found = [line for line in lines if line.channel_label == str(ConsentChannel.EMAIL.label)]
    return next((line for line in found if line.state == "confirmed"), found[0] if found else None)
