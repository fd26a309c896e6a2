"""One form submission in a house with thirty scoring rules and fifty segments: recorded, scored, staged, its segments
entered and left, against a bare commit of one row (DESIGN §6)."""

from typing import Any

from bench import intake, tick
from trichter.qualification.rules.checking import read
from trichter.qualification.scoring import reigning
from trichter.qualification.segments import editing
from trichter.spine import segmenting

SEGMENTS = 50
LEAST_RULES = 30


def run() -> list[dict[str, Any]]:
    """As `intake`, with rules and segments."""
    in_force = reigning.now_in_force()
    assert in_force is not None
    rules = len(in_force.content.fit) + len(in_force.content.engagement)
    assert rules >= LEAST_RULES, f"{rules} scoring rules are in force"
    for number in range(SEGMENTS):
        editing.create(f"Segment {number}", read({"where": tick.rule(number)}))
    while segmenting.gather_changed():
        pass
    more = {"bench": "evaluate", "scoring_rules": rules, "segments": SEGMENTS}
    return [line | more for line in intake.run()]
