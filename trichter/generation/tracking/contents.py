"""What the firm's pages are about: their phase of buying and their topics, by their paths."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from trichter.generation.tracking.models import PathRule


@dataclass(frozen=True, slots=True)
class About:
    """What a page is about; empty where nobody has said."""

    phase: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Paths by a pattern in which * stands for anything."""

    pattern: str
    about: About


@dataclass(frozen=True, slots=True)
class Contents:
    """The rules in their order: of the phase the first that has one decides, topics add up."""

    rules: tuple[Rule, ...]

    @classmethod
    def now(cls) -> "Contents":
        """Those in force."""
        return cls(
            tuple(
                Rule(row.pattern, About(row.phase, tuple(row.topics)))
                for row in PathRule.objects.order_by("position", "id")
            )
        )

    def of(self, path: str) -> About:
        """What the page of this path is about."""
        return _of(self.rules, path.lower())


@lru_cache(maxsize=4096)
def _of(rules: Sequence[Rule], path: str) -> About:
    fitting = [rule.about for rule in rules if _fits(rule.pattern.lower(), path)]
    phase = next((about.phase for about in fitting if about.phase), "")
    return About(phase, tuple(dict.fromkeys(topic for about in fitting for topic in about.topics)))


def _fits(pattern: str, path: str) -> bool:
    """`/preise` means the page with and without a slash at its end; `/preise*` all that begin so."""
    if "*" not in pattern:
        return path.rstrip("/") == pattern.rstrip("/")
    return fnmatchcase(path, pattern.replace("[", "[[]").replace("?", "[?]"))
