"""What is left of long work goes in time: nobody takes back what happened half a year ago."""

from datetime import timedelta

from django.db import connection

from trichter.kernel import clock
from trichter.spine import timetable
from trichter.spine.models import Work

KEPT_FOR = timedelta(days=180)


@timetable.every(timedelta(hours=1), "work.forget")
def forget_old() -> None:
    """Old works with their people; and, of any that is over, whom it meant: what was searched for may be a name."""
    over = Work.objects.exclude(state=Work.State.OPEN)
    over.filter(ended_at__lte=clock.now() - KEPT_FOR).delete()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_PEOPLE)


_FORGET_PEOPLE = "UPDATE spine_work SET facts = facts - 'people' WHERE state <> 'open' AND facts ? 'people'"
