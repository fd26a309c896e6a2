"""Those who are only counted: once a day, by the channel by which they came first, and never by more pages than are."""

import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from trichter.facts.timeline.hits import arrivals, counting
from trichter.facts.timeline.hits.arrivals import Arrival
from trichter.facts.timeline.hits.models import ChannelDay, PageDay, Passer, Salt

pytestmark = pytest.mark.django_db

DAY = "2026-11-23"
BERLIN = ZoneInfo("Europe/Berlin")
_LATE = datetime(2026, 11, 23, 23, 59, tzinfo=BERLIN)
_MIDNIGHT = datetime(2026, 11, 24, 0, 0, 5, tzinfo=BERLIN)
_LATER = datetime(2026, 11, 24, 1, 0, 5, tzinfo=BERLIN)


def _seen(path: str = "/", *, channel: str = "direct", passer: int = 1, times: int = 1) -> None:
    """A page, by somebody who has not agreed."""
    for _time in range(times):
        arrivals.keep([Arrival(
            source_id=1, digest=uuid.uuid4().hex, at=datetime(2026, 11, 23, 12, tzinfo=UTC), visitor=None,
            is_assured=False, person=None, kind="page", name="", url="", title="", referrer="", arrived=None,
            properties=None, network="203.0.113.0", agent="Firefox", bot=None, day=DAY, path=path, channel=channel,
            passer=uuid.UUID(int=passer).hex,
        )])  # fmt: skip


def _visitors() -> dict[str, int]:
    return {row.channel: row.visitors for row in ChannelDay.objects.all() if row.visitors}


def _views() -> dict[str, int]:
    return {row.path: row.views for row in PageDay.objects.all()}


def test_beyond_the_paths_that_a_day_has_room_for_views_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_PATHS", 3)
    _seen("/preise", times=2)
    _seen("/", times=3)
    counting.fold()
    for made_up in range(4):
        _seen(f"/erfunden-{made_up}", times=2 if made_up == 2 else 1)
    _seen("/preise")
    counting.fold()
    _seen("/erfunden-9")
    counting.fold()
    assert _views() == {"/": 3, "/preise": 3, "/erfunden-2": 2, counting.OTHER: 4}


def test_whoever_comes_by_two_channels_counts_for_the_first() -> None:
    for passer in range(1, 40):
        first, then = ("search", "paid_search") if passer % 2 else ("paid_search", "search")
        _seen(channel=then, passer=passer)
        _seen(channel=first, passer=passer)
    with connection.cursor() as cursor:  # as where room that had become free was used again
        cursor.execute("UPDATE hits_tally SET place = -place")
    counting.fold()
    assert _visitors() == {"search": 20, "paid_search": 19}


def test_who_is_told_of_after_midnight_does_not_count_anew() -> None:
    Salt.objects.create(day=DAY, salt=b"salt")
    _seen()
    counting.fold()
    counting.destroy_salts(_MIDNIGHT)
    _seen()  # a collector's last of yesterday
    counting.fold()
    assert _visitors() == {"direct": 1}


def test_a_day_of_which_something_waits_keeps_its_digests_until_it_is_counted() -> None:
    _seen()
    counting.fold()
    _seen()
    counting.destroy_salts(_LATER)  # nobody could count it before
    counting.fold()
    assert _visitors() == {"direct": 1}
    counting.destroy_salts(_LATER)
    assert not Passer.objects.exists()


def test_a_salt_goes_with_its_day_and_the_digests_soon_after() -> None:  # LAW 5.2
    Salt.objects.create(day=DAY, salt=b"salt")
    _seen()
    counting.fold()
    counting.destroy_salts(_LATE)
    assert (Salt.objects.count(), Passer.objects.count()) == (1, 1)
    counting.destroy_salts(_MIDNIGHT)
    assert (Salt.objects.count(), Passer.objects.count()) == (0, 1)
    counting.destroy_salts(_LATER)
    assert Passer.objects.count() == 0
