"""Who belongs to a segment by hand is a fact about a person, and stands on the timeline."""

from typing import Annotated, Literal

from trichter.facts.timeline.registry import KEPT, Kind, Payload, register
from trichter.kernel.words import Words

CHOSEN = "segment.chosen"


class Chosen(Payload):
    """`in` and `out` hold whatever the rule says; `rule` leaves it to the rule again."""

    segment: Annotated[int, KEPT]
    choice: Annotated[Literal["in", "out", "rule"], KEPT]
    name: str = ""
    reason: str = ""

    def summary(self) -> str:
        return self.name or ""

    def quote(self) -> str:
        return self.reason or ""


register(
    Kind(
        CHOSEN,
        Words("Segment chosen by hand", "Segment von Hand gewählt"),
        "segment",
        Chosen,
        team="marketing",
        is_by_hand=True,
    )
)
