"""Rules that suggest how somebody meets a criterion, and why. A suggestion is none of the facts: a colleague judges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from trichter.kernel import bulk, clock
from trichter.kernel.errors import DomainError
from trichter.qualification.lifecycle.kinds import CRITERIA
from trichter.qualification.lifecycle.models import CriterionRules
from trichter.qualification.rules import asking
from trichter.qualification.rules.asking import Reason
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Level, Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Every, Node, Not, Place, Rule, Some, parts
from trichter.qualification.rules.words import phrase

ANSWERS = ("no", "yes")
"""What rules suggest: whoever is excluded by one is not let in by another."""
Suggesting = Mapping[str, Mapping[str, Any]]
"""By criterion and answer the rule that suggests it, in its JSON form."""


class RulesChanged(DomainError):
    sentence = _("Somebody else has published other rules meanwhile. Look at theirs, then change them once more.")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer to a criterion, because of what holds: the conditions of its rule in words."""

    criterion: str
    answer: str
    because: tuple[str, ...]


def in_force() -> tuple[int, Suggesting]:
    """The version that holds, and its rules."""
    row = CriterionRules.objects.order_by("-version").first()
    return (row.version, read_rules(row.content)) if row else (0, {})


def newest() -> Subquery:
    """The rules that hold, beside each row of a query, for `read_rules`."""
    return Subquery(CriterionRules.objects.order_by("-version").values("content")[:1])


@transaction.atomic
def publish(rules: Mapping[str, Mapping[str, Rule]], *, seen: int | None = None, by: int | None = None) -> int:
    """A new version; its number. Raises `RulesChanged`, and `BadRule`s for what cannot be asked."""
    newest = CriterionRules.objects.select_for_update().order_by("-version").first()
    version = newest.version if newest else 0
    if seen not in (None, version):
        raise RulesChanged
    content = {
        criterion: {answer: check(rule, level=Level.SCORE).rule.json_form() for answer, rule in answers.items()}
        for criterion, answers in rules.items()
    }
    CriterionRules.objects.create(version=version + 1, content=content, created_at=clock.now(), published_by=by)
    return version + 1


def suggestions(contact: int, criteria: Sequence[str], rules: Suggesting | None = None) -> list[Suggestion]:
    """What rules say of these criteria of one person, asked in one statement."""
    known = Vocabulary()
    asked = list(_askable(criteria, in_force()[1] if rules is None else rules, known))
    if not asked:
        return []
    found = asking.explain(Rule(where=Some(any=tuple(rule.where for _criterion, _answer, rule in asked))), contact)
    if found is None:
        return []
    reasons = {reason.place: reason for reason in found[1]}
    said: dict[str, Suggestion] = {}
    for number, (criterion, answer, rule) in enumerate(asked):
        place = ("where", "any", number)
        if criterion not in said and _holds(rule.where, place, reasons):
            because = tuple(phrase(one.node, known) for one in _held(rule.where, place, reasons))
            said[criterion] = Suggestion(criterion, answer, because or (phrase(rule.where, known),))
    return list(said.values())


def _askable(criteria: Sequence[str], rules: Suggesting, known: Vocabulary) -> Iterator[tuple[str, str, Rule]]:
    """What asks of something that is gone suggests nothing."""
    for criterion in (one for one in CRITERIA if one in criteria):
        for answer in ANSWERS:
            stored = rules.get(criterion, {}).get(answer)
            if stored:
                try:
                    yield criterion, answer, check(read(stored), level=Level.SCORE, vocabulary=known).rule
                except BadRule:
                    continue


def _holds(node: Node, place: Place, reasons: Mapping[Place, Reason]) -> bool:
    match node:
        case Every():
            return all(_holds(part, (*place, *below), reasons) for below, part in parts(node))
        case Some():
            return any(_holds(part, (*place, *below), reasons) for below, part in parts(node))
        case Not():
            return not _holds(node.negated, (*place, "not"), reasons)
        case _:
            return reasons[place].held


def _held(node: Node, place: Place, reasons: Mapping[Place, Reason]) -> Iterator[Reason]:
    """The conditions on which it rests that the rule holds."""
    if not _holds(node, place, reasons) or isinstance(node, Not):
        return
    if isinstance(node, Every | Some):
        for below, part in parts(node):
            yield from _held(part, (*place, *below), reasons)
    else:
        yield reasons[place]


def read_rules(content: Any) -> Suggesting:
    """As they are stored."""
    return content if isinstance(content, dict) else dict(bulk.read_json(content or "{}"))
