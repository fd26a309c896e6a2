"""What colleagues change about a draft: a rule at a time, its caps and limits. Each answers the changed content."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.rules import checking as rules
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.tree import Did, Rule, Touches
from trichter.qualification.rules.words import phrase
from trichter.qualification.scoring import checking
from trichter.qualification.scoring.content import Content, EngagementRule, FitRule, Group, Label


class NotOneSort(DomainError):
    sentence = _('Say what somebody does, without how often and when, such as: page.viewed where path is "/preise"')


class NoSuchRule(DomainError):
    sentence = _("This rule is gone.")


class NoSuchGroup(DomainError):
    sentence = _("This group is gone.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule as somebody writes it; a `group` is for rules of fit, `most` for those of engagement."""

    label: Words
    points: int
    text: str
    group: str | None = None
    most: int = 10


def put(content: Content, key: str | None, wanted: Wanted, *, is_fit: bool) -> Content:
    """In the place of the rule with this key, or as another one. Raises `BadRule`, `BadModel` and `NotOneSort`."""
    label = Label(en=wanted.label.en, de=wanted.label.de)
    name = key or _new_key(content)
    if is_fit:
        rule = checking.check_fit(parse(wanted.text))
        made = {"key": name, "label": label, "rule": rule, "points": wanted.points, "group": wanted.group}
        return _with(content, "fit", name, _read(FitRule, made))
    touches = checking.check_touches(_touches(wanted.text))
    made = {"key": name, "label": label, "did": touches, "points": wanted.points, "most": wanted.most}
    return _with(content, "engagement", name, _read(EngagementRule, made))


def drop(content: Content, key: str) -> Content:
    """Without the rule."""
    return content.model_copy(
        update={
            "fit": tuple(one for one in content.fit if one.key != key),
            "engagement": tuple(one for one in content.engagement if one.key != key),
        }
    )


def put_group(content: Content, key: str | None, label: Words, most: int) -> Content:
    """A group in the place of that with this key, or as another one; checked when it is saved."""
    name = key or _free({one.key for one in content.groups}, "group")
    made = Group.model_construct(key=name, label=Label(en=label.en, de=label.de), most=most)
    is_there = any(one.key == name for one in content.groups)
    groups = tuple(made if one.key == name else one for one in content.groups)
    return content.model_copy(update={"groups": groups if is_there else (*groups, made)})


def drop_group(content: Content, key: str) -> Content:
    """Without the group: its rules stay, and nothing caps them any more."""
    freed = (one.model_copy(update={"group": None}) if one.group == key else one for one in content.fit)
    groups = tuple(one for one in content.groups if one.key != key)
    return content.model_copy(update={"fit": tuple(freed), "groups": groups})


def group_of(content: Content, key: str) -> Group:
    """Raises `NoSuchGroup`."""
    one = next((one for one in content.groups if one.key == key), None)
    if one is None:
        raise NoSuchGroup
    return one


def limit(content: Content, given: Mapping[str, Any], *, groups: Mapping[str, int]) -> Content:
    """Half-life, where grades begin, and what groups give at most; checked when it is saved."""
    capped = tuple(group.model_copy(update={"most": groups.get(group.key, group.most)}) for group in content.groups)
    return content.model_copy(update={**given, "groups": capped})


def text_of(one: FitRule | EngagementRule) -> str:
    """A rule as it can be typed."""
    return printed(one.rule) if isinstance(one, FitRule) else printed(_whole(one.did)).removeprefix("did ")


def said(one: FitRule | EngagementRule, vocabulary: Vocabulary) -> str:
    """A rule in words; one that cannot be asked any more as it was typed."""
    rule = one.rule if isinstance(one, FitRule) else _whole(one.did)
    try:
        return phrase(rules.check(rule, vocabulary=vocabulary).rule.where, vocabulary)
    except BadRule:
        return text_of(one)


def found(content: Content, key: str) -> FitRule | EngagementRule:
    """Raises `NoSuchRule`."""
    fit = next((one for one in content.fit if one.key == key), None)
    one = fit or next((one for one in content.engagement if one.key == key), None)
    if one is None:
        raise NoSuchRule
    return one


def _whole(touches: Touches) -> Rule:
    return Rule(where=Did(did=touches))


def _touches(text: str) -> Touches:
    node = parse(text if text.strip().startswith("did ") else f"did {text}").where
    if not isinstance(node, Did) or node != Did(did=node.did):
        raise NotOneSort
    return node.did


def _read(sort: Any, made: Mapping[str, Any]) -> Any:
    """As its JSON form would be read: what is wrong is said as for a whole model."""
    field = "fit" if sort is FitRule else "engagement"
    form = sort.model_construct(**made).model_dump(mode="json", by_alias=True)
    groups = [{"key": made["group"], "label": {"en": "-"}, "most": 1}] if made.get("group") else []
    return getattr(checking.read({field: [form], "groups": groups}), field)[0]


def _with(content: Content, field: str, key: str, made: FitRule | EngagementRule) -> Content:
    kept = getattr(content, field)
    is_there = any(one.key == key for one in kept)
    rules = tuple(made if one.key == key else one for one in kept) if is_there else (*kept, made)
    return content.model_copy(update={field: rules})


def _new_key(content: Content) -> str:
    return _free({one.key for one in content.fit} | {one.key for one in content.engagement}, "rule")


def _free(taken: Collection[str], sort: str) -> str:
    return next(key for number in range(1, len(taken) + 2) if (key := f"{sort}_{number}") not in taken)
