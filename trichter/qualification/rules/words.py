"""The sentence of a rule, in German and in English: what it means, for those who did not write it.

What is nested stands in parentheses, so that a sentence can be read in one way only. What a rule names and nobody
knows any more is named as it stands there.
"""

from collections.abc import Callable, Mapping, Sequence

from django.utils import translation

from trichter.facts.timeline.registry import UnknownKind, kind_named
from trichter.kernel.words import Words
from trichter.qualification.rules.operands import Operand, Vocabulary
from trichter.qualification.rules.operators import OPERATORS
from trichter.qualification.rules.phrases import compared, joined, quoted, say, value, when
from trichter.qualification.rules.touching import parts
from trichter.qualification.rules.tree import Colleague, Compare, Did, Every, Node, Not, Rule, Some, Touches, Value


def sentence(rule: Rule, vocabulary: Vocabulary | None = None) -> str:
    """What the rule says, in the active language."""
    return _Sentence(vocabulary or Vocabulary()).whole(rule.where)


def sentences(rule: Rule, vocabulary: Vocabulary | None = None) -> Words:
    """The same in both languages."""
    known = vocabulary or Vocabulary()
    said = {}
    for language in ("en", "de"):
        with translation.override(language):
            said[language] = sentence(rule, known)
    return Words(**said)


def phrase(node: Node, vocabulary: Vocabulary | None = None) -> str:
    """What one part of a rule says, to stand in a list of reasons."""
    return _Sentence(vocabulary or Vocabulary()).node(node)


_NEGATING = frozenset(one.key for one in OPERATORS.values() if one.negates)
_OPPOSITES = {one.key: one.negates for one in OPERATORS.values() if one.negates} | {
    "is known": "is unknown",
    "is unknown": "is known",
}
_OPPOSITES |= {negated: key for key, negated in _OPPOSITES.items()}


class _Sentence:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def whole(self, node: Node) -> str:
        """Those who are left out have a sentence of their own."""
        nodes = node.all if isinstance(node, Every) else (node,)
        within = [one for one in nodes if not isinstance(one, Not)]
        without = [one.negated for one in nodes if isinstance(one, Not)]
        if not within:
            others = say("Everybody but those of whom this is true: %s.", "Alle außer denen, für die gilt: %s.")
            return others % self._among(without, _or)
        said = say("People of whom this is true: %s.", "Personen, für die gilt: %s.") % self._among(within, _and)
        left_out = say("Not those of whom this is true: %s.", "Ohne die, für die gilt: %s.")
        return f"{said} {left_out % self._among(without, _or)}" if without else said

    def _among(self, nodes: Sequence[Node], join: Callable[[Sequence[str]], str]) -> str:
        """What stands alone needs no parentheses."""
        return self.node(nodes[0]) if len(nodes) == 1 else join([self.inner(one) for one in nodes])

    def node(self, node: Node) -> str:
        match node:
            case Every():
                return _and([self.inner(one) for one in node.all])
            case Some():
                return _or([self.inner(one) for one in node.any])
            case Not():
                return self._not(node.negated)
            case Colleague():
                inner = self.node(node.colleague)
                return say(
                    "of some colleague at the same company: (%s)", "für jemand anderen derselben Firma: (%s)", inner
                )
            case Did():
                return self._did(node)
            case _:
                return self._compare(node)

    def inner(self, node: Node) -> str:
        """In parentheses if it has several parts."""
        several = len(node.all) if isinstance(node, Every) else len(node.any) if isinstance(node, Some) else 1
        return f"({self.node(node)})" if several > 1 else self.node(node)

    def _not(self, node: Node) -> str:
        """By the opposite where there is one: it holds for exactly the same people."""
        if isinstance(node, Compare) and node.operator in _OPPOSITES:
            return self._compare(node.model_copy(update={"operator": _OPPOSITES[node.operator]}))
        if isinstance(node, Did) and (node.measure, node.operator, node.values) == ("count", "at least", (1,)):
            return self._did(node.model_copy(update={"operator": "is", "values": (0,)}))
        return say("not (%s)", "nicht (%s)", self.node(node))

    def _compare(self, node: Compare) -> str:
        operand = self.vocabulary.find(node.operand)
        return f"{self._label(operand, node.operand)} {compared(node.operator, node.values, _options(operand))}"

    def _label(self, operand: Operand | None, name: str) -> str:
        """With its group, where something of the person is called the same."""
        if operand is None:
            return quoted(name)
        twin = self.vocabulary.declared(name.partition(".")[2])
        is_shared = twin is not None and twin.name != operand.name and twin.label == operand.label
        return f"{operand.label} ({operand.group})" if is_shared else str(operand.label)

    def _did(self, node: Did) -> str:
        known = _parts(node.did)
        kinds = joined([quoted(_kind(kind)) for kind in node.did.kinds], "or", "oder")
        where = [_filter(one, known) for one in node.did.where]
        window = _window(node.did.when)
        often = _often(node) if node.measure == "count" else None
        if often is not None:
            return " ".join(filter(None, (often, kinds, _aside(where), window)))
        what = f"{kinds} {_aside([*where, window])}".rstrip()
        return self._measured(node, what, known)

    def _measured(self, node: Did, what: str, known: Mapping[str, Operand]) -> str:
        if node.measure in ("first", "last"):
            told = when(node.operator, node.values) or compared(node.operator, node.values, {})
            told = say("not %s", "nicht %s", told) if node.operator in _NEGATING else told
            if node.measure == "first":
                return say("for the first time %s %s", "zum ersten Mal %s %s", what, told)
            return say("for the last time %s %s", "zum letzten Mal %s %s", what, told)
        told = compared(node.operator, node.values, {})
        if node.measure == "count":
            return say("how often %s %s", "Anzahl von %s %s", what, told)
        part = known.get(node.of or "")
        summed = str(part.label) if part else quoted(node.of or "")
        return say("sum of %s of %s %s", "Summe von %s bei %s %s", summed, what, told)


