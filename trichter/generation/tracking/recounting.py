"""The sums of pages that were read, counted anew from the log."""

from django.db import connection, transaction

from trichter.facts.timeline.hits import readings
from trichter.generation.tracking.digest import LOCK


def recount() -> int:
    """Of all days whose log is there; answers how many sums there are. Nothing is digested meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        return readings.recount()
