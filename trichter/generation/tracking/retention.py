"""How long the log of visits is kept: what a colleague has decided, else what the environment says."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from trichter.facts.timeline.hits import partitions
from trichter.generation.tracking.models import KeptFor
from trichter.kernel import clock
from trichter.kernel.environment import environment
from trichter.kernel.errors import DomainError

LEAST, MOST = 1, 25


class NoSuchTime(DomainError):
    sentence = _("Visits are kept for %(least)s to %(most)s months.")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What keeping the log for so many months would drop at once, and what comes next: which month, and on which day.

    Months are named by their first days.
    """

    months: int
    dropped: tuple[date, ...]
    next_month: date | None
    next_day: date | None


def months() -> int:
    """In force."""
    decided = KeptFor.objects.values_list("months", flat=True).first()
    return environment().visit_months if decided is None else decided


def decided() -> int | None:
    """What a colleague has said; None while the environment decides."""
    return KeptFor.objects.values_list("months", flat=True).first()


def decide(number: int | None) -> None:
    """Keep for so long from now on; None leaves it to the environment. Raises `NoSuchTime`."""
    if number is None:
        KeptFor.objects.all().delete()
        return
    if not LEAST <= number <= MOST:
        raise NoSuchTime(least=LEAST, most=MOST)
    KeptFor.objects.update_or_create(id=1, defaults={"months": number})


def oldest(number: int) -> date:
    """The day before which nothing is kept for so many months."""
    return clock.months_after(clock.today(), -number)


def overdue() -> list[date]:
    """The months that should have been dropped a day ago at least."""
    return partitions.over_by(oldest(months()) - timedelta(days=1))


def foresee(number: int) -> Foreseen:
    """Drops nothing."""
    there, first_kept = partitions.months(), oldest(number)
    over = tuple(partitions.over_by(first_kept))
    stays = next((month for month in there if month not in over), None)
    due = clock.months_after(clock.months_after(stays, 1), number) if stays else None
    return Foreseen(number, over, stays, due)
