"""Which days a page looks at, as its address says: `?days=90&until=2026-11-17`, the last 90 days without either."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

CHOICES = (7, 30, 90, 365)
ALL_TIME = "all"


@dataclass(frozen=True)
class Period:
    """Days up to and with `until`; without `days`, all time."""

    days: int | None
    until: date
    today: date

    @property
    def since(self) -> date | None:
        """The first day."""
        return self.until - timedelta(days=self.days - 1) if self.days else None

    @property
    def previous(self) -> date | None:
        """The last day of the period before."""
        return self.until - timedelta(days=self.days) if self.days else None

    @property
    def following(self) -> date | None:
        """The last day of the period after, at most today; none if this one already ends today."""
        return (
            min(self.until + timedelta(days=self.days), self.today) if self.days and self.until < self.today else None
        )


def asked(query: QueryDict, *, today: date) -> Period:
    """The period of an address; what makes no sense in it falls back to the last 90 days."""
    if query.get("days") == ALL_TIME:
        return Period(None, today, today)
    days = next((days for days in CHOICES if query.get("days") == str(days)), 90)
    return Period(days, min(_day(query.get("until")) or today, today), today)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year > 1900 else None  # so that going back from there stays within the calendar
