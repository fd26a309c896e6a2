"""What is done by the clock: months are made ahead and dropped, salts destroyed, old message ids forgotten."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from trichter.facts.timeline.hits import counting, partitions, refusals
from trichter.generation.tracking import aside, retention
from trichter.kernel import clock
from trichter.spine.timetable import every

MESSAGES = timedelta(days=7)
"""For which a message that comes again is known."""


_NOT_SEEN_SINCE = """
    DELETE FROM hits_visitor v WHERE since < %s AND NOT EXISTS (SELECT FROM hits_visit WHERE visitor = v.id)
"""


@every(timedelta(hours=6), "tracking.months")
def keep_months() -> None:
    """Months that come have their tables; those that have been kept long enough are dropped, and visits with them, and
    the ids of browsers that have not come since. What became a touchpoint of somebody stays with them."""
    partitions.see_to()
    oldest = retention.oldest(retention.months())
    partitions.drop_before(oldest)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM hits_visit WHERE ended_at < %s", [oldest])
        cursor.execute(_NOT_SEEN_SINCE, [oldest])
        cursor.execute("DELETE FROM hits_waiting WHERE failure IS NOT NULL AND received_at < %s", [oldest])


@every(timedelta(hours=1), "tracking.aside")
def try_again() -> None:
    """Lines that could not be digested are tried again after a day."""
    aside.try_again()


@every(timedelta(minutes=1), "tracking.salts")
def destroy_salts() -> None:
    """When a day is over nobody can tell any more who came (LAW 5.2). What was told of it is counted first."""
    while counting.fold():
        pass
    counting.destroy_salts(clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)))


@every(timedelta(hours=1), "tracking.messages")
def forget_messages() -> None:
    """Message ids are known for seven days; what was refused is counted for thirty."""
    refusals.forget(clock.today())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM hits_message WHERE seen_at < %s", [clock.now() - MESSAGES])
