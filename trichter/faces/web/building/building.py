"""The builder on a page: what it shows of a rule, and what becomes of it when a button is pressed.

Nothing is kept between two requests: what the page posts is the draft, with the drafts before it for those who want a
step undone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from trichter.faces.web.building import draft as drafts
from trichter.faces.web.building.draft import Draft, at, of_json, posted
from trichter.faces.web.building.rows import Choice, Drawing, Row
from trichter.faces.web.building.saying import Saying, drafted
from trichter.faces.web.building.scope import Scope
from trichter.faces.web.building.steps import WAYS, place_of, step
from trichter.kernel.errors import DomainError
from trichter.qualification.rules.checking import check
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.operators import operators_of
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.text import parse, place_in
from trichter.qualification.rules.tree import Rule
from trichter.qualification.rules.types import Type
from trichter.qualification.rules.words import sentence

MOST_STEPS = 20
"""That can be undone."""
SAVING = frozenset({"save"})


@dataclass
class Building:
    """A rule under work. `address` is where its form is posted to, `steps` are the drafts as they were shown, the one
    that is shown last; `typed` is a text that was not taken over yet."""

    draft: Draft
    vocabulary: Vocabulary
    scope: Scope = field(default_factory=Scope)
    address: str = ""
    steps: list[Draft] = field(default_factory=list)
    typed: str | None = None
    text_problem: str = ""
    marked: tuple[str, str, str] | None = None
    focus: str = ""
    strict: bool = False
    left: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    @cached_property
    def saying(self) -> Saying:
        """What the draft says, and what is wrong with it."""
        return Saying(self.draft, self.vocabulary, self.scope.level, strict=self.strict)

    @property
    def rule(self) -> Rule | None:
        """What can be asked of it already; what is wrong or missing is left out."""
        return self.saying.rule

    @property
    def is_ready(self) -> bool:
        """Whether all of it can be asked, and no text waits."""
        return not self.saying.problems and self.saying.is_complete and self.typed is None

    @cached_property
    def words(self) -> str:
        """The rule as a sentence."""
        return sentence(self.rule, self.vocabulary) if self.rule else ""

    @cached_property
    def _sides(self) -> tuple[Row, Row]:
        drawing = Drawing(self.vocabulary, self.saying.problems, self.scope, self.left, self.total)
        return drawing.sides(self.draft)

    @property
    def within(self) -> Row:
        """Those who belong to it."""
        return self._sides[0]

    @property
    def without(self) -> Row:
        """Those who do not, whatever else is true of them."""
        return self._sides[1]

    @property
    def joins(self) -> Sequence[Choice]:
        """How the parts of a group can be joined."""
        return (
            ("all", _("All conditions")),
            ("any", _("At least one")),
            ("none", _("None of them")),
            ("colleague", _("Of a colleague at the same company")),
        )

    @property
    def past(self) -> str:
        """The drafts as a page keeps them."""
        kept = [*self.steps, self.draft] if not self.steps or self.steps[-1] != self.draft else self.steps
        return json.dumps([asdict(one) for one in kept[-MOST_STEPS:]], ensure_ascii=False, separators=(",", ":"))

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return any(_looks(one, self.vocabulary) != _looks(self.draft, self.vocabulary) for one in self.steps)

    @cached_property
    def text_was(self) -> str:
        """The rule as text."""
        return printed(self.rule) if self.rule else ""

    @property
    def text(self) -> str:
        """What stands in the field for it."""
        return self.text_was if self.typed is None else self.typed

    @property
    def text_is_open(self) -> bool:
        """Whether somebody is working on it."""
        return self.typed is not None


WHOLE = Scope()
"""Whatever a rule can say."""


def of_rule(rule: Rule | None, *, address: str, scope: Scope = WHOLE) -> Building:
    """To begin with."""
    known = Vocabulary()
    return Building(_drafted(rule, known, scope), known, scope, address)


def of_text(text: str, *, address: str, scope: Scope = WHOLE) -> Building:
    """To begin with what a text says; one that cannot be read stands in the field for it, with what is wrong."""
    building = of_rule(None, address=address, scope=scope)
    return _read(building, text) if text.strip() else building


def of_post(data: QueryDict, *, address: str, scope: Scope = WHOLE) -> Building:
    """After a button was pressed."""
    known, do = Vocabulary(), data.get("do", "")
    before, steps = posted(data), _steps(data.get("past", ""))
    building = Building(before, known, scope, address, steps, strict=do in SAVING)
    text = data.get("text", "")
    if do == "text":
        return _read(building, text)
    if _differs(text, data.get("text_was", "")):
        building.typed = text
    if do == "undo":
        building.draft, building.steps = _undone(before, steps, known)
        return building
    building.draft = step(before, do)
    building.focus = _focus(building.draft, do)
    return building


def _read(building: Building, text: str) -> Building:
    """The rule of a text in place of the draft; while it cannot be asked, the draft stays and so does the text."""
    try:
        rule = parse(text)
        checked = check(rule, level=building.scope.level, vocabulary=building.vocabulary).rule
        building.scope.written(checked)
    except DomainError as problem:
        building.typed, building.text_problem = text, str(problem)
        if not isinstance(problem, BadRule):
            return building
        start, end = (problem.at, problem.at + 1) if problem.at is not None else _found(text, problem)
        building.marked = (text[:start], text[start:end], text[end:]) if end else None
        return building
    building.draft = _drafted(checked, building.vocabulary, building.scope)
    return building


def _drafted(rule: Rule | None, vocabulary: Vocabulary, scope: Scope) -> Draft:
    """What happens is joined by “or”, also while there is but one."""
    draft = drafted(rule, vocabulary)
    return draft if scope.is_whole else replace(draft, within=replace(draft.within, what="any"))


def _found(text: str, problem: BadRule) -> tuple[int, int]:
    try:
        return place_in(text, problem.place)
    except (BadRule, LookupError):
        return 0, 0


def _differs(text: str, was: str) -> bool:
    """Browsers post other line ends than they were given."""
    return text.split() != was.split()


def _undone(shown: Draft, steps: list[Draft], vocabulary: Vocabulary) -> tuple[Draft, list[Draft]]:
    """The last draft that looks otherwise than the one on the page."""
    kept = list(steps)
    while kept and _looks(kept[-1], vocabulary) == _looks(shown, vocabulary):
        kept.pop()
    return (kept[-1], kept) if kept else (shown, steps)


def _looks(draft: Draft, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """What a page shows of it: where nothing was chosen yet, what stands there by itself."""
    shown = []
    for path, part in drafts.walk(draft):
        operator, texts = part.operator, [f"{slot.text} {slot.how}" for slot in part.slots if slot.text]
        if part.kind:
            operator, texts = operator or "at least", texts or ["1 "]
        elif operand := vocabulary.find(part.what):
            operator = operator or operators_of(operand.type)[0].key
            texts = texts or (["yes "] if operand.type == Type.FLAG else [])
        shown.append((path, part.sort, part.what, operator, *texts))
    return shown


def _steps(stored: str) -> list[Draft]:
    """What `past` wrote; whatever else somebody posts is no draft."""
    try:
        return [of_json(one) for one in json.loads(stored)][-MOST_STEPS:]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def _focus(draft: Draft, do: str) -> str:
    """Where the keyboard goes on: the path of a new part, or the id of the button by which parts are added or moved."""
    name, _colon, path = do.partition(":")
    if name in WAYS:
        return _focus_of_moved(draft, name, path)
    if name == "remove":
        return f"add-{path.rpartition('-')[0] or drafts.WITHIN}"
    part = at(draft, path) if name in ("add", "group") else None
    if part is None or not part.parts:
        return ""
    new = f"{path}-{len(part.parts) - 1}"
    return f"{new}-0" if name == "group" else new


def _focus_of_moved(draft: Draft, name: str, path: str) -> str:
    """On the button that was pressed, or on the other one where a part is at its end."""
    above, number = place_of(path)
    group, place = at(draft, above), number + WAYS[name]
    if group is None or not 0 <= place < len(group.parts):
        return ""
    if place in (0, len(group.parts) - 1):
        name = "down" if place == 0 else "up"
    return f"{name}-{above}-{place}"
