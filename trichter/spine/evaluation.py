"""What the facts of a batch mean: the stages they decide, and the channel on which somebody first and last came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from trichter.facts.timeline import services as timeline
from trichter.facts.timeline.models import ActorType
from trichter.facts.timeline.registry import is_activity
from trichter.facts.timeline.services import Line
from trichter.qualification.lifecycle import queries, services
from trichter.qualification.lifecycle.deciding import Claim, Fact, Place, Standings, Verdict
from trichter.qualification.lifecycle.entering import Key
from trichter.qualification.lifecycle.qualifying import KINDS
from trichter.qualification.lifecycle.services import Step
from trichter.qualification.lifecycle.standing import Standing
from trichter.qualification.lifecycle.tracks import Rule, Ways, ways
from trichter.spine import outbox
from trichter.spine.touch import Stage

BY_HAND = "stage.set"


@dataclass(slots=True)
class Evaluated:
    """The decisions of a batch, as touchpoints of their own, and the standings that follow from them."""

    standings: Standings
    decisions: list[Line]


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a batch is decided: the tracks, where its people stand, and numbers for the decisions."""

    tracks: Ways
    standings: Mapping[Place, Standing]
    numbers: Iterable[int]


def most_decisions(kinds: Iterable[str], *, claims: int, tracks: Ways) -> int:
    """How many decisions a batch of these kinds can lead to at most."""
    return claims + sum(1 for kind in kinds for way in tracks.values() if kind in way.by_kind)


def evaluate(lines: Sequence[Line], ground: Ground, *, claims: Mapping[int, Stage], now: datetime) -> Evaluated:
    """Decide about the touchpoints in their order. `claims` are stages that came with them, by touchpoint."""
    standings = Standings(ground.standings, ground.tracks)
    numbers = iter(ground.numbers)
    decisions: list[Line] = []
    for line in lines:
        for verdict in standings.decide(_fact(line, claims.get(line.id))):
            if verdict.by_hand:
                line.payload = line.payload | _payload(verdict)
                standings.move(verdict, line.id)
            else:
                decisions.append(_decision(verdict, line, next(numbers), now=now))
                standings.move(verdict, decisions[-1].id)
    return Evaluated(standings, decisions)


def enter(standings: Standings, open_to: Mapping[tuple[int, Key], Line], *, now: datetime) -> list[Line]:
    """Decide by the rules of entry that are open to people, each caused by a touchpoint, or by none of their own (0);
    and write what is decided."""
    by_person: dict[tuple[int, str], list[tuple[Rule, Line]]] = {}
    for (contact, (track, key)), line in open_to.items():
        rule = standings.ways[track].by_key[key]
        by_person.setdefault((contact, track), []).append((rule, line))
    verdicts = []
    for (_contact, track), rules in sorted(by_person.items(), key=itemgetter(0)):
        cause = max((line for _rule, line in rules), key=lambda line: line.id)
        verdict = standings.furthest(_fact(cause, None), track, [rule for rule, _line in rules])
        if verdict:
            verdicts.append((verdict, cause))
    decisions = []
    for (verdict, cause), number in zip(verdicts, timeline.next_ids(len(verdicts))(), strict=False):
        decisions.append(_decision(verdict, cause, number, now=now))
        standings.move(verdict, number)
    if decisions:
        timeline.append(decisions)
        services.stand({place: standings.now[place] for place in standings.moved})
        outbox.put(decisions, now=now)
    return decisions


def write(evaluated: Evaluated, lines: Iterable[Line]) -> None:
    """Store where people stand now and where they came from."""
    moved = evaluated.standings.moved
    services.stand({place: standing for place, standing in evaluated.standings.now.items() if place in moved})
    services.travel(
        Step(
            line.contact_id,
            line.occurred_at,
            line.id,
            line.kind,
            line.channel,
            line.campaign_id,
            is_activity(line.kind),
        )
        for line in lines
    )


def recompute(contacts: Sequence[int]) -> None:
    """Compute anew, from the timeline alone, all that is derived about these contacts."""
    tracks = ways()
    services.clear(contacts)
    services.stand(queries.computed_standings(contacts, tracks))
    services.travel(queries.steps(contacts))
    services.qualify(queries.computed_qualifications(contacts))


def qualify(lines: Iterable[Line]) -> None:
    """Compute anew the fitness to buy of those about whom these tell something of it."""
    touched = sorted({line.contact_id for line in lines if line.kind in KINDS})
    if touched:
        services.qualify(queries.computed_qualifications(touched))


def _fact(line: Line, stage: Stage | None) -> Fact:
    claim = Claim(stage.track, stage.stage, reason=stage.reason) if stage else None
    if line.kind == BY_HAND:
        claim = Claim(line.payload["track"], line.payload["stage"], by_hand=True, reason=line.payload["reason"])
    return Fact(line.contact_id, line.id, line.kind, line.payload, line.occurred_at, claim)


def _decision(verdict: Verdict, line: Line, decision_id: int, *, now: datetime) -> Line:
    return Line(
        contact_id=line.contact_id,
        id=decision_id,
        kind="stage.reached",
        occurred_at=line.occurred_at,
        recorded_at=now,
        actor_type=ActorType.SYSTEM.value,
        payload=_payload(verdict),
        caused_by=line.id or None,
        depth=line.depth,
    )


def _payload(verdict: Verdict) -> dict[str, Any]:
    said = {
        "track": verdict.track,
        "stage": verdict.stage,
        "stage_from": verdict.stage_from,
        "rule": verdict.rule,
        "policy": verdict.policy,
        "reopens": verdict.reopens or None,
        "reason": verdict.reason or None,
    }
    return {name: value for name, value in said.items() if value is not None}
