"""Rules of entry: conditions in the rule language by which people come to a stage, asked when something they read has
changed, of those whom it changed for.

They are compiled once for a policy and kept as long as it and the version of the scores are in force.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from trichter.kernel import bulk
from trichter.qualification.lifecycle.tracks import Rule, Ways
from trichter.qualification.rules.asking import Asked
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Level, Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.scoring import reigning

Key = tuple[str, str]
"""Track, and the rule's own."""


@dataclass(frozen=True)
class Entrances:
    """The rules of entry of all tracks. `reads` are, by rule, the sorts of change that can change its answer."""

    reads: Mapping[Key, frozenset[str]]
    asked: Asked[Key]

    def concerned(self, touched: AbstractSet[str]) -> set[Key]:
        """Those that may answer otherwise now."""
        return {key for key, reads in self.reads.items() if not touched.isdisjoint(reads)}

    def open(self, contacts: Sequence[int]) -> dict[int, set[Key]]:
        """For each of the contacts the rules that hold."""
        return self.asked.holding(contacts)


def entrances(ways: Ways, *, mark: int | None = None) -> Entrances | None:
    """The rules that hold now; none if all is decided by what happens alone. `mark` is that of the scores in force."""
    rules = [(track, rule) for track, way in ways.items() for rule in way.rules if rule.when is not None]
    if not rules:
        return None
    stored = bulk.json([(track, rule.key, rule.when) for track, rule in rules])
    return _compiled(stored, reigning.mark() if mark is None else mark)


@lru_cache(maxsize=8)
def _compiled(stored: str, _mark: int) -> Entrances:
    """A rule that nobody can ask any more, of a field that is gone, lets nobody in."""
    known = Vocabulary()
    checked = {}
    for track, key, when in bulk.read_json(stored):
        try:
            checked[track, key] = check(read(when), level=Level.SCORE, vocabulary=known)
        except BadRule:
            continue
    return Entrances(
        {key: one.reads for key, one in checked.items()},
        Asked({key: one.rule for key, one in checked.items()}, known),
    )


def refuse_unaskable(rules: Sequence[Rule]) -> None:
    """Raises `BadRule`s of the rule language for a condition that cannot be asked."""
    for rule in rules:
        if rule.when is not None:
            check(read(rule.when), level=Level.SCORE)
