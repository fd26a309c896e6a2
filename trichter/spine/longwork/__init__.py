"""Long work that a colleague asks for: it goes on in the worker, in steps, while they do something else.

A step is one transaction together with the note of where the next begins, so a crash loses and doubles nothing; between
two steps it can be cancelled. Whoever works holds a lock of their connection: it goes with them, however they die, and
the next worker goes on at once.

    @work("bulk.tag", label=Words("Set a tag", "Schlagwort setzen"))
    def tag(task: Work) -> Step: ...

    start("bulk.tag", {"tag": "messe"}, by=user.pk)
"""

from trichter.spine.longwork.doing import advance
from trichter.spine.longwork.queries import latest_of, numbered, taken_back_by
from trichter.spine.longwork.registry import Course, Kind, Step, kind_named, work, work_at_once
from trichter.spine.longwork.services import CannotBeUndone, cancel, start, undo

__all__ = [
    "CannotBeUndone",
    "Course",
    "Kind",
    "Step",
    "advance",
    "cancel",
    "kind_named",
    "latest_of",
    "numbered",
    "start",
    "taken_back_by",
    "undo",
    "work",
    "work_at_once",
]
