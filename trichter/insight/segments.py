"""Lists of segments, with how many are in each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower

from trichter.facts.staff import team
from trichter.generation.tracking.slots import queries as slots
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Rule
from trichter.qualification.rules.words import sentence
from trichter.qualification.segments.catalogue import PREFIX, named
from trichter.qualification.segments.models import Membership, Segment
from trichter.sales.handover import routes

EACH = 50


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A line of the list. `is_settled` is false while its members are gathered anew, `is_broken` where its rule cannot
    be asked any more. `words` is the rule as a sentence, `used_in` names the segments, routes and parts of
    pages that read this one."""

    id: int
    name: str
    description: str
    members: int
    text: str | None
    changed_at: datetime
    is_settled: bool
    is_broken: bool
    words: str = ""
    problem: str = ""
    changed_by: str = ""
    used_in: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the list, the places before which and after which there are others, how many there are in all, and how
    many are out of use."""

    rows: tuple[SegmentRow, ...]
    before: str
    after: str
    total: int
    archived: int


def page(*, text: str = "", after: str = "", before: str = "", are_archived: bool = False) -> Page:
    """Those in use after a place, or before one, or the first; or those out of use. Of them only whose name contains
    the text."""
    place, is_back = (before, True) if before else (after, False)
    archived = Segment.objects.exclude(archived_at=None)
    shown = archived if are_archived else _in_use()
    named_so = shown.filter(name__icontains=text.replace("\x00", "")) if text else shown
    ordered = named_so.annotate(key=Lower("name")).order_by("-key" if is_back else "key", "-pk" if is_back else "pk")
    found = list(ordered.filter(_beyond(place, is_back=is_back))[: EACH + 1])
    has_more, rows = len(found) > EACH, found[:EACH]
    if is_back:
        rows.reverse()
    ends = [f"{row.pk}~{row.key}" for row in (rows[:1] + rows[-1:])] or ["", ""]
    return Page(
        tuple(_described(rows)),
        before=ends[0] if (has_more if is_back else bool(place)) else "",
        after=ends[-1] if is_back or has_more else "",
        total=named_so.count(),
        archived=archived.count(),
    )


def _beyond(place: str, *, is_back: bool) -> Q:
    """A place is an id and a name, as of the first or last line of a page."""
    segment, _tilde, name = place.partition("~")
    if not (segment.isdecimal() and len(segment) < 10) or "\x00" in name:
        return Q()
    side = "lt" if is_back else "gt"
    return Q(**{f"key__{side}": name}) | Q(**{"key": name, f"pk__{side}": int(segment)})


def listed() -> list[SegmentRow]:
    """All that are in use, by name."""
    return _described(list(_in_use().order_by("name")))


def _in_use() -> QuerySet[Segment]:
    return Segment.objects.filter(archived_at=None)


def _described(rows: Sequence[Segment]) -> list[SegmentRow]:
    """Their members are counted along an index that has nothing else."""
    counts = dict(
        Membership.objects.filter(left_at=None, segment_id__in=[row.pk for row in rows])
        .values_list("segment_id")
        .annotate(Count("contact_id"))
    )
    rules = {row.pk: read(row.rule) for row in rows if row.rule}
    users, colleagues, vocabulary = _users(), team.names(), Vocabulary()
    problems = {segment: why_broken(rule, vocabulary) for segment, rule in rules.items()}
    return [
        SegmentRow(
            row.pk,
            row.name,
            row.description,
            counts.get(row.pk, 0),
            printed(rules[row.pk]) if row.rule else None,
            row.changed_at,
            is_settled=row.gathered_version == row.version,
            is_broken=bool(problems.get(row.pk)),
            words=sentence(rules[row.pk], vocabulary) if row.rule else "",
            problem=problems.get(row.pk, ""),
            changed_by=colleagues.get(row.changed_by or 0, ""),
            used_in=users.get(row.pk, ()),
        )
        for row in rows
    ]


def _users() -> dict[int, list[str]]:
    """By segment, the names of those whose rules read it, of the routes of leads and of the personal parts of
    pages that ask for it. Only the rules of those are read that read any."""
    users: dict[int, list[str]] = defaultdict(list)
    reading = _in_use().annotate(said=Cast("rule", TextField())).filter(said__contains=f'"{PREFIX}.')
    for row in reading.order_by("name"):
        for other in sorted(named(read(row.rule))):
            users[other].append(row.name)
    for asking in (routes.asking(), slots.asking()):
        for other, those in asking.items():
            users[other] += [name for _number, name in those]
    return users


def why_broken(rule: Rule, vocabulary: Vocabulary) -> str:
    """Why it cannot be asked any more."""
    try:
        check(rule, vocabulary=vocabulary)
    except BadRule as problem:
        return str(problem)
    return ""


@dataclass(frozen=True, slots=True)
class Described:
    """A segment as its page and its builder begin with it. `text` is its rule as text; `rule` is None where only
    colleagues choose who is in it."""

    id: int
    name: str
    description: str
    version: int
    rule: Rule | None
    text: str


def described(segment: int) -> Described | None:
    """One that is in use."""
    row = Segment.objects.filter(pk=segment, archived_at=None).first()
    if row is None:
        return None
    rule = read(row.rule) if row.rule else None
    return Described(row.pk, row.name, row.description, row.version, rule, printed(rule) if rule else "")
