"""A rule by which people come to a stage, in the words that stand beside what it has decided."""

from django.utils.translation import gettext

from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.facts.timeline.registry import kinds
from trichter.insight.names import Names
from trichter.qualification.lifecycle.tracks import Rule
from trichter.qualification.rules.checking import read
from trichter.qualification.rules.words import phrase


def happens(rule: Rule) -> str:
    """What has to happen, without what it has to carry; of a rule that asks more than that, the whole."""
    if is_plain(rule):
        labels = {kind.name: str(kind.label) for kind in kinds()}
        return ", ".join(labels.get(one.kind, one.kind) for one in rule.happenings)
    return phrase(read(rule.when or {}).where)


def is_plain(rule: Rule) -> bool:
    """Whether all that it asks is that something happens, and what that carries."""
    return bool(rule.happenings) and all(one.where == rule.happenings[0].where for one in rule.happenings)


def decided_by(t: EffectiveTouchpoint, names: Names) -> str:
    """By which rule, of which version of the policy; nothing for what a colleague decided. A rule that nobody knows any
    more is called by its key."""
    key, policy = t.payload.get("rule"), t.payload.get("policy")
    if not key:
        return ""
    known = names.rules.get((t.payload.get("track") or "", policy or 0, key))
    said = {"rule": happens(known) if known else key, "policy": policy}
    return (gettext("Rule: %(rule)s (version %(policy)s)") if policy else gettext("Rule: %(rule)s")) % said
