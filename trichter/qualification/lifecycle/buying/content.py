"""The rules of the buying phase: which touchpoints are signs of which phase, and how long a sign counts."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.tree import Did, Rule, Touches

Phase = Literal["need", "evaluation", "purchase"]
PHASES: tuple[Phase, ...] = get_args(Phase)
"""In their order: whoever shows signs of several is in the last of them."""
LABELS = {
    "need": Words("Need", "Bedarf"),
    "evaluation": Words("Evaluation", "Bewertung"),
    "purchase": Words("Purchase", "Kauf"),
}
MOST = 50
_LONGEST = 3_650


class NoSign(DomainError):
    sentence = _("“%(rule)s” asks more than one touchpoint can tell: say what happened, and where, and nothing else.")


class TooManySigns(DomainError):
    sentence = _("%(most)s signs of a phase are enough.")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sign(_Model):
    """Touchpoints that are a sign of a phase."""

    phase: Phase
    did: Touches


class Content(_Model):
    """A whole version. A sign counts for so many days."""

    signs: Annotated[tuple[Sign, ...], Field(max_length=len(PHASES) * MOST)] = ()
    days: Annotated[int, Field(ge=1, le=_LONGEST)] = 180

    def of(self, phase: str) -> Iterator[Touches]:
        """The signs of one phase."""
        return (sign.did for sign in self.signs if sign.phase == phase)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of touchpoints that can be signs."""
        return frozenset(kind for sign in self.signs for kind in sign.did.kinds)

    def json_form(self) -> dict[str, Any]:
        """What is stored."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"days": self.days}


def written(lines: str) -> tuple[Touches, ...]:
    """Signs in their text form, a line each: `did page.viewed where path starts with "/preise"`.

    Raises `NoSign`, `TooManySigns` and `BadRule`s of the rule language.
    """
    told = [line.strip() for line in lines.splitlines() if line.strip()]
    if len(told) > MOST:
        raise TooManySigns(most=MOST)
    return tuple(_sign(line) for line in told)


def _sign(text: str) -> Touches:
    node = check(parse(text)).rule.where
    if not isinstance(node, Did) or node.did.when is not None:
        raise NoSign(rule=text)
    if (node.measure, node.operator, node.values) != ("count", "at least", (1,)):
        raise NoSign(rule=text)
    return node.did


def as_rule(sign: Touches) -> Rule:
    """A sign as a rule, to be printed or said in words."""
    return Rule(where=Did(did=sign))