def _and(parts: Sequence[str]) -> str:
    return say(", and ", ", und ").join(parts)


def _or(parts: Sequence[str]) -> str:
    return say(", or ", ", oder ").join(parts)


def _aside(details: Sequence[str]) -> str:
    said = "; ".join(filter(None, details))
    return f"({said})" if said else ""


def _options(operand: Operand | None) -> dict[str, str]:
    return {one.key: str(one.label) for one in operand.options()} if operand and operand.options else {}


def _kind(name: str) -> str:
    try:
        return str(kind_named(name).label)
    except UnknownKind:
        return name


def _parts(touches: Touches) -> Mapping[str, Operand]:
    try:
        return parts(touches.kinds)
    except UnknownKind:
        return {}


def _filter(node: Compare, known: Mapping[str, Operand]) -> str:
    part = known.get(node.operand)
    label = str(part.label) if part else quoted(node.operand)
    return f"{label} {compared(node.operator, node.values, _options(part))}"


def _window(node: Compare | None) -> str:
    if node is None:
        return ""
    return when(node.operator, node.values) or compared(node.operator, node.values, {})


def _times(often: Value) -> str:
    if often == 1:
        return say("once", "einmal")
    return say("%s times", "%s-mal", value(often, {}))


_OFTEN = {
    "at least": Words("at least %s", "mindestens %s"),
    "at most": Words("at most %s", "höchstens %s"),
    "more than": Words("more than %s", "mehr als %s"),
    "less than": Words("less than %s", "weniger als %s"),
    "is": Words("exactly %s", "genau %s"),
    "is not": Words("not exactly %s", "nicht genau %s"),
    "between": Words("%s to %s times", "%s- bis %s-mal"),
    "not between": Words("not %s to %s times", "nicht %s- bis %s-mal"),
}


def _often(node: Did) -> str | None:
    """How often, where one can say it before what was done."""
    if node.operator == "is" and node.values == (0,):
        return say("never", "nie")
    words = _OFTEN.get(node.operator)
    if words is None or str(words).count("%s") != len(node.values):
        return None
    said = (value(one, {}) if len(node.values) > 1 else _times(one) for one in node.values)
    return str(words) % tuple(said)
