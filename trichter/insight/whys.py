"""Why somebody stands where they stand: the decisions on their stages, the parts of their score, their buying phase,
what keeps them from being a prospect, and the segments, each with what it rests on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.insight import story
from trichter.insight.names import names
from trichter.insight.rulewords import decided_by
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.buying import queries as buying
from trichter.qualification.lifecycle.models import Stage, Standing
from trichter.qualification.lifecycle.prospects import is_prospect
from trichter.qualification.rules.asking import explain
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Rule
from trichter.qualification.scoring import queries as scoring
from trichter.qualification.scoring.queries import Counted, Part
from trichter.qualification.segments.models import Choice, Membership, Segment


class NobodyThere(DomainError):
    sentence = _("There is no contact %(contact)s.")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a rule: its text, whether it held, the value it looked at, and the touchpoints it counted."""

    text: str
    held: bool
    value: Any
    touchpoints: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StageWhy:
    """Where somebody stands on a track, since when, and by which decision: a rule with its cause, or a hand."""

    track: str
    stage: str
    label: Words
    since: datetime
    touchpoint: int
    rule: str | None
    rule_in_words: str
    policy: int | None
    cause: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class SegmentWhy:
    """A segment somebody is in: since when, whether a colleague chose it, and what its rule found."""

    id: int
    name: str
    since: datetime
    by_hand: bool
    rule: str | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class PointsWhy:
    """A rule of the model that gives points, of `fit` or of `engagement`, and the facts for which it does: what its
    conditions found, or the touchpoints, each with its points as they are now."""

    of: str
    key: str
    label: Words
    points: float
    in_a_month: float
    conditions: tuple[Condition, ...]
    touchpoints: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class ScoreWhy:
    """A score by the version of a model, with its parts: those of fit add up to it, and so do those of engagement."""

    model: str
    version: int
    grade: str
    grade_in_a_month: str
    fit: int
    engagement: float
    engagement_in_a_month: float
    half_life_days: int
    parts: tuple[PointsWhy, ...]


@dataclass(frozen=True, slots=True)
class PhaseWhy:
    """A buying phase with the touchpoint that is its latest sign."""

    phase: str
    label: Words
    touchpoint: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ProspectWhy:
    """Whether somebody is a prospect, and if not, what is missing."""

    is_prospect: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """All of it for one person; no score before anybody is scored, no phase of whom no sign counts."""

    contact: int
    stages: tuple[StageWhy, ...]
    score: ScoreWhy | None
    buying_phase: PhaseWhy | None
    prospect: ProspectWhy
    segments: tuple[SegmentWhy, ...]


def explained(contact: int) -> Explained:
    """Raises `NobodyThere`; somebody merged is explained as who they are now."""
    person = Contact.objects.filter(pk=contact, erased_at=None).first()
    while person is not None and person.merged_into_id is not None:
        person = Contact.objects.filter(pk=person.merged_into_id).first()
    if person is None:
        raise NobodyThere(contact=contact)
    known, who = Vocabulary(), person.pk
    return Explained(
        contact=who,
        stages=tuple(_stages(who)),
        score=_score(who, known),
        buying_phase=_phase(who),
        prospect=_prospect(who),
        segments=tuple(_segments(who, known)),
    )


def conditions(rule: Rule, contact: int, vocabulary: Vocabulary | None = None) -> tuple[bool, tuple[Condition, ...]]:
    """Whether a rule holds for somebody, and each of its conditions. Raises `BadRule`s."""
    found = explain(check(rule, vocabulary=vocabulary).rule, contact)
    if found is None:
        return False, ()
    held, reasons = found
    return held, tuple(
        Condition(printed(Rule(where=one.node)), one.held, one.value, one.touchpoints) for one in reasons
    )


def _stages(contact: int) -> Iterator[StageWhy]:
    labels = {(stage.track_id, stage.key): Words.of(stage.label) for stage in Stage.objects.all()}
    standings = list(Standing.objects.filter(contact_id=contact).order_by("track_id"))
    asked = [standing.decision_id for standing in standings]
    decisions = {one.id: one for one in EffectiveTouchpoint.objects.filter(contact_id=contact, id__in=asked)}
    called = names(decisions.values())
    for standing in standings:
        decision = decisions.get(standing.decision_id)
        said = decision.payload if decision else {}
        yield StageWhy(
            track=standing.track_id,
            stage=standing.stage,
            label=labels.get((standing.track_id, standing.stage), Words(standing.stage, standing.stage)),
            since=standing.since,
            touchpoint=standing.decision_id,
            rule=said.get("rule"),
            rule_in_words=decided_by(decision, called) if decision else "",
            policy=said.get("policy"),
            cause=decision.caused_by if decision else None,
            reason=said.get("reason"),
        )


def _score(contact: int, known: Vocabulary) -> ScoreWhy | None:
    found = scoring.explain(contact)
    if found is None:
        return None
    return ScoreWhy(
        model=found.model,
        version=found.version,
        grade=found.grade,
        grade_in_a_month=found.grade_in_a_month,
        fit=found.fit,
        engagement=found.engagement,
        engagement_in_a_month=found.in_a_month,
        half_life_days=found.half_life_days,
        parts=(*_points(found.fit_parts, "fit", contact, known), *_points(found.engagement_parts, "engagement")),
    )


def _points(
    parts: Iterable[Part], of: str, contact: int | None = None, known: Vocabulary | None = None
) -> Iterator[PointsWhy]:
    """The conditions are asked of the contact, if one is named."""
    for one in parts:
        found = _conditions(one.rule, contact, known) if contact and one.rule else ()
        yield PointsWhy(of, one.key, one.label, one.points, one.in_a_month, found, one.touchpoints)


def _phase(contact: int) -> PhaseWhy | None:
    found = buying.of(contact)
    sign = found.sign if found else None
    return PhaseWhy(sign.phase, sign.label, sign.touchpoint, sign.at) if sign else None


def _prospect(contact: int) -> ProspectWhy:
    told = story.rows(contact)
    missing = story.story(told, names(told)).missing
    condition = RawSQL(is_prospect("contacts_contact.id"), [])  # noqa: S611 our own words
    is_one = Contact.objects.filter(pk=contact).values_list(condition, flat=True).get()
    return ProspectWhy(is_one, tuple(story.lacks(missing, is_prospect=is_one)))


def _conditions(rule: Rule, contact: int, known: Vocabulary | None) -> tuple[Condition, ...]:
    """None of a rule that cannot be asked any more."""
    try:
        return conditions(rule, contact, known)[1]
    except BadRule:
        return ()


def _segments(contact: int, known: Vocabulary) -> Iterator[SegmentWhy]:
    rows = Membership.objects.filter(contact_id=contact, left_at=None).order_by("segment_id")
    since = {row.segment_id: row.entered_at for row in rows}
    chosen = set(Choice.objects.filter(contact_id=contact, is_in=True).values_list("segment_id", flat=True))
    for segment in Segment.objects.filter(pk__in=since).order_by("name"):
        rule = read(segment.rule) if segment.rule else None
        found = _conditions(rule, contact, known) if rule else ()
        yield SegmentWhy(
            segment.pk, segment.name, since[segment.pk], segment.pk in chosen, printed(rule) if rule else None, found
        )
