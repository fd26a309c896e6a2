"""All members gathered at once, while others record, and while rules and scores change under it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import F

from tests.factories import anna, bernd, does, learns
from tests.qualification.scoring.models import compare, did, in_force, model
from tests.qualification.segments.test_segments import GERMAN, SEEN, members, segment
from tests.threads import started
from trichter.kernel import clock
from trichter.qualification.rules.checking import read
from trichter.qualification.scoring import versions
from trichter.qualification.segments import editing, gathering
from trichter.qualification.segments.models import Segment
from trichter.spine import rescoring, segmenting
from trichter.spine.longwork import doing

pytestmark = pytest.mark.django_db
LONG_AGO = {
    "did": {
        "kinds": ["page.viewed"],
        "when": {"operand": "at", "operator": "before", "values": [{"distance": 30, "unit": "day"}]},
    }
}
TODAY = {
    "did": {
        "kinds": ["page.viewed"],
        "when": {"operand": "at", "operator": "on", "values": [{"period": "day"}]},
    }
}


def is_gathered(number: int) -> bool:
    return not Segment.objects.filter(pk=number, gathered_version__lt=F("version")).exists()


def while_gathering(monkeypatch: pytest.MonkeyPatch, happens: object) -> None:
    """Once, after whoever gathers has looked at the rules and before they read whom they hold for."""
    settled = gathering.settled
    waiting = [happens]

    def meanwhile() -> None:
        settled()
        if waiting:
            waiting.pop()()  # type: ignore[operator]

    monkeypatch.setattr(gathering, "settled", meanwhile)


def test_scores_that_take_over_while_members_are_gathered_are_gathered_by_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_force(did("page", 8, "page.viewed"), half_life_days=30)
    one = anna()
    does(one, "page.viewed", {"url": "/"})
    hot = segment(compare("score.engagement", "at least", 5))
    editing.change(hot, rule=read({"where": compare("score.engagement", "at least", 4)}))

    def take_over() -> None:
        versions.save_draft("business", model(did("page", 1, "page.viewed"), half_life_days=1))
        rescoring.publish("business")
        while doing.advance():
            pass

    while_gathering(monkeypatch, take_over)
    segmenting.gather(hot)
    assert not is_gathered(hot)
    segmenting.gather_changed()
    assert is_gathered(hot)
    assert members(hot) == set()


def test_who_reads_a_segment_is_gathered_once_more_though_it_was_just_being_gathered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = anna()
    learns(one, language="de")
    inner = segment(SEEN, "inner")
    outer = segment(compare(f"segment.{inner}", "is", False), "outer")
    editing.change(outer, rule=read({"where": compare(f"segment.{inner}", "is", True)}))
    editing.change(inner, rule=read({"where": GERMAN}))
    while_gathering(monkeypatch, lambda: gathering.gather(inner))
    segmenting.gather(outer)
    assert not is_gathered(outer)
    segmenting.gather_changed()
    assert members(outer) == {one}


def test_an_archived_segment_that_lives_again_is_gathered_though_it_was_just_being_gathered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readers = editing.create("Leser", read({"where": SEEN})).pk

    def come_and_go() -> None:
        editing.archive(readers)
        editing.restore(readers)

    while_gathering(monkeypatch, come_and_go)
    segmenting.gather(readers)
    assert not is_gathered(readers)


def test_a_segment_whose_time_has_come_for_many_notes_whom_recordings_touch_before_it_is_gathered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathering, "MOST_ALONE", 0)
    start = datetime(2026, 11, 1, 9, tzinfo=UTC)
    with clock.at(start - timedelta(days=30)):
        one, other = anna(), bernd()
        does(one, "page.viewed", {"url": "/"})
    with clock.at(start):
        past = segment(LONG_AGO)
        segmenting.tick()
    gather = gathering.gather
    open_then: list[bool] = []

    def looked_at(number: int) -> gathering.Gathered | None:
        open_then.append(not is_gathered(number))
        return gather(number)

    monkeypatch.setattr(gathering, "gather", looked_at)
    with clock.at(start + timedelta(days=2)):
        does(other, "page.viewed", {"url": "/"}, occurred_at=start - timedelta(days=40))
        segmenting.tick()
    assert open_then == [True]
    assert members(past) == {one, other}


@pytest.mark.django_db(transaction=True)
def test_the_minutes_job_waits_for_recordings_under_way() -> None:
    """One that began before midnight would be asked by nobody else once it is yesterday's."""
    before = datetime(2026, 11, 22, 22, 59, 55, tzinfo=UTC)
    with clock.at(before):
        one = anna(occurred_at=before - timedelta(days=9))
        today = segment(TODAY)
        segmenting.tick()

    def tick() -> int:
        with clock.at(before + timedelta(seconds=10)):
            return segmenting.tick()

    with transaction.atomic():
        with clock.at(before + timedelta(seconds=1)):
            does(one, "page.viewed", {"url": "/"})
        ticked = started(tick)
    assert ticked() == 1
    assert members(today) == set()


@pytest.mark.django_db(transaction=True)
def test_who_asks_colleagues_and_who_records_about_one_of_them_do_not_lock_each_other_out() -> None:
    one, other = anna(), bernd()
    for each in (one, other):
        learns(each, company={"name": "Alpha GmbH"})
    beside = segment({"colleague": SEEN})
    does(other, "page.viewed", {"url": "/"})
    with transaction.atomic():
        does(one, "note.written", {"text": "x"})
        asked = started(segmenting.ask_colleagues)
        does(one, "page.viewed", {"url": "/"})
    asked()
    assert segmenting.ask_colleagues() == 2
    assert members(beside) == {one, other}
