"""Judging the log of visits anew as long work: hour by hour, from the oldest of these days on."""

from datetime import datetime, timedelta

from trichter.generation.tracking.rejudging import AT_ONCE, rejudge
from trichter.kernel import clock
from trichter.kernel.words import Words
from trichter.spine.longwork import services as longwork
from trichter.spine.longwork.registry import Step, work
from trichter.spine.models import Work

NAME = "visits.rejudge"
DAYS = 30
"""Of the log that are judged anew, unless somebody says how many."""


def span(days: int = DAYS) -> tuple[datetime, datetime]:
    """From when until now."""
    now = clock.now()
    return now - timedelta(days=days), now


def start(*, by: int | None, days: int = DAYS) -> Work:
    """Have it done."""
    since, until = span(days)
    return longwork.start(NAME, {"since": since.isoformat(), "until": until.isoformat()}, by=by, total=days * 24)


@work(NAME, label=Words("Judge anew who is a robot", "Neu beurteilen, wer ein Roboter ist"))
def judge(task: Work) -> Step:
    """An hour of the log."""
    since, until = (
        datetime.fromisoformat(told) for told in (task.position or task.facts["since"], task.facts["until"])
    )
    before = task.report
    end = min(since + AT_ONCE, until)
    found = rejudge(since, end)
    report = {
        "robots": before.get("robots", 0) + found.robots,
        "humans": before.get("humans", 0) + found.humans,
    }
    return Step(1, at=end.isoformat() if end < until else None, report=report)
