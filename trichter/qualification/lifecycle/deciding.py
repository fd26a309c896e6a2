"""What new facts decide: the policy's rules and the stages that files and colleagues claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.standing import OFF_PATH, Decision, Standing, begin
from trichter.qualification.lifecycle.tracks import Rule, Way, Ways

Place = tuple[int, str]
"""Contact and track."""


class ReasonMissing(DomainError):
    sentence = _("Who sets a stage by hand, or sets somebody aside, has to say why.")


@dataclass(frozen=True, slots=True)
class Claim:
    """A stage that comes with a fact: from a file it only leads forward, by a colleague's hand anywhere."""

    track: str
    stage: str
    by_hand: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A touchpoint as far as stages care."""

    contact_id: int
    touchpoint_id: int
    kind: str
    payload: Mapping[str, Any]
    at: datetime
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision to be recorded, with what it rests on. `id` is filled in when it is numbered."""

    fact: Fact
    track: str
    stage: str
    stage_from: str | None
    by_hand: bool
    reason: str = ""
    rule: str | None = None
    policy: int | None = None
    reopens: bool = False


class Standings:
    """The standings of a batch, moving on with each decision."""

    def __init__(self, known: Mapping[Place, Standing], ways: Ways) -> None:
        self.now = dict(known)
        self.moved: set[Place] = set()
        self.ways = ways

    def decide(self, fact: Fact) -> Iterable[Verdict]:
        """The decisions that a fact leads to, at most one for each track."""
        if fact.claim:
            yield from self._claim(fact, fact.claim)
        for track, way in self.ways.items():
            rules = [rule for rule in way.by_kind.get(fact.kind, ()) if rule.fits(fact.kind, fact.payload)]
            if verdict := self.furthest(fact, track, rules):
                yield verdict

    def furthest(self, fact: Fact, track: str, rules: Iterable[Rule]) -> Verdict | None:
        """The decision of the one of these rules that leads furthest, if any leads anywhere."""
        way = self.ways[track]
        best = max(
            (rule for rule in rules if self.leads(fact.contact_id, track, rule)),
            key=lambda r: way.position(r.stage),
            default=None,
        )
        if best is None:
            return None
        before = self.now.get((fact.contact_id, track))
        return Verdict(
            fact,
            track,
            best.stage,
            before.stage if before else None,
            by_hand=False,
            rule=best.key,
            policy=way.policy,
            reopens=best.reopens,
        )

    def leads(self, contact: int, track: str, rule: Rule) -> bool:
        """Whether the rule, if it holds, leads this person anywhere."""
        way = self.ways[track]
        before = self.now.get((contact, track))
        if rule.after and (before is None or before.position in range(OFF_PATH, way.position(rule.after))):
            return False
        return before is None or before.leads_on(way.position(rule.stage), reopens=rule.reopens)

    def move(self, verdict: Verdict, decision_id: int) -> None:
        """Let a verdict, once numbered, count."""
        way = self.ways[verdict.track]
        place = verdict.fact.contact_id, verdict.track
        before = self.now.get(place)
        decision = _decision(verdict, way, decision_id)
        self.now[place] = before.after(decision) if before else begin(decision, way)
        self.moved.add(place)

    def _claim(self, fact: Fact, claim: Claim) -> Iterable[Verdict]:
        way = self.ways[claim.track]
        if way.position(claim.stage) == OFF_PATH and not claim.reason.strip():
            raise ReasonMissing
        before = self.now.get((fact.contact_id, claim.track))
        verdict = Verdict(
            fact, claim.track, claim.stage, before.stage if before else None, claim.by_hand, reason=claim.reason
        )
        decision = _decision(verdict, way, 0)
        if before is None or before.accepts(decision):
            yield verdict


def _decision(verdict: Verdict, way: Way, decision_id: int) -> Decision:
    position = way.position(verdict.stage)
    return Decision(decision_id, verdict.stage, position, verdict.fact.at, verdict.by_hand, verdict.reopens)
