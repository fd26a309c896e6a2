"""What somebody did in one visit to the website, folded into one line of their timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from trichter.insight.entries import Entry

PAGE = "page.viewed"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Entries of one visit that stand together, the last first as in the timeline."""

    entries: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        """What was done last."""
        return self.entries[0]

    @property
    def occurred_at(self) -> datetime:
        """When that was."""
        return self.last.occurred_at

    @property
    def pages(self) -> int:
        """How many pages were looked at, as often as they were."""
        return sum(entry.kind == PAGE for entry in self.entries)

    @property
    def others(self) -> int:
        """How much else was done."""
        return len(self.entries) - self.pages

    @property
    def minutes(self) -> int:
        """From the first to the last that is known, rounded up; how long the last page was read is not."""
        lasted = self.occurred_at - self.entries[-1].occurred_at
        return -(-lasted // timedelta(minutes=1))

    @property
    def channel_label(self) -> str:
        """By which channel the visit came."""
        return self.last.channel_label

    @property
    def campaign_label(self) -> str:
        """By which campaign, if by one."""
        return self.last.campaign_label


def folded(entries: Sequence[Entry]) -> tuple[Entry | Sitting, ...]:
    """The same in the same order; those of one visit that follow one another are one line if they are more than one."""
    groups = (tuple(group) for _visit, group in groupby(entries, key=_visit))
    return tuple(line for group in groups for line in _lines(group))


def _visit(entry: Entry) -> tuple[int, int, int]:
    """What is of no visit stands alone."""
    return (entry.contact_id, entry.visit or 0, 0 if entry.visit else entry.id)


def _lines(group: tuple[Entry, ...]) -> tuple[Entry | Sitting, ...]:
    return (Sitting(group),) if len(group) > 1 else group
