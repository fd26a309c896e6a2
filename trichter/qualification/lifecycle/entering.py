"""Rules of entry that no touchpoint decides by itself: asked when something they read has changed, of those whom it
changed for and whom they would lead further.

They are compiled once for a policy and kept as long as it and the version of the scores are in force.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache

import structlog

from trichter.kernel import bulk
from trichter.qualification.lifecycle.tracks import Rule, Way, Ways
from trichter.qualification.rules.asking import Asked
from trichter.qualification.rules.checking import Checked, check, read
from trichter.qualification.rules.operands import Level, Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.scoring import reigning

_log = structlog.get_logger(__name__)

Key = tuple[str, str]
"""Track, and the rule's own."""


_MOST = 32
"""Statements that are kept for rules that are asked together."""


@dataclass(frozen=True)
class Entrances:
    """The rules of entry of all tracks."""

    checked: Mapping[Key, Checked]
    known: Vocabulary
    _asked: dict[frozenset[Key], Asked[Key]] = field(default_factory=dict)

    def concerned(self, touched: AbstractSet[str]) -> set[Key]:
        """Those that may answer otherwise now."""
        return {key for key, one in self.checked.items() if not touched.isdisjoint(one.reads)}

    def open(self, contacts: Sequence[int]) -> dict[int, set[Key]]:
        """For each of the contacts the rules that hold."""
        return self.asked(contacts)()

    def asked(self, contacts: Sequence[int], only: AbstractSet[Key] | None = None) -> Callable[[], dict[int, set[Key]]]:
        """As `open`, of these rules alone or of all; to be fetched later."""
        wanted = frozenset(self.checked if only is None else only)
        if wanted not in self._asked:
            if len(self._asked) >= _MOST:
                self._asked.clear()
            self._asked[wanted] = Asked({key: self.checked[key].rule for key in sorted(wanted)}, self.known)
        return self._asked[wanted].asked(contacts)


def entrances(ways: Ways, *, mark: int | None = None) -> Entrances | None:
    """The rules that hold now; none if all is decided by what happens alone. `mark` is that of the scores in force."""
    return _compiled(ways.asked, reigning.mark() if mark is None else mark)


def entrances_of_all(way: Way) -> Entrances | None:
    """All rules of a track as questions about what is known of people: those too that a touchpoint alone decides."""
    rules = [(way.track, rule.key, rule.when) for rule in way.rules if rule.when is not None]
    return _compiled(bulk.json(rules), reigning.mark())


@lru_cache(maxsize=8)
def _compiled(stored: str, _mark: int) -> Entrances | None:
    """A rule that nobody can ask any more, of a field that is gone, lets nobody in (`problem`)."""
    if not bulk.read_json(stored):
        return None
    known = Vocabulary()
    checked = {}
    for track, key, when in bulk.read_json(stored):
        try:
            checked[track, key] = check(read(when), level=Level.SCORE, vocabulary=known)
        except BadRule as error:
            _log.warning("rule of entry cannot be asked", track=track, rule=key, problem=type(error).__name__)
    return Entrances(checked, known)


def problem(rule: Rule) -> str:
    """Why the condition of a rule cannot be asked any more; empty if it can."""
    try:
        refuse_unaskable([rule])
    except BadRule as error:
        return str(error)
    return ""


def refuse_unaskable(rules: Sequence[Rule]) -> None:
    """Raises `BadRule`s of the rule language for a condition that cannot be asked."""
    for rule in rules:
        if rule.when is not None:
            check(read(rule.when), level=Level.SCORE)
