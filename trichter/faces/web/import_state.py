"""How far an import is, told from its upload, its run and its work."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trichter.generation.imports.wizard import planning, uploads
from trichter.kernel.errors import DomainError
from trichter.spine import longwork

if TYPE_CHECKING:
    from trichter.generation.imports.models import Upload
    from trichter.spine.models import Work


@dataclass(frozen=True, slots=True)
class State:
    """`work` is what goes on now or went on last: the import, or its undoing."""

    name: str
    work: "Work | None" = None
    rejects: Path | None = None
    problem: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether nothing was imported yet."""
        return self.name == "draft"

    @property
    def is_running(self) -> bool:
        """Whether somebody should look again in a moment."""
        return self.name in ("running", "undoing")

    @property
    def can_go_on(self) -> bool:
        """Whether the import can be taken up where it ended."""
        return self.name in ("stopped", "failed")


def state_of(upload: "Upload") -> State:
    """Its state now."""
    task = longwork.numbered(upload.work) if upload.work else None
    if task is None:
        return State("draft")
    undoing = longwork.taken_back_by(task.pk)
    rejects = Path(upload.run.rejects) if upload.run and upload.run.rejects else None
    if undoing:
        return State("undone" if undoing.state == "done" else _of_work(undoing.state, "undoing"), undoing, rejects)
    if task.is_over and upload.problem:
        return State("failed" if upload.run else "draft", task, rejects, upload.problem)
    if task.state == "done" and upload.run:
        return State("finished" if upload.run.state == "finished" else "stopped", task, rejects)
    if task.state == "cancelled":
        return State("stopped" if upload.run else "draft", task, rejects)
    return State(_of_work(task.state, "running"), task, rejects)


def _of_work(state: str, running: str) -> str:
    return {"open": running, "done": "failed", "cancelled": "undo_stopped"}.get(state, "failed")


def next_step(upload: "Upload") -> str:
    """The step at which a draft waits for an answer."""
    choices = uploads.choices_of(upload)
    if not choices.is_mapped:
        return "columns"
    try:
        planning.check_origin(choices)
    except DomainError:
        return "origin"
    return "review"
