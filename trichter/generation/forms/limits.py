"""How often the same comes again: tokens are spent once, and too much from one place in ten minutes is looked at.

Both tables are UNLOGGED: a transaction that writes nothing else does not wait for the disk, and after a crash of the
database the counting begins anew. A solution sent again after that finds its submission's key (`spine.intake`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from trichter.generation.forms.models import Count, Spent
from trichter.generation.forms.tokens import LIFE
from trichter.kernel import clock

STRETCH = timedelta(minutes=10)
LONGEST_STRETCH = timedelta(hours=1)

_COUNT = """
    INSERT INTO forms_count (place, slot, number) SELECT place, %s, 1 FROM unnest(%s::text[]) AS place
    ON CONFLICT (place, slot) DO UPDATE SET number = forms_count.number + 1
    RETURNING place, number
"""
_SPEND = """
    WITH mine AS (
        INSERT INTO forms_spent (nonce, digest, at) VALUES (%s, %s, %s) ON CONFLICT (nonce) DO NOTHING RETURNING digest
    )
    SELECT digest, true FROM mine UNION ALL SELECT digest, false FROM forms_spent WHERE nonce = %s LIMIT 1
"""


class Spending:
    """What became of a token."""

    FIRST = "first"
    AGAIN = "again"
    OTHERWISE = "otherwise"


def spend(nonce: str, digest: str) -> str:
    """Use a token up: for the first time, again with the same answers (a double click), or with other answers."""
    for _attempt in range(2):
        with connection.cursor() as cursor:
            cursor.execute(_SPEND, [nonce, digest, clock.now(), nonce])
            found = cursor.fetchone()
        if found:
            spent_on, is_first = found
            return Spending.FIRST if is_first else (Spending.AGAIN if spent_on == digest else Spending.OTHERWISE)
        # Another request has spent it since this statement began: the next one sees it.
    return Spending.OTHERWISE


def counted(places: Iterable[str], *, stretch: timedelta = STRETCH) -> dict[str, int]:
    """Count one more at each place, and answer how many there were in this stretch of time. A place has one stretch."""
    by_digest = {_digest(place): place for place in places}
    with connection.cursor() as cursor:
        # In one order for everybody, so that no two wait for each other.
        cursor.execute(_COUNT, [_slot(clock.now(), stretch), sorted(by_digest)])
        return {by_digest[digest]: number for digest, number in cursor.fetchall()}


def forget_old() -> None:
    """Whatever no longer decides anything."""
    now = clock.now()
    Spent.objects.filter(at__lt=now - 2 * max(LIFE.values())).delete()
    Count.objects.filter(slot__lt=now - 2 * LONGEST_STRETCH).delete()


def _slot(now: datetime, stretch: timedelta) -> datetime:
    seconds = stretch.total_seconds()
    return now - timedelta(seconds=now.timestamp() % seconds)


def _digest(place: str) -> str:
    return salted_hmac("trichter.forms.limits", place).hexdigest()[:32]
