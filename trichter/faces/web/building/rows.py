"""The rows of the builder as its page draws them: what can be chosen in each, and the inputs of its values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from trichter.faces.web.building.draft import AT as WHEN_IT_WAS
from trichter.faces.web.building.draft import DEEPEST, DID, WITHIN, WITHOUT, Draft, Part, Slot
from trichter.faces.web.building.scope import Scope
from trichter.facts.timeline.registry import UnknownKind, kinds
from trichter.qualification.rules.operands import Operand, Vocabulary
from trichter.qualification.rules.operators import OPERATORS, Operator, Takes, operators_of
from trichter.qualification.rules.touching import AT, parts
from trichter.qualification.rules.types import NUMERIC, WHEN, Type

Choice = tuple[str, str]
Group = tuple[str, Sequence[Choice]]


@dataclass(frozen=True)
class Entry:
    """The inputs of one value: what it holds, and what it may be. `hows` are the ways to read a time."""

    slot: Slot
    sort: str
    label: str
    options: Sequence[Choice] = ()
    hows: Sequence[Choice] = ()
    before: str = ""
    is_short: bool = False


@dataclass(frozen=True)
class Chip:
    """A value of a list, and the button that drops it."""

    slot: Slot
    label: str
    drop: str


@dataclass(frozen=True)
class Row:
    """A condition, or a group with its `rows`. `left` counts whom it leaves, where that was asked."""

    path: str
    part: Part
    join: str
    problem: str = ""
    offered: Sequence[Group] = ()
    operators: Sequence[Choice] = ()
    chips: Sequence[Chip] = ()
    entries: Sequence[Entry] = ()
    rows: Sequence["Row"] = ()
    when: "Row | None" = None
    chosen: str = ""
    takes_more: bool = False
    may_rise: bool = False
    may_sink: bool = False
    may_add: bool = True
    may_nest: bool = True
    left: int | None = None
    share: float = 0

    @property
    def template(self) -> str:
        """By which it is drawn."""
        return f"building/_{self.part.sort}.html"

    @property
    def adding(self) -> str:
        """The id of the button that adds a part to it."""
        return f"add-{self.path}"

    @property
    def ways(self) -> Sequence[tuple[str, str, str, str]]:
        """The buttons that move it among its like: what each does, its id, its picture and its name."""
        ways = (("up", self.may_rise, _("Move up")), ("down", self.may_sink, _("Move down")))
        return [(f"{way}:{self.path}", f"{way}-{self.path}", f"arrow-{way}", name) for way, may, name in ways if may]


@dataclass(frozen=True)
class Drawing:
    """Draws the parts of a draft."""

    vocabulary: Vocabulary
    problems: Mapping[str, str]
    scope: Scope = field(default_factory=Scope)
    left: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    def sides(self, draft: Draft) -> tuple[Row, Row]:
        """Those who belong to it, and those who do not."""
        return self._group(draft.within, WITHIN, ""), self._group(draft.without, WITHOUT, "")

    def _group(self, part: Part, path: str, join: str) -> Row:
        words = _words(path, part)
        last = len(part.parts) - 1
        rows = tuple(
            replace(
                self._row(one, f"{path}-{number}", words[bool(number)]), may_rise=number > 0, may_sink=number < last
            )
            for number, one in enumerate(part.parts)
        )
        problem = self.problems.get(path, "")
        may_nest = self.scope.is_whole and path.count("-") < DEEPEST - 2
        return Row(path, part, join, problem, rows=rows, may_add=self.scope.may_add(len(rows)), may_nest=may_nest)

    def _row(self, part: Part, path: str, join: str) -> Row:
        left = self.left.get(path)
        share = round(100 * left / self.total, 1) if left and self.total else 0
        return replace(self._drawn(part, path, join), left=left, share=share)

    def _drawn(self, part: Part, path: str, join: str) -> Row:
        if part.sort == "group":
            return self._group(part, path, join)
        if part.sort == "text":
            shown = part if part.slots else replace(part, slots=(Slot(),))
            return Row(path, shown, join, self.problems.get(path, ""))
        if part.kind:
            return self._did(part, path, join)
        return self._condition(part, path, join, self._offered, self.vocabulary.find(part.what))

    def _condition(self, part: Part, path: str, join: str, offered: Sequence[Group], operand: Operand | None) -> Row:
        if part.what and operand is None:
            offered = [*offered, (_("Not there any more"), [(part.what, part.what)])]
        known = operators_of(operand.type) if operand else ()
        operator = next((one for one in known if one.key == part.operator), known[0] if known else None)
        chips, entries = _values(part, path, operand, operator) if operand and operator else ((), ())
        said = [(one.key, _verb(one)) for one in known]
        return Row(
            path, part, join, self.problems.get(path, ""), offered, said, chips, entries,
            chosen=operator.key if operator else "", takes_more=bool(operator and operator.takes == Takes.LIST),
        )  # fmt: skip

    def _did(self, part: Part, path: str, join: str) -> Row:
        try:
            known = parts([part.kind])
        except UnknownKind:
            return self._condition(part, path, join, self._offered, None)
        carried = [(name, str(one.label)) for name, one in known.items() if name != AT]
        narrowed = tuple(
            self._condition(one, f"{path}-{number}", _("where"), [("", carried)], known.get(one.what))
            for number, one in enumerate(part.parts)
        )
        if not self.scope.is_whole:
            return Row(path, part, join, self.problems.get(path, ""), self._offered, rows=narrowed)
        count = Operand("count", known[AT].label, Type.NUMBER, "", frozenset())
        often = part if part.operator else Part("condition", part.what, "at least", (Slot("1"),))
        row = self._condition(often, path, join, self._offered, count)
        return Row(
            path, part, join, self.problems.get(path, ""), self._offered,
            [(one.key, _often(one)) for one in operators_of(Type.NUMBER) if one.takes in (Takes.ONE, Takes.TWO)],
            row.chips, row.entries, narrowed, self._when(part, path, known[AT]), row.chosen,
        )  # fmt: skip

    def _when(self, part: Part, path: str, operand: Operand) -> Row:
        when = part.when or Part("condition", AT)
        row = self._condition(when, f"{path}-{WHEN_IT_WAS}", "", (), operand)
        offered = [one for one in operators_of(operand.type) if not one.negates and one.takes != Takes.NOTHING]
        said = [("", pgettext("window of time", "ever")), *((one.key, _verb(one)) for one in offered)]
        kept = when.operator if when.operator in dict(said) else ""
        return Row(row.path, when, "", "", (), said, (), row.entries if kept else (), chosen=kept)

    @cached_property
    def _offered(self) -> Sequence[Group]:
        """All operands by their groups, and the kinds of touchpoints."""
        groups: dict[str, list[Choice]] = defaultdict(list)
        for operand in self.vocabulary if self.scope.is_whole else ():
            if operand.level <= self.scope.level:
                groups[str(operand.group)].append((operand.name, str(operand.label)))
        did = [(f"{DID}{kind.name}", str(kind.label)) for kind in kinds() if not kind.is_verdict]
        return [
            *((name, sorted(listed, key=_by_label)) for name, listed in groups.items()),
            (_("What somebody did"), sorted(did, key=_by_label)),
        ]


def _by_label(choice: Choice) -> str:
    return choice[1].casefold()


def _words(path: str, part: Part) -> tuple[str, str]:
    """What stands before the first row of a group, and before the others."""
    if path == WITHOUT:
        return _("Without"), _("without")
    others = {"any": _("or"), "none": _("or")}
    return pgettext("a condition", "Where"), others.get(part.what, _("and"))


def _verb(operator: Operator) -> str:
    return str(operator.says).partition("%s")[0].strip()


def _often(operator: Operator) -> str:
    """How often: without the verb, which stands in what was done."""
    return _verb(operator).removeprefix(_verb(OPERATORS["is"])).strip() or _("exactly")


def _values(part: Part, path: str, operand: Operand, operator: Operator) -> tuple[Sequence[Chip], Sequence[Entry]]:
    if operator.takes == Takes.NOTHING:
        return (), ()
    if operator.takes == Takes.LENGTH:
        return (), (_entry(_nth(part, 0), operand, operator),)
    if operator.takes == Takes.LIST:
        labels = dict(_options(operand))
        chips = [
            Chip(slot, labels.get(slot.text, slot.text), f"drop:{path}:{number}")
            for number, slot in enumerate(part.slots)
            if slot.text
        ]
        return chips, (_entry(Slot(), operand, operator),)
    entries = [_entry(_nth(part, number), operand, operator, number) for number in range(_TAKEN[operator.takes])]
    return (), entries


_TAKEN = {Takes.ONE: 1, Takes.TWO: 2}


def _nth(part: Part, number: int) -> Slot:
    return part.slots[number] if number < len(part.slots) else Slot()


def _entry(slot: Slot, operand: Operand, operator: Operator, number: int = 0) -> Entry:
    label = _("Add a value") if operator.takes == Takes.LIST else _("up to") if number else _("Value")
    before = _("and") if number else ""
    if operator.takes == Takes.LENGTH:
        return Entry(Slot(slot.text, slot.how or "day"), "span", label, hows=_lengths(), is_short=True)
    if operand.type in WHEN:
        how = slot.how or "day"
        sort = _span_sort(how)
        return Entry(Slot(slot.text, how), sort, label, hows=_spans(), before=before, is_short=sort == "span")
    if operand.type == Type.FLAG:
        return Entry(slot, "choice", label, [("yes", _("yes")), ("no", _("no"))])
    if options := _options(operand):
        return Entry(slot, "choice", label, [("", "–"), *options], before=before)
    is_number = operand.type in NUMERIC
    return Entry(slot, "number" if is_number else "text", label, before=before, is_short=is_number)


def _span_sort(how: str) -> str:
    if how == "day":
        return "day"
    return "span" if how.endswith((" ago", " ahead")) else "period"


def _options(operand: Operand) -> Sequence[Choice]:
    return [(one.key, str(one.label)) for one in operand.options()] if operand.options else ()


def _lengths() -> Sequence[Choice]:
    return [(unit, name) for unit, name in _units()]


def _units() -> Sequence[Choice]:
    return (
        ("minute", _("minutes")),
        ("hour", _("hours")),
        ("day", ngettext("day", "days", 2)),
        ("week", _("weeks")),
        ("month", _("months")),
        ("year", _("years")),
    )


def _spans() -> Sequence[Choice]:
    ago = pgettext("span", "%(units)s ago")
    ahead = pgettext("span", "%(units)s ahead")
    return (
        ("day", _("the day")),
        *((f"{unit} ago", ago % {"units": name}) for unit, name in _units()),
        *((f"{unit} ahead", ahead % {"units": name}) for unit, name in _units()),
        *_periods(),
    )


def _periods() -> Sequence[Choice]:
    return (
        ("day 0", _("today")),
        ("day -1", _("yesterday")),
        ("day 1", _("tomorrow")),
        ("week 0", _("this week")),
        ("week -1", _("last week")),
        ("week 1", _("next week")),
        ("month 0", _("this month")),
        ("month -1", _("last month")),
        ("month 1", _("next month")),
        ("year 0", _("this year")),
        ("year -1", _("last year")),
        ("year 1", _("next year")),
    )
