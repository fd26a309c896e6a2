"""What the firm's pages are about: their phase of buying and their topics, by their paths.

Written as lines: a path, in which * stands for anything, and after it topics, as `/preise* Preise, Förderung`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from trichter.generation.tracking.models import PathRule
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.buying.content import PHASES

MOST = 500
LONGEST = 300
NO_PHASE = ""
"""Stands for pages that are said to be about something, and of no phase."""
# Any number, as long as it is ours alone.
_LOCK = 7_482_009


class NoPath(DomainError):
    sentence = _("“%(line)s” does not begin with a path: write it as /prices* Prices, Funding")


class SaidTwice(DomainError):
    sentence = _("“%(path)s” stands there twice: a path has one phase.")


class TooManyPaths(DomainError):
    sentence = _("%(most)s paths are enough.")


class ChangedMeanwhile(DomainError):
    sentence = _("Somebody else has changed this meanwhile: what they wrote stands below; add yours once more.")


@dataclass(frozen=True, slots=True)
class About:
    """What a page is about; empty where nobody has said."""

    phase: str = NO_PHASE
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Paths by a pattern in which * stands for anything."""

    pattern: str
    about: About

    @property
    def line(self) -> str:
        """As it is written."""
        return " ".join(part for part in (self.pattern, ", ".join(self.about.topics)) if part)


@dataclass(frozen=True, slots=True)
class Contents:
    """The rules, the closest first: of the phase the first that has one decides, topics add up."""

    rules: tuple[Rule, ...]

    @classmethod
    def now(cls) -> "Contents":
        """Those in force."""
        rules = [Rule(row.pattern, About(row.phase, tuple(row.topics))) for row in PathRule.objects.all()]
        return cls(tuple(sorted(rules, key=lambda rule: (-len(rule.pattern.replace("*", "")), rule.pattern))))

    def of(self, path: str) -> About:
        """What the page of this path is about."""
        return _of(self.rules, path.lower())

    def lines(self) -> dict[str, str]:
        """By phase, as they are written."""
        return {
            phase: "\n".join(
                rule.line for rule in sorted(self.rules, key=lambda one: one.pattern) if rule.about.phase == phase
            )
            for phase in (*PHASES, NO_PHASE)
        }


def written(phase: str, lines: str) -> list[Rule]:
    """Raises `NoPath`."""
    return [_rule(phase, line.strip()) for line in lines.splitlines() if line.strip()]


@transaction.atomic
def publish(rules: Sequence[Rule], *, seen: Mapping[str, str] | None = None) -> None:
    """These hold from now on; what was recorded keeps what it was about. `seen` are the lines that were changed.

    Raises `SaidTwice`, `TooManyPaths` and `ChangedMeanwhile`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if len(rules) > MOST:
        raise TooManyPaths(most=MOST)
    if seen is not None and seen != Contents.now().lines():
        raise ChangedMeanwhile
    known: set[str] = set()
    for rule in rules:
        if rule.pattern in known:
            raise SaidTwice(path=rule.pattern)
        known.add(rule.pattern)
    PathRule.objects.all().delete()
    PathRule.objects.bulk_create(
        PathRule(pattern=rule.pattern, phase=rule.about.phase, topics=list(rule.about.topics)) for rule in rules
    )


def _rule(phase: str, line: str) -> Rule:
    pattern, _space, topics = line.partition(" ")
    if not pattern.startswith(("/", "*")) or len(pattern) > LONGEST:
        raise NoPath(line=line[:80])
    return Rule(pattern.lower(), About(phase, tuple(_topics(topics))))


def _topics(told: str) -> Iterator[str]:
    yield from dict.fromkeys(topic.strip()[:80] for topic in told.split(",") if topic.strip())


@lru_cache(maxsize=4096)
def _of(rules: Sequence[Rule], path: str) -> About:
    fitting = [rule.about for rule in rules if _fits(rule.pattern, path)]
    phase = next((about.phase for about in fitting if about.phase), NO_PHASE)
    return About(phase, tuple(dict.fromkeys(topic for about in fitting for topic in about.topics)))


def _fits(pattern: str, path: str) -> bool:
    """`/preise` means the page with and without a slash at its end; `/preise*` all that begin so."""
    if "*" not in pattern:
        return path.rstrip("/") == pattern.rstrip("/")
    return fnmatchcase(path, pattern.replace("[", "[[]").replace("?", "[?]"))
