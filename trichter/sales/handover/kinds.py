"""Handovers on the timeline: opened, passed on, taken, given back; and when nobody took them in time."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words

_LEFT = Words("Whoever had it works here no more", "Wer sie hatte, arbeitet nicht mehr hier")


class Whose(Payload):
    """To whom: a colleague's or a team's name."""

    to: str = ""

    def summary(self) -> str:
        return self.to or ""


class HandedOver(Whose):
    """By which route and for which reasons, and until when somebody takes it or says why not."""

    route: str = ""
    reasons: list[str] = Field(default_factory=list)
    due_at: Annotated[datetime | None, KEPT] = None

    def quote(self) -> str:
        return "\n".join(self.reasons or ())


class Reassigned(Whose):
    """By a colleague's `hand`, or because whoever had it has `left`."""

    because: Annotated[Literal["hand", "left"], KEPT] = "hand"

    def summary(self) -> str:
        return " · ".join(filter(None, (self.to, str(_LEFT) if self.because == "left" else "")))


class Rejection(Payload):
    """Why, in words; the `reason` is one of the house's, by number."""

    label: str = ""
    text: str = ""
    reason: Annotated[int | None, KEPT] = None

    def summary(self) -> str:
        return self.label or ""

    def quote(self) -> str:
        return self.text or ""


Because = Literal["hand", "moved", "void"]
_BECAUSE = {
    "hand": Words("Taken back", "Zurückgenommen"),
    "moved": Words("Stands elsewhere by now", "Steht inzwischen anderswo"),
    "void": Words("What led to it does not count any more", "Was dazu führte, zählt nicht mehr"),
}


class Withdrawn(Payload):
    """By a colleague's `hand`, because the person has `moved` on, or because what led to it is `void`."""

    because: Annotated[Because, KEPT] = "hand"

    def summary(self) -> str:
        return str(_BECAUSE.get(self.because, ""))


for name, label, icon, payload, is_ours in (
    ("handover.opened", Words("Handed over to sales", "An den Vertrieb übergeben"), "inbox", HandedOver, False),
    ("handover.reassigned", Words("Handover passed on", "Übergabe weitergegeben"), "swap", Reassigned, True),
    ("handover.accepted", Words("Lead accepted", "Lead angenommen"), "check", Payload, True),
    ("handover.rejected", Words("Lead rejected", "Lead abgelehnt"), "x", Rejection, True),
    ("handover.withdrawn", Words("Handover withdrawn", "Übergabe zurückgezogen"), "x", Withdrawn, True),
    ("handover.reminded", Words("Reminded of the handover", "An die Übergabe erinnert"), "bell", Whose, False),
    ("handover.escalated", Words("Handover escalated", "Übergabe eskaliert"), "warn", Whose, False),
):
    register(Kind(name, label, icon, payload, team="sales", is_by_hand=True, can_be_corrected=is_ours))
