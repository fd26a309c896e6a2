"""What other rules would have led to, in words: how many people would stand elsewhere, and who."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trichter.insight.lines import Line, lines
from trichter.insight.rulebooks import TrackPage
from trichter.qualification.lifecycle import rehearsing
from trichter.qualification.lifecycle.rehearsing import LOOKED_AT
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
    """Of the people looked at, those who would stand elsewhere; `is_everybody` if nobody was left out."""

    people: int
    moved: int
    is_everybody: bool
    moves: tuple[Move, ...]
    first: tuple[Line, ...]


def rehearsed(track: TrackPage, rules: Sequence[Rule]) -> Rehearsed:
    """Play these rules, and say what would differ."""
    labels = {stage.key: str(stage.label) for stage in track.stages}
    played = rehearsing.rehearse(track.key, rules)
    counted = Counter((one.now, one.then) for one in played.moved)
    return Rehearsed(
        people=played.people,
        moved=len(played.moved),
        is_everybody=played.people < LOOKED_AT,
        moves=tuple(
            Move(labels.get(now or "", ""), labels.get(then or "", ""), people)
            for (now, then), people in counted.most_common()
        ),
        first=lines(one.contact for one in played.moved[:NAMED]),
    )
