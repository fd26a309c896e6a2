"""What is known of somebody's fitness to buy, as a pure function of the timeline (DESIGN §4).

A prospect is a lead with market fit, purchasing power, decision authority and a need that we can meet, who has reacted
to an attempt of ours to speak. An attempt is no conversation: whoever was called in vain has not been spoken to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trichter.facts.timeline.models import ActorType
from trichter.qualification.lifecycle.kinds import CRITERIA

JUDGED = "criterion.judged"
BY_HAND = "letter"
"""The template of what colleagues write themselves (`spine.outreach.letters`); what machines send is no attempt."""
KINDS = frozenset({JUDGED, "call.made", "mail.sent", "mail.received", "meeting.held", "conversation.held"})


@dataclass(frozen=True, slots=True)
class Told:
    """An effective touchpoint of one of the `KINDS`."""

    id: int
    kind: str
    at: datetime
    payload: Mapping[str, Any]
    actor_type: str

    @property
    def is_attempt(self) -> bool:
        """Whether one of us tried to reach the person."""
        if self.kind == "call.made":
            return bool(self.payload.get("direction") != "in")
        if self.kind == "mail.sent":
            return bool(self.payload.get("template") == BY_HAND) or self.actor_type == ActorType.COLLEAGUE
        return self.kind == "meeting.held"

    @property
    def is_conversation(self) -> bool:
        """Whether both have really spoken."""
        if self.kind == "call.made":
            return bool(self.payload.get("outcome", "reached") == "reached")
        return self.kind in ("meeting.held", "conversation.held")

    @property
    def is_reaction(self) -> bool:
        """Whether the person answered in any way."""
        return self.is_conversation or self.kind == "mail.received"


@dataclass(frozen=True, slots=True)
class Qualified:
    """Where the qualification of a person stands. `met_at` is when the last of the five came to be known and met."""

    judged: Mapping[str, Told] = field(default_factory=dict)
    attempted_at: datetime | None = None
    conversed_at: datetime | None = None
    reacted_at: datetime | None = None

    def answer(self, criterion: str) -> str | None:
        """`yes`, `no`, `unknown`, or nothing if nobody has judged it."""
        said = self.judged.get(criterion)
        return said.payload.get("answer") if said else None

    @property
    def met_at(self) -> datetime | None:
        """None as long as something is missing."""
        if self.reacted_at is None or any(self.answer(one) != "yes" for one in CRITERIA):
            return None
        return max(self.reacted_at, *(said.at for said in self.judged.values()))

    @property
    def is_known(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.judged) or any((self.attempted_at, self.conversed_at, self.reacted_at))


def qualify(touchpoints: Iterable[Told]) -> Qualified:
    """In whatever order they come: of two judgements the later counts."""
    told = sorted(touchpoints, key=lambda one: (one.at, one.id))
    attempted = next((one.at for one in told if one.is_attempt), None)
    return Qualified(
        judged={one.payload["criterion"]: one for one in told if one.kind == JUDGED and one.payload.get("criterion")},
        attempted_at=attempted,
        conversed_at=next((one.at for one in told if one.is_conversation), None),
        reacted_at=next((one.at for one in told if attempted and one.is_reaction and one.at >= attempted), None),
    )
