"""Recording a story as it would have been: in its order, through `record()`, with the clock moved along."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from trichter.generation.demo.acts import Act
from trichter.kernel import clock
from trichter.spine.expiring import expire
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
        self._clock = now
        self._day: date | None = None
        self.touchpoints = 0

    def record(self, acts: Sequence[Act], *, tell: Tell) -> None:
        """All acts, which come the oldest first."""
        for batch in self._batches(acts):
            self._let_the_day_end(before=batch[0].at.date())
            self._clock = min(max(_moments(batch)) + timedelta(seconds=2), self._now)
            with clock.at(self._clock):
                answers = record([self._touch(act) for act in batch])
            for act, answer in zip(batch, answers, strict=True):
                self._remember(act, answer)
            self.touchpoints += len(batch)
            tell(self.touchpoints, len(acts))
        with clock.at(self._now):
            expire()

    def _let_the_day_end(self, *, before: date) -> None:
        """Sign-ups that nobody confirmed expire as they would have, once a day instead of every hour."""
        if self._day not in (None, before):
            with clock.at(self._clock):
                expire()
        self._day = before

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
        touch = _dated(act.touch, act.at)
        if not _names_somebody(touch):
            touch = replace(touch, contact=self._contacts.get(act.person))
        if act.loser:
            touch = replace(touch, payload={**touch.payload, "loser": self._contacts[act.loser]})
        return replace(touch, target=self._named[act.corrects]) if act.corrects else touch

    def _remember(self, act: Act, answer: Recorded) -> None:
        self._contacts.setdefault(act.person, answer.contact_id)
        if act.name:
            self._named[act.name] = answer.touchpoint_id


def _dated(touch: Touch, at: datetime) -> Touch:
    """What follows happens at once, unless it says when."""
    at = touch.occurred_at or at
    return replace(touch, occurred_at=at, follows=tuple(_dated(one, at) for one in touch.follows))


def _moments(batch: Sequence[Act]) -> Iterator[datetime]:
    for act in batch:
        yield from _moments_of(_dated(act.touch, act.at))


def _moments_of(touch: Touch) -> Iterator[datetime]:
    assert touch.occurred_at
    yield touch.occurred_at
    for one in touch.follows:
        yield from _moments_of(one)


def _names_somebody(touch: Touch) -> bool:
    return bool(touch.email or touch.phone or touch.visitor or touch.external)


def _rests_on(act: Act) -> set[str]:
    """What has to be known before this act can be recorded."""
    person = set() if _names_somebody(act.touch) else {act.person}
    return person | {act.corrects, act.loser} - {""}
