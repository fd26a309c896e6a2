"""All segments with their rules, compiled once for as long as nobody changes one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from django.db import connection

from trichter.kernel import bulk
from trichter.qualification.rules.asking import AT_ONCE
from trichter.qualification.rules.checking import Checked, check, read
from trichter.qualification.rules.operands import Vocabulary
from trichter.qualification.rules.problems import BadRule
from trichter.qualification.rules.tree import Compare, Rule, walk
from trichter.qualification.segments.models import Segment
from trichter.qualification.segments.settling import Settling

_log = structlog.get_logger(__name__)

PREFIX = "segment"


@dataclass(frozen=True, slots=True)
class Known:
    """An active segment; `checked` is None where nobody is in by a rule, or the rule cannot be asked any more."""

    id: int
    version: int
    checked: Checked | None
    is_broken: bool = False

    @property
    def reads(self) -> frozenset[str]:
        """The sorts of change that can change its members."""
        return self.checked.reads if self.checked else frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """The last change of any segment, and the version of the scores in force; and whose members are being gathered
    anew, which may be others though nothing has changed."""

    stamp: int
    scores: int | None
    ungathered: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Catalogue:
    """The active segments in the order in which they can be asked: what a segment reads of others comes after these."""

    mark: Mark
    segments: Mapping[int, Known]
    steps: Sequence[Sequence["Batch"]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask."""
        return not self.segments

    def foresee(self, now: datetime) -> None:
        """Reckon what the time tells now, while there is something else to wait for."""
        for step in self.steps:
            for batch in step:
                batch.settling.foresee(now)


class Batch:
    """Segments asked in one statement, and what any of them reads."""

    def __init__(self, segments: Sequence[Known], vocabulary: Vocabulary) -> None:
        self.ids = frozenset(one.id for one in segments)
        self.reads = frozenset().union(*(one.reads for one in segments))
        rules = {one.id: one.checked.rule for one in segments if one.checked}
        self.settling = Settling(rules, by_hand=self.ids - rules.keys(), vocabulary=vocabulary)


def asked_mark() -> Callable[[], Mark]:
    """To be fetched later."""
    rows = bulk.ask(_MARK, prepare=True)

    def fetch() -> Mark:
        [(stamp, scores, ungathered)] = rows()
        return Mark(stamp, scores, frozenset(ungathered or ()))

    return fetch


_MARK = """
    SELECT coalesce(max(stamp), 0), (SELECT max(version_id) FROM scoring_reign),
        (SELECT array_agg(id) FROM segments_segment WHERE gathered_version < version)
    FROM segments_segment
"""


def catalogue(mark: Mark | None = None) -> Catalogue:
    """As it is now; read again only when a segment has changed since, or another version of the scores is in force."""
    mark = mark or asked_mark()()
    if _Kept.catalogue is None or _Kept.catalogue.mark != mark:
        _Kept.catalogue = _read(mark)
    return replace(_Kept.catalogue, mark=mark)


class _Kept:
    catalogue: Catalogue | None = None


def next_stamp() -> int:
    """For a segment that changes. Never given twice, not even after a rollback: what was read meanwhile would pass for
    the later. Under a lock, so that the highest stamp is the last that became visible."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE segments_segment IN SHARE ROW EXCLUSIVE MODE")
    return bulk.next_ids("segments_stamp", 1)()[0]


def _read(mark: Mark) -> Catalogue:
    vocabulary = Vocabulary()
    known = [_known(row, vocabulary) for row in Segment.objects.filter(archived_at=None).order_by("pk")]
    segments = {one.id: one for one in known}
    return Catalogue(mark, segments, [_batches(step, vocabulary) for step in _steps(known)])


def _known(row: Segment, vocabulary: Vocabulary) -> Known:
    if row.rule is None:
        return Known(row.pk, row.version, None)
    try:
        return Known(row.pk, row.version, check(read(row.rule), vocabulary=vocabulary))
    except BadRule as error:
        _log.warning("segment cannot be asked", segment=row.pk, problem=type(error).__name__)
        return Known(row.pk, row.version, None, is_broken=True)


def _batches(segments: Iterable[Known], vocabulary: Vocabulary) -> list[Batch]:
    """Those that read the same stand together: then a touchpoint leaves most statements out."""
    alike = sorted(segments, key=lambda one: sorted(one.reads))
    return [Batch(alike[first : first + AT_ONCE], vocabulary) for first in range(0, len(alike), AT_ONCE)]


def _steps(known: Sequence[Known]) -> list[list[Known]]:
    """By how far each stands behind those it reads. There are no circles (`editing.check_circles`)."""
    depth: dict[int, int] = {}
    by_id = {one.id: one for one in known}

    def depth_of(one: Known) -> int:
        if one.id not in depth:
            depth[one.id] = 0
            below = [by_id[other] for other in named(one.checked.rule) if other in by_id] if one.checked else []
            depth[one.id] = 1 + max(map(depth_of, below), default=-1)
        return depth[one.id]

    steps: dict[int, list[Known]] = {}
    for one in known:
        steps.setdefault(depth_of(one), []).append(one)
    return [steps[number] for number in sorted(steps)]


def named(rule: Rule) -> set[int]:
    """The segments that a rule reads."""
    operands = {node.operand for _place, node in walk(rule.where) if isinstance(node, Compare)}
    return {int(key) for name in operands if (key := _key(name)).isdecimal()}


def _key(operand: str) -> str:
    prefix, _dot, rest = operand.partition(".")
    return rest.partition(".")[0] if prefix == PREFIX else ""
