"""What other rules would have led to, in words: how many people would stand elsewhere, and who."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trichter.insight.lines import Line, lines
from trichter.insight.rulebooks import TrackPage
from trichter.qualification.lifecycle import applying, rehearsing
from trichter.qualification.lifecycle.rehearsing import LOOKED_AT, Moved
from trichter.qualification.lifecycle.tracks import Rule

NAMED = 10


@dataclass(frozen=True, slots=True)
class Move:
    """So many people would stand there and not here; an empty name is nowhere."""

    now: str
    then: str
    people: int


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Of the people looked at, those who would stand elsewhere; `is_everybody` if nobody was left out.

    `staying` fulfil a rule too, but stay where a colleague has set them.
    """

    people: int
    moved: int
    is_everybody: bool
    moves: tuple[Move, ...]
    first: tuple[Line, ...]
    staying: int = 0


def rehearsed(track: TrackPage, rules: Sequence[Rule]) -> Rehearsed:
    """Play these rules, and say what would differ."""
    played = rehearsing.rehearse(track.key, rules)
    return _told(track, played.people, played.moved)


def applied(track: TrackPage) -> Rehearsed:
    """What would differ if the rules in force were applied to those who were there before them."""
    told = applying.preview(track.key)
    return _told(track, told.people, told.moved, staying=len(told.left_out))


def _told(track: TrackPage, people: int, moved: Sequence[Moved], *, staying: int = 0) -> Rehearsed:
    labels = {stage.key: str(stage.label) for stage in track.stages}
    counted = Counter((one.now, one.then) for one in moved)
    return Rehearsed(
        people=people,
        moved=len(moved),
        is_everybody=people < LOOKED_AT,
        moves=tuple(
            Move(labels.get(now or "", ""), labels.get(then or "", ""), number)
            for (now, then), number in counted.most_common()
        ),
        first=lines(one.contact for one in moved[:NAMED]),
        staying=staying,
    )
