"""Recording a story as it would have been: in its order, through `record()`, with the clock moved along."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from trichter.generation.demo.acts import Act
from trichter.kernel import clock
from trichter.spine.intake import record
from trichter.spine.touch import Recorded, Touch

_FINE = timedelta(days=14)
"""In the last two weeks, which people look at most, a batch spans two hours; before, a day."""

Tell = Callable[[int, int], None]
"""How many acts of how many are recorded."""


class Recorder:
    """Knows which contact each person became, and which touchpoint each named act."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._contacts: dict[str, int] = {}
        self._named: dict[str, int] = {}
        self.touchpoints = 0

    def record(self, acts: Sequence[Act], *, tell: Tell) -> None:
        """All acts, which come the oldest first."""
        for batch in self._batches(acts):
            with clock.at(min(batch[-1].at + timedelta(seconds=2), self._now)):
                answers = record([self._touch(act) for act in batch])
            for act, answer in zip(batch, answers, strict=True):
                self._remember(act, answer)
            self.touchpoints += len(batch)
            tell(self.touchpoints, len(acts))

    def _batches(self, acts: Sequence[Act]) -> Iterator[list[Act]]:
        """A batch ends with its time, and before an act that rests on what the batch is still to make known."""
        batch: list[Act] = []
        unknown: set[str] = set()
        for act in acts:
            if batch and (self._slot(act) != self._slot(batch[0]) or _rests_on(act) & unknown):
                yield batch
                batch, unknown = [], set()
            batch.append(act)
            unknown |= {act.person, act.name} - self._contacts.keys() - {""}
        if batch:
            yield batch

    def _slot(self, act: Act) -> tuple[int, ...]:
        day = act.at.toordinal()
        return (day, act.at.hour // 2) if self._now - act.at < _FINE else (day,)

    def _touch(self, act: Act) -> Touch:
        touch = replace(
            act.touch, occurred_at=act.at, follows=tuple(replace(f, occurred_at=act.at) for f in act.touch.follows)
        )
        if not _names_somebody(touch):
            touch = replace(touch, contact=self._contacts.get(act.person))
        if act.loser:
            touch = replace(touch, payload={**touch.payload, "loser": self._contacts[act.loser]})
        return replace(touch, target=self._named[act.corrects]) if act.corrects else touch

    def _remember(self, act: Act, answer: Recorded) -> None:
        self._contacts.setdefault(act.person, answer.contact_id)
        if act.name:
            self._named[act.name] = answer.touchpoint_id


def _names_somebody(touch: Touch) -> bool:
    return bool(touch.email or touch.phone or touch.visitor or touch.external)


def _rests_on(act: Act) -> set[str]:
    """What has to be known before this act can be recorded."""
    person = set() if _names_somebody(act.touch) else {act.person}
    return person | {act.corrects, act.loser} - {""}
