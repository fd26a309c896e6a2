"""Lists of segments, with how many are in each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from trichter.facts.staff import team
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Rule
from trichter.qualification.rules.words import sentence
from trichter.qualification.segments.catalogue import catalogue, named
from trichter.qualification.segments.models import Membership, Segment


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A line of the list. `is_settled` is false while its members are gathered anew, `is_broken` where its rule cannot
    be asked any more. `words` is the rule as a sentence, `used_in` names the segments that read this one."""

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


def listed() -> list[SegmentRow]:
    """All that are in use, by name. Their members are counted along an index that has nothing else."""
    rows = list(Segment.objects.filter(archived_at=None).order_by("name"))
    counts = dict(
        Membership.objects.filter(left_at=None, segment_id__in=[row.pk for row in rows])
        .values_list("segment_id")
        .annotate(Count("contact_id"))
    )
    known = catalogue().segments
    rules = {row.pk: read(row.rule) for row in rows if row.rule}
    users, colleagues, vocabulary = _users(rows, rules), team.names(), Vocabulary()
    return [
        SegmentRow(
            row.pk,
            row.name,
            row.description,
            counts.get(row.pk, 0),
            printed(rules[row.pk]) if row.rule else None,
            row.changed_at,
            is_settled=row.gathered_version == row.version,
            is_broken=row.pk in known and known[row.pk].is_broken,
            words=sentence(rules[row.pk], vocabulary) if row.rule else "",
            problem=why_broken(rules[row.pk], vocabulary) if row.pk in known and known[row.pk].is_broken else "",
            changed_by=colleagues.get(row.changed_by or 0, ""),
            used_in=users.get(row.pk, ()),
        )
        for row in rows
    ]


def _users(rows: Sequence[Segment], rules: Mapping[int, Rule]) -> dict[int, list[str]]:
    """By segment, the names of those whose rules read it."""
    users: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        for other in sorted(named(rules[row.pk])) if row.pk in rules else ():
            users[other].append(row.name)
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
