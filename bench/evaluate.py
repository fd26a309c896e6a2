"""One form submission in a house with thirty scoring rules and fifty segments: recorded, scored, staged, its segments
entered and left, against a bare commit of one row (DESIGN §6)."""

from typing import Any

from bench import intake, tick
from trichter.qualification.rules.checking import read
from trichter.qualification.scoring import reigning
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import Segment
from trichter.spine import segmenting

SEGMENTS = 50
LEAST_RULES = 30


def run() -> list[dict[str, Any]]:
    """As `intake`, with rules and segments."""
    known = with_rules_and_segments()
    return [line | {"bench": "evaluate"} | known for line in intake.run()]


def with_rules_and_segments() -> dict[str, int]:
    """Have a house with so many of both; how many there are."""
    in_force = reigning.now_in_force()
    assert in_force is not None
    rules = len(in_force.content.fit) + len(in_force.content.engagement)
    assert rules >= LEAST_RULES, f"{rules} scoring rules are in force"
    for number in range(Segment.objects.filter(archived_at=None).count(), SEGMENTS):
        editing.create(f"Segment {number}", read({"where": tick.rule(number)}))
    while segmenting.gather_changed():
        pass
    return {"scoring_rules": rules, "segments": SEGMENTS}
