"""Long work on many people: the same is done to each, in batches through `record()`, and can be taken back.

Who they are is said by whoever knows lists (`chooses`); what is to be done to each, or why nothing is, by a plan, which
is asked for the preview and again when their turn comes.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from trichter.kernel import bulk
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.spine.intake import record
from trichter.spine.longwork.registry import Step, work
from trichter.spine.models import Work
from trichter.spine.touch import Recorded, Touch

DONE, REFUSED = "done", "refused"
SIZE = 500
LOOKED_AT = 1_000
"""People of whom a preview says what would become of them; of a larger crowd they stand for the rest."""

MOST_COUNTED = 100_000
"""People up to whom a preview counts them: beyond that the work itself does, while nobody waits for the page."""

Facts = Mapping[str, Any]
_COLUMNS = {"work_id": "bigint", "contact_id": "bigint", "outcome": "text", "touchpoint_id": "bigint"}


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done about a person; without a touch nothing is, and `why` is one of the plan's reasons."""

    contact: int
    touch: Touch | None = None
    why: str = ""


Plan = Callable[[Facts, Sequence[int], int | None], list[Planned]]
"""What is to be done about each, by whom; reads and writes nothing. Raises `DomainError` if the facts make no sense."""
Then = Callable[..., None]
"""`(facts, recorded, by=…)`: what else is written once the touches of a batch are recorded, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """One thing that can be done to many."""

    name: str
    plan: Plan
    reasons: Mapping[str, Words]
    then: Then | None
    size: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a crowd: how many they are, the first of those affected, and how many of those looked at are
    left out, by why."""

    total: int
    looked_at: int
    first: tuple[int, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total >= MOST_COUNTED

    @property
    def is_whole(self) -> bool:
        """Whether everybody was looked at."""
        return self.looked_at >= self.total

    @property
    def affected(self) -> int:
        """Of those looked at, to whom something would be done."""
        return self.looked_at - sum(self.left_out.values())


Batch = Callable[[Facts, int, int], list[int]]
Size = Callable[[Facts, int | None], int]

_crowds: dict[str, Crowd] = {}
_choosers: list[tuple[Batch, Size]] = []

REASONS = {
    REFUSED: Words("could not be changed any more", "war nicht mehr zu ändern"),
    "back": Words("was taken back before", "war schon zurückgenommen"),
    "kept": Words("somebody has gone on with it since", "damit wurde seither weitergearbeitet"),
}
"""Those that no plan has to bring along."""


def chooses(batch: Batch, size: Size) -> None:
    """Declare who knows which people are meant by `facts["people"]`: ids after one of them, so many; and how many,
    counted up to a limit."""
    _choosers[:] = [(batch, size)]


def batch_of(facts: Facts, *, after: int, limit: int) -> list[int]:
    """The next people, in the order of their ids; none when all have been."""
    return _choosers[0][0](facts["people"], after, limit)


def size_of(facts: Facts, *, most: int | None = None) -> int:
    """How many they are; nobody is counted beyond `most`."""
    return _choosers[0][1](facts["people"], most)


def crowd(
    name: str,
    *,
    label: Words,
    undo: str | None = "bulk.undo",
    reasons: Mapping[str, Words] | None = None,
    then: Then | None = None,
    size: int = SIZE,
) -> Callable[[Plan], Plan]:
    """Declare the decorated plan as long work on many people; `size` of them make a step."""

    def declare(plan: Plan) -> Plan:
        _crowds[name] = Crowd(name, plan, REASONS | dict(reasons or {}), then, size)
        work(name, label=label, undo=undo)(lambda task: _step(_crowds[name], task))
        return plan

    return declare


def reason(name: str, why: str) -> str:
    """Why somebody was left out, in words."""
    known = _crowds.get(name)
    return str((known.reasons if known else REASONS).get(why, why))


def preview(name: str, facts: Facts, *, by: int | None, sample: int = 10) -> Preview:
    """What would happen now. Raises what the plan raises."""
    looked_at = batch_of(facts, after=0, limit=LOOKED_AT)
    planned = _crowds[name].plan(facts, looked_at, by)
    total = len(looked_at) if len(looked_at) < LOOKED_AT else size_of(facts, most=MOST_COUNTED)
    affected = [one.contact for one in planned if one.touch]
    left_out = Counter(one.why for one in planned if not one.touch)
    return Preview(total, len(looked_at), tuple(affected[:sample]), dict(left_out))


def _step(one: Crowd, task: Work) -> Step:
    people = batch_of(task.facts, after=task.position or 0, limit=one.size)
    then = partial(one.then, task.facts, by=task.by) if one.then else then_nothing
    outcomes = do(one.plan(task.facts, people, task.by), then)
    keep(task, outcomes)
    total = size_of(task.facts) if task.total is None else None
    at = people[-1] if len(people) == one.size else None
    if at is None:
        forget_people(task)
    return Step(len(people), at=at, total=total, report=tally(task.report, outcomes))


def forget_people(task: Work) -> None:
    """Whom they meant is not kept once it is done: a search says a name."""
    task.facts = {name: value for name, value in task.facts.items() if name != "people"}
    task.save(update_fields=["facts"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a person, and by which touchpoint."""

    contact: int
    outcome: str
    touchpoint: int | None = None


def then_nothing(_recorded: Sequence[Recorded]) -> None:
    """All is said by the touches."""


def do(planned: Sequence[Planned], then: Callable[[Sequence[Recorded]], None]) -> list[Outcome]:
    """Do it, together; if somebody cannot be changed any more, each alone."""
    wanted = [one for one in planned if one.touch]
    outcomes = [Outcome(one.contact, one.why) for one in planned if not one.touch]
    try:
        return outcomes + _recorded(wanted, then)
    except DomainError:
        return outcomes + [outcome for one in wanted for outcome in _alone(one, then)]


def _alone(one: Planned, then: Callable[[Sequence[Recorded]], None]) -> list[Outcome]:
    try:
        return _recorded([one], then)
    except DomainError:
        return [Outcome(one.contact, REFUSED)]


@transaction.atomic
def _recorded(wanted: Sequence[Planned], then: Callable[[Sequence[Recorded]], None]) -> list[Outcome]:
    recorded = record([one.touch for one in wanted if one.touch])
    then(recorded)
    return [Outcome(one.contact_id, DONE, one.touchpoint_id) for one in recorded]


def keep(task: Work, outcomes: Sequence[Outcome]) -> None:
    """Note what became of each, for the report and for whoever takes it back."""
    bulk.insert("spine_workperson", _COLUMNS, [(task.pk, one.contact, one.outcome, one.touchpoint) for one in outcomes])


def tally(report: Mapping[str, Any], outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The report with these: how many by what became of them."""
    return dict(Counter(report) + Counter(one.outcome for one in outcomes))
