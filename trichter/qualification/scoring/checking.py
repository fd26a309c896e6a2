"""Whether a version can be used: its form, and each of its rules, which may read nothing but lasting facts."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from trichter.facts.timeline.registry import kind_named
from trichter.kernel.errors import DomainError
from trichter.kernel.problems import problem
from trichter.qualification.rules import checking
from trichter.qualification.rules.operands import Level, Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Colleague, Compare, Did, Node, Place, Rule, Touches, walk
from trichter.qualification.scoring.content import Content, EngagementRule, FitRule

_OF_OTHERS = frozenset({"company.people"})
"""Facts about somebody that change with what others do."""


class BadModel(DomainError):
    """`place` leads through the JSON form; `rule` is the key of the rule that is wrong, if it is one."""

    sentence: Any = _("%(place)s: %(problem)s")

    def __init__(self, *, where: Place = (), rule: str | None = None, **given: Any) -> None:
        super().__init__(**given)
        self.where = where
        self.rule = rule


class TimeChangesIt(BadRule):
    sentence = _("Time alone would change the answer; points of this sort have to rest on what lasts.")


class OthersChangeIt(BadRule):
    sentence = _("What colleagues of the same company do gives nobody points.")


class OurOwnDecision(BadRule):
    sentence = _("“%(kind)s” is a decision of ours that may rest on the score itself; it gives no points.")


class NoWindow(BadRule):
    sentence = _("Points for what somebody did fade by themselves; they take no span of time.")


def read(given: Any) -> Content:
    """From the JSON form, checked. Raises `BadModel`."""
    try:
        content = Content.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        place = tuple(found["loc"])
        raise BadModel(where=place, rule=_rule_at(given, place), place=_said(place), problem=problem(found)) from error
    return check(content)


def check(content: Content, *, vocabulary: Vocabulary | None = None) -> Content:
    """The same with all values in the right form. Raises `BadModel`."""
    known = vocabulary or Vocabulary()
    fit = tuple(_fit(one, known) for one in content.fit)
    engagement = tuple(_engagement(one, known) for one in content.engagement)
    return content.model_copy(update={"fit": fit, "engagement": engagement})


def check_fit(rule: Rule, *, vocabulary: Vocabulary | None = None) -> Rule:
    """Whether somebody can be given points by this rule for who they are. Raises `BadRule`s with the place."""
    for place, node in walk(rule.where):
        _refuse(node, place)
    checked = checking.check(rule, level=Level.FACT, vocabulary=vocabulary)
    if checked.is_timed:
        raise TimeChangesIt(place=("where",))
    return checked.rule


def check_touches(touches: Touches, *, vocabulary: Vocabulary | None = None) -> Touches:
    """Whether these can give points. Raises `BadRule`s with the place."""
    if touches.when is not None:
        raise NoWindow(place=("where", "did", "when"))
    checked = check_fit(Rule(where=Did(did=touches)), vocabulary=vocabulary).where
    assert isinstance(checked, Did)
    return checked.did


def reads(content: Content) -> frozenset[str]:
    """The sorts of change by which a score can become another."""
    known = Vocabulary()
    rules = [one.rule for one in content.fit] + [Rule(where=Did(did=one.did)) for one in content.engagement]
    return frozenset[str]().union(*(_reads(rule, known) for rule in rules))


def _reads(rule: Rule, known: Vocabulary) -> frozenset[str]:
    """What a published rule reads, though it names what was taken away since: then as much as is still there."""
    try:
        return checking.check(rule, vocabulary=known).reads
    except BadRule:
        named = [known.find(node.operand) for _place, node in walk(rule.where) if isinstance(node, Compare)]
        return frozenset[str]().union(*(operand.reads for operand in named if operand))


def _fit(one: FitRule, known: Vocabulary) -> FitRule:
    try:
        return one.model_copy(update={"rule": check_fit(one.rule, vocabulary=known)})
    except BadRule as error:
        raise _bad(one, error) from error


def _engagement(one: EngagementRule, known: Vocabulary) -> EngagementRule:
    try:
        return one.model_copy(update={"did": check_touches(one.did, vocabulary=known)})
    except BadRule as error:
        raise _bad(one, error) from error


def _bad(one: FitRule | EngagementRule, error: BadRule) -> BadModel:
    return BadModel(where=error.place, rule=one.key, place=str(one.label), problem=str(error))


def _refuse(node: Node, place: Place) -> None:
    if isinstance(node, Colleague) or getattr(node, "operand", None) in _OF_OTHERS:
        raise OthersChangeIt(place=place)
    if isinstance(node, Did):
        for kind in _decisions(node):
            raise OurOwnDecision(place=(*place, "did", "kinds"), kind=kind)


def _decisions(node: Did) -> Iterator[str]:
    """What does not exist is refused with the rest of the rule."""
    for name in node.did.kinds:
        try:
            kind = kind_named(name)
        except DomainError:
            continue
        if kind.is_verdict:
            yield str(kind.label)


_PARTS = {
    "fit": _("Fit"),
    "engagement": _("Engagement"),
    "groups": _("Groups"),
    "half_life_days": _("Half-life"),
    "fit_cuts": _("Grades of fit"),
    "engagement_cuts": _("Grades of engagement"),
}


def _said(place: Place) -> str:
    if not place:
        return _t("This model")
    part = str(_PARTS.get(str(place[0]), place[0]))
    return f"{part} {place[1] + 1}" if len(place) > 1 and isinstance(place[1], int) else part


def _rule_at(given: Any, place: Place) -> str | None:
    try:
        return str(given[place[0]][place[1]]["key"]) if place[0] in ("fit", "engagement") else None
    except (LookupError, TypeError):
        return None
