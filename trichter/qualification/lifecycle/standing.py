"""Where somebody stands, as a pure function of the decisions about them (DESIGN, law 2).

The stage is the last decision by hand, then the furthest automatic one since. `reached` keeps, for each stage, when it
or one beyond it was first reached; a decision taken back counts no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from trichter.qualification.lifecycle.tracks import Way

OFF_PATH = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on the timeline."""

    id: int
    stage: str
    position: int
    at: datetime
    by_hand: bool
    reopens: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A person on one track. `position` 0 is off the path."""

    stage: str
    position: int
    since: datetime
    decision_id: int
    reached: tuple[datetime | None, ...]

    def accepts(self, decision: Decision) -> bool:
        """Whether the decision leads anywhere: by hand always, by rule forward, from off the path if it reopens."""
        return decision.by_hand or self.leads_on(decision.position, reopens=decision.reopens)

    def leads_on(self, position: int, *, reopens: bool) -> bool:
        """Whether a rule leads from here to a stage of that position."""
        return reopens if self.position == OFF_PATH else position > self.position

    def after(self, decision: Decision) -> "Standing":
        """Where the person stands once the decision is taken."""
        reached = _mark(self.reached, decision)
        if not self.accepts(decision):
            return replace(self, reached=reached)
        return Standing(decision.stage, decision.position, decision.at, decision.id, reached)


def begin(decision: Decision, way: Way) -> Standing:
    """Where somebody stands after the first decision about them."""
    reached = _mark((None,) * way.length, decision)
    return Standing(decision.stage, decision.position, decision.at, decision.id, reached)


def fold(decisions: Iterable[Decision], way: Way) -> Standing | None:
    """Where somebody stands after all these decisions, in their order."""
    standing: Standing | None = None
    for decision in decisions:
        standing = standing.after(decision) if standing else begin(decision, way)
    return standing


def in_error(decisions: Sequence[Decision], position: int, way: Way) -> list[int]:
    """Which of these decisions were an error if somebody stands at this position rather: the last that counts, and
    those by which they would still stand beyond it. None where the position is no step back."""
    rest, wrong = list(decisions), list[int]()
    while (standing := fold(rest, way)) and _is_wrong(standing, position, is_last=not wrong):
        wrong.append(standing.decision_id)
        rest = [one for one in rest if one.id != standing.decision_id]
    return wrong


def _is_wrong(standing: Standing, position: int, *, is_last: bool) -> bool:
    if OFF_PATH in (standing.position, position):
        return is_last
    return standing.position > position


def _mark(reached: tuple[datetime | None, ...], decision: Decision) -> tuple[datetime | None, ...]:
    passed = decision.position
    return tuple(
        decision.at if index < passed and (at is None or decision.at < at) else at for index, at in enumerate(reached)
    )
