"""Scoring everybody anew, in the background, when another version of the scoring model is to answer."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction

from trichter.kernel.words import Words
from trichter.qualification.scoring import renewing, versions
from trichter.qualification.scoring.models import Reign
from trichter.qualification.scoring.reigning import Edition
from trichter.qualification.scoring.renewing import Renewal
from trichter.qualification.segments import gathering
from trichter.qualification.segments.catalogue import catalogue, next_stamp
from trichter.spine.longwork import services as longwork
from trichter.spine.longwork.registry import Course, work_at_once
from trichter.spine.models import Work
from trichter.spine.timetable import every

NAME = "scoring.rescore"
AT_ONCE = 2
"""How many score at the same time, with a connection each."""
PARTS = 4
_PATIENCE = 20
_PAUSE = 0.5


@transaction.atomic
def publish(model: str, *, seen: datetime | None = None, by: int | None = None) -> Work | None:
    """Publish the draft of a scoring model; the work by which it takes effect, if the house goes by this model.

    Raises `BadModel`, `DraftIsNewer`, `NoDraft` and `UnknownModel`.
    """
    return _start(by) if versions.publish(model, seen=seen, by=by) else None


@transaction.atomic
def choose(model: str, *, by: int | None = None) -> Work | None:
    """Have the house go by this model; the work by which that takes effect. Raises `BadModel` and `UnknownModel`."""
    return _start(by) if versions.choose(model) else None


@every(timedelta(minutes=1), "scoring.renew")
def renew() -> bool:
    """Begin what nobody has begun: the first scores of a house that had people before it had scores."""
    is_wanted = Reign.objects.exclude(next_id=None).exists()
    is_underway = Work.objects.filter(name=NAME, state=Work.State.OPEN).exists()
    if is_wanted and not is_underway:
        _start(None)
    return is_wanted and not is_underway


def _start(by: int | None) -> Work:
    return longwork.start(NAME, {}, by=by)


@work_at_once(NAME, label=Words("Score everybody anew", "Alle neu bewerten"))
def rescore(course: Course) -> dict[str, int]:
    """By the version that is wanted by then; as often as another one is wanted before it is done."""
    people = 0
    while (renewal := renewing.begin()) is not None:
        edition = renewal.edition
        people = _fill(renewal, lambda done: course.tell(done, None))
        renewing.index()
        while renewing.catch_up(edition) >= renewing.AT_ONCE:
            pass
        _take_over(edition)
    renewing.keep_past()
    return {"people": people}


def _fill(renewal: Renewal, tell: Callable[[int], None]) -> int:
    parts = renewing.ranges(PARTS)
    if connection.in_atomic_block:  # nobody else would see what is written here
        return sum(renewing.fill(renewal, part) for part in parts)
    people = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in pool.map(lambda part: _alone(renewal, part), parts):
            people += done
            tell(people)
    return people


def _alone(renewal: Renewal, part: renewing.Range) -> int:
    """In a thread of its own, which leaves its connection behind."""
    try:
        return renewing.fill(renewal, part)
    finally:
        connection.close()


def _take_over(edition: Edition) -> None:
    """As soon as nobody reads for long."""
    for attempt in range(_PATIENCE):
        try:
            with transaction.atomic():
                if renewing.take_over(edition):
                    _gather_segments_anew()
        except OperationalError:
            if attempt == _PATIENCE - 1:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _gather_segments_anew() -> None:
    """Those whose rules read scores, compiled anew as well: points fade by another half-life."""
    concerned = [one.id for one in catalogue().segments.values() if "score" in one.reads]
    if concerned:
        gathering.reopen(concerned, stamp=next_stamp())
