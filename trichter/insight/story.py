"""How far a person has come and why: the criteria with their evidence, the decisions on the stage, the first steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from trichter.facts.timeline.models import ActorType, EffectiveTouchpoint
from trichter.facts.timeline.queries import of_kinds
from trichter.insight.names import Names
from trichter.insight.rulewords import decided_by
from trichter.qualification.lifecycle.kinds import CRITERIA, IN_WORDS, LABELS
from trichter.qualification.lifecycle.qualifying import KINDS, Qualified, Told, qualify

DECISIONS = frozenset({"stage.reached", "stage.set"})
TAKEN = "handover.accepted"
"""Which leads to a stage of its own."""
MOST_DECISIONS = 12
CUSTOMERS = "customer"
NOBODYS = frozenset({"visitor"})
"""Where nobody stands whom we know."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the criteria as it was last judged, in `touchpoint`; where nobody has judged it yet, `answer` is `unknown`
    and `touchpoint` 0."""

    key: str
    label: str
    answer: str
    answer_label: str
    evidence: str
    source: str
    by: str
    at: datetime | None
    touchpoint: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A stage decided: from where to where, by whom or which rule, and why."""

    id: int
    stage: str
    glyph: int
    stage_from: str
    reason: str
    by: str
    at: datetime
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What leads to where somebody stands. An attempt is no conversation: both have their day.

    `stages` are those of their track to which a colleague can lead them, by key.
    """

    criteria: tuple[Criterion, ...]
    decisions: tuple[Decision, ...]
    attempted_at: datetime | None
    conversed_at: datetime | None
    reacted_at: datetime | None
    met_at: datetime | None
    track: str
    stages: tuple[tuple[str, str], ...]

    @property
    def newest(self) -> int:
        """The decision that was recorded last; 0 before the first, for that one is not to be missed either."""
        return max((one.id for one in self.decisions), default=0)

    @property
    def unjudged(self) -> list[str]:
        """The criteria that nobody has judged."""
        return [one.key for one in self.criteria if not one.touchpoint]

    @property
    def missing(self) -> list[str]:
        """Which of the five keep this person from being a prospect."""
        reaction = [] if self.reacted_at else [gettext("a reaction to an attempt of ours to speak")]
        return [one.label for one in self.criteria if one.answer != "yes"] + reaction

    @property
    def met(self) -> int:
        """How many of the criteria are met."""
        return sum(1 for one in self.criteria if one.answer == "yes")


def lacks(missing: list[str], *, is_prospect: bool) -> list[str]:
    """What keeps somebody from being a prospect; of whom nothing of the five is missing, the stage does."""
    return missing if is_prospect or missing else [gettext("the stage lead")]


def rows(contact: int, *, also: frozenset[str] = frozenset()) -> list[EffectiveTouchpoint]:
    """The touchpoints of which the story is made, and others in the same statement; latest first."""
    return of_kinds(contact, KINDS | DECISIONS | {TAKEN} | also)


def story(told: Sequence[EffectiveTouchpoint], names: Names) -> Story:
    """From those rows, latest first."""
    qualified = qualify(Told(t.id, t.kind, t.occurred_at, t.payload, t.actor_type) for t in told if t.kind in KINDS)
    by_id = {t.id: t for t in told}
    decided = [t for t in told if t.kind in DECISIONS]
    track = _track(decided)
    return Story(
        criteria=tuple(_criterion(name, qualified, by_id, names) for name in CRITERIA),
        decisions=tuple(_decision(t, by_id.get(t.caused_by or 0), names) for t in decided[:MOST_DECISIONS]),
        attempted_at=qualified.attempted_at,
        conversed_at=qualified.conversed_at,
        reacted_at=qualified.reacted_at,
        met_at=qualified.met_at,
        track=track,
        stages=tuple(
            (key, str(stage)) for (way, key), stage in names.stages.items() if way == track and key not in NOBODYS
        ),
    )


def _track(decided: Sequence[EffectiveTouchpoint]) -> str:
    """That of customers, unless the person stands on others only: as the path shows it."""
    tracks = sorted({str(t.payload.get("track", "")) for t in decided})
    return tracks[0] if tracks else CUSTOMERS


def _criterion(name: str, qualified: Qualified, by_id: dict[int, EffectiveTouchpoint], names: Names) -> Criterion:
    said = qualified.judged.get(name)
    answer = qualified.answer(name) or "unknown"
    payload = said.payload if said else {}
    return Criterion(
        key=name,
        label=str(LABELS[name]),
        answer=answer,
        answer_label=str(IN_WORDS[answer]),
        evidence=payload.get("evidence", ""),
        source=payload.get("source", ""),
        by=_who(by_id[said.id], names) if said else "",
        at=said.at if said else None,
        touchpoint=said.id if said else 0,
    )


def _decision(t: EffectiveTouchpoint, cause: EffectiveTouchpoint | None, names: Names) -> Decision:
    track, by_hand = t.payload.get("track", ""), t.kind == "stage.set"
    to, came_from = (names.stages.get((track, t.payload.get(name) or "")) for name in ("stage", "stage_from"))
    return Decision(
        id=t.id,
        stage=str(to or t.payload.get("stage", "")),
        glyph=to.glyph if to else 0,
        stage_from=str(came_from or ""),
        reason=t.payload.get("reason", ""),
        by=_who(t, names) if by_hand else _rule(t, cause, names),
        at=t.occurred_at,
        by_hand=by_hand,
    )


def _rule(t: EffectiveTouchpoint, cause: EffectiveTouchpoint | None, names: Names) -> str:
    if cause and cause.kind == TAKEN:
        return gettext("accepted by %(name)s") % {"name": _who(cause, names)}
    return decided_by(t, names) or gettext("as the file says")


def _who(t: EffectiveTouchpoint, names: Names) -> str:
    return names.colleagues.get(t.actor_id or 0) or str(dict(ActorType.choices).get(t.actor_type, ""))
