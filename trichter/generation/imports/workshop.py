"""What is at hand while a profile is compiled into steps, and the draft that the steps fill."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings

from trichter.facts.timeline.registry import Kind
from trichter.generation.imports import values
from trichter.generation.imports.errors import BadProfile
from trichter.generation.imports.house import House
from trichter.generation.imports.picking import Columns
from trichter.generation.imports.profiles import Cell, Moment, Profile
from trichter.spine.touch import Actor, Stage, Touch


@dataclass(slots=True)
class Draft:
    """A touch while its row is read."""

    learned: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)
    contact: int | None = None
    email: str | None = None
    phone: str | None = None
    external: tuple[str, str] | None = None
    occurred_at: datetime | None = None
    channel: str | None = None
    campaign: str | None = None
    stage: Stage | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    follows: list[Touch] = field(default_factory=list)


SUBJECT = "import"
Run = Callable[[Sequence[str], Draft], None]
Step = tuple[str, Run]
"""The column to blame, and what is done with the cells of a row."""
Read = Callable[[str], Any]
Put = Callable[[Draft, Any], None]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A profile, the columns of a file, what the house knows, the kind of touchpoint to make, the run and who it is."""

    profile: Profile
    columns: Columns
    house: House
    kind: Kind
    run: int | None
    actor: Actor

    @property
    def subject(self) -> tuple[str, int] | None:
        """Every touchpoint hangs on its run, so that a run can be taken back."""
        return (SUBJECT, self.run) if self.run is not None else None

    def refuse(self, place: str, problem: object) -> BadProfile:
        """The error for an entry that this house does not know."""
        return BadProfile(file=self.profile.name, place=place, problem=problem)

    def step(self, cell: Cell, read: Read, put: Put) -> Step:
        """Get a cell, read it unless it is empty, put it into the draft."""
        pick = self.columns.pick(cell)

        def run(cells: Sequence[str], draft: Draft) -> None:
            if text := pick(cells):
                put(draft, read(text))

        return self.columns.title(cell), run

    def time(self, cell: Moment) -> Callable[[str], datetime]:
        """How a cell is read as a point in time."""
        return values.moment(cell.formats, zone=cell.zone or settings.TIME_ZONE)


def filled(name: str) -> Put:
    """Puts a value into that place of the draft."""
    return partial(_set, name)


def learned(name: str) -> Put:
    """Puts a value among the contact fields."""
    return partial(_learn, name)


def learned_part(whole: str, part: str) -> Put:
    """Puts a value into a part of an address or a firm."""
    return partial(_learn_part, whole, part)


def _set(name: str, draft: Draft, value: Any) -> None:
    setattr(draft, name, value)


def _learn(name: str, draft: Draft, value: Any) -> None:
    draft.learned[name] = value


def _learn_part(whole: str, part: str, draft: Draft, value: Any) -> None:
    draft.learned.setdefault(whole, {})[part] = value
