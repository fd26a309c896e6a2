"""Touches that come at the same moment, from many requests, are recorded together: one batch and one commit."""

from collections.abc import Sequence

from trichter.kernel.gathering import Gathering
from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch

MOST = 200
"""Touches in one batch: more only makes the last of them wait for the first."""
LANES = 2

_here = Gathering[Touch, Recorded](record, lanes=LANES, most=MOST)


def record_together(touches: Sequence[Touch]) -> list[Recorded]:
    """As `intake.record`, for many callers at once in the threads of a process; raises what it raises."""
    return _here.ask(touches)
