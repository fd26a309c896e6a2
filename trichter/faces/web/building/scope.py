"""What is built for a field, and how the field writes it: a rule, what somebody does, or several such, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.qualification.rules.operands import Level
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.tree import Did, Rule, Some

_DID = "did "


class OnlyWhatHappens(DomainError):
    sentence = _("Here it is asked what somebody does, and where, and nothing else.")


class OnlyOne(DomainError):
    sentence = _("There is place for one condition here.")


class Sort(StrEnum):
    """A rule; a sort of touchpoints, as `page.viewed where path is "/preise"`; or lines `did page.viewed …`."""

    RULE = "rule"
    HAPPENING = "happening"
    HAPPENINGS = "happenings"


@dataclass(frozen=True, slots=True)
class Scope:
    """`level` is what may be asked."""

    level: Level = Level.SEGMENT
    sort: Sort = Sort.RULE

    @property
    def is_whole(self) -> bool:
        """Whether people are asked for, not only what they do."""
        return self.sort == Sort.RULE

    def may_add(self, parts: int) -> bool:
        """Whether there is place for another condition beside so many."""
        return not parts or self.sort != Sort.HAPPENING

    def opened(self, held: str) -> str:
        """What a field holds, as the text of a rule."""
        if self.is_whole:
            return held
        lines = held.splitlines() if self.sort == Sort.HAPPENINGS else [held]
        told = (line.strip() for line in lines if line.strip())
        return " or ".join(one if one.startswith(_DID) else _DID + one for one in told)

    def written(self, rule: Rule | None) -> str:
        """A rule, as the field holds it. Raises `OnlyWhatHappens` and `OnlyOne`."""
        if self.is_whole or rule is None:
            return printed(rule) if rule else ""
        lines = [printed(Rule(where=one)) for one in _happenings(rule)]
        if self.sort == Sort.HAPPENINGS:
            return "\n".join(lines)
        if len(lines) > 1:
            raise OnlyOne
        return lines[0].removeprefix(_DID)


def _happenings(rule: Rule) -> Sequence[Did]:
    nodes = rule.where.any if isinstance(rule.where, Some) else (rule.where,)
    told = [one for one in nodes if isinstance(one, Did) and one == Did(did=one.did) and one.did.when is None]
    if len(told) < len(nodes):
        raise OnlyWhatHappens
    return told
