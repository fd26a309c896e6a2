"""The sums of pages that were read, counted anew from the log."""

from django.db import transaction

from trichter.facts.timeline.hits import readings
from trichter.generation.tracking.digest import hold


def recount() -> int:
    """Of all days whose log is there; answers how many sums there are. Nothing is digested meanwhile."""
    with transaction.atomic():
        hold()
        return readings.recount()
