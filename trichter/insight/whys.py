"""Why somebody stands where they stand: the decisions on their stages, and the segments with what each rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.facts.contacts.models import Contact
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.lifecycle.models import Stage, Standing
from trichter.qualification.rules.asking import explain
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Rule
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
class Explained:
    """All of it for one person."""

    contact: int
    stages: tuple[StageWhy, ...]
    segments: tuple[SegmentWhy, ...]


def explained(contact: int) -> Explained:
    """Raises `NobodyThere`; somebody merged is explained as who they are now."""
    person = Contact.objects.filter(pk=contact, erased_at=None).first()
    while person is not None and person.merged_into_id is not None:
        person = Contact.objects.filter(pk=person.merged_into_id).first()
    if person is None:
        raise NobodyThere(contact=contact)
    return Explained(person.pk, tuple(_stages(person.pk)), tuple(_segments(person.pk)))


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
    for standing in Standing.objects.filter(contact_id=contact).order_by("track_id"):
        decision = EffectiveTouchpoint.objects.filter(contact_id=contact, id=standing.decision_id).first()
        said = decision.payload if decision else {}
        yield StageWhy(
            track=standing.track_id,
            stage=standing.stage,
            label=labels.get((standing.track_id, standing.stage), Words(standing.stage, standing.stage)),
            since=standing.since,
            touchpoint=standing.decision_id,
            rule=said.get("rule"),
            policy=said.get("policy"),
            cause=decision.caused_by if decision else None,
            reason=said.get("reason"),
        )


def _segments(contact: int) -> Iterator[SegmentWhy]:
    rows = Membership.objects.filter(contact_id=contact, left_at=None).order_by("segment_id")
    since = {row.segment_id: row.entered_at for row in rows}
    chosen = set(Choice.objects.filter(contact_id=contact, is_in=True).values_list("segment_id", flat=True))
    known = Vocabulary()
    for segment in Segment.objects.filter(pk__in=since).order_by("name"):
        rule = read(segment.rule) if segment.rule else None
        try:
            found = conditions(rule, contact, known)[1] if rule else ()
        except BadRule:
            found = ()
        yield SegmentWhy(
            segment.pk, segment.name, since[segment.pk], segment.pk in chosen, printed(rule) if rule else None, found
        )
