"""Segments: who enters and leaves, at once, by time, by hand, and when a rule changes."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import anna, bernd, charlie, day, does, happen, learns
from trichter.kernel import clock
from trichter.kernel.reactions import Cause, forget, reaction
from trichter.qualification.rules.checking import read
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import DayCount, Membership, Segment
from trichter.spine import segmenting
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db


def compare(operand: str, operator: str, *values: object) -> dict[str, Any]:
    return {"operand": operand, "operator": operator, "values": list(values)}


SEEN = {"did": {"kinds": ["page.viewed"]}}
GERMAN = compare("language", "is", "de")
RECENT = {
    "did": {
        "kinds": ["page.viewed"],
        "when": {"operand": "at", "operator": "in the last", "values": [{"length": 30, "unit": "day"}]},
    }
}


def segment(where: dict[str, Any] | None, name: str = "Leser") -> int:
    """A segment whose members have been gathered."""
    made = editing.create(name, read({"where": where}) if where else None)
    segmenting.gather_changed()
    return made.pk


def members(number: int) -> set[int]:
    rows = Membership.objects.filter(segment_id=number, left_at=None)
    return set(rows.values_list("contact_id", flat=True))


def test_a_touchpoint_lets_people_enter_and_leave_at_once() -> None:
    one = anna()
    readers = segment(SEEN)
    assert members(readers) == set()
    seen = does(one, "page.viewed", {"url": "/"})
    assert members(readers) == {one}
    does(one, "touchpoint.retracted", target=seen)
    assert members(readers) == set()
    past = Membership.objects.get(contact_id=one, segment_id=readers)
    assert past.left_at is not None
    assert past.left_at >= past.entered_at


def test_somebody_new_is_asked_of_everything() -> None:
    strangers = segment({"not": GERMAN})
    one = anna()
    assert members(strangers) == {one}


def test_a_changed_rule_gathers_its_members_and_shows_before_how_many() -> None:
    one, other = anna(), bernd()
    learns(one, language="de")
    does(other, "page.viewed", {"url": "/"})
    readers = segment(SEEN)
    assert members(readers) == {other}
    rule = read({"where": GERMAN})
    seen = editing.preview(rule, segment=readers)
    assert (seen.members, seen.entering, seen.leaving) == (1, 1, 1)
    editing.change(readers, rule=rule)
    assert members(readers) == {other}
    assert segmenting.gather_changed() == 1
    assert members(readers) == {one}
    assert segmenting.gather_changed() == 0
    counted = DayCount.objects.get(segment_id=readers)
    assert (counted.members, counted.entries, counted.exits) == (1, 2, 1)


def test_who_is_touched_while_members_are_gathered_is_asked_after() -> None:
    one, other = anna(), bernd()
    readers = segment(SEEN)
    editing.change(readers, rule=read({"where": GERMAN}))
    learns(one, language="de")
    does(other, "page.viewed", {"url": "/"})
    assert members(readers) == set()
    segmenting.gather_changed()
    assert members(readers) == {one}


def test_what_colleagues_choose_survives_every_rebuild() -> None:
    one, other = anna(), bernd()
    does(one, "page.viewed", {"url": "/"})
    readers = segment(SEEN)
    out = does(one, "segment.chosen", {"segment": readers, "choice": "out"})
    does(other, "segment.chosen", {"segment": readers, "choice": "in"})
    assert members(readers) == {other}
    does(one, "page.viewed", {"url": "/b"})
    editing.change(readers, rule=read({"where": {"any": [SEEN, GERMAN]}}))
    segmenting.gather_changed()
    assert members(readers) == {other}
    assert rebuild().differing == 0
    does(one, "touchpoint.retracted", target=out)
    assert members(readers) == {one, other}
    does(other, "segment.chosen", {"segment": readers, "choice": "rule"})
    assert members(readers) == {one}


def test_a_segment_by_hand_has_no_rule() -> None:
    one, _other = anna(), bernd()
    guests = segment(None, "Gäste")
    does(one, "segment.chosen", {"segment": guests, "choice": "in"})
    assert members(guests) == {one}


def test_time_alone_lets_people_leave() -> None:
    one = anna(occurred_at=day(1))
    with clock.at(day(2)):
        recent = segment(RECENT)
        does(one, "page.viewed", {"url": "/"}, occurred_at=day(2))
        assert members(recent) == {one}
    with clock.at(day(3)):
        segmenting.tick()
    with clock.at(day(20)):
        assert segmenting.tick() == 0
    with clock.at(day(40)):
        assert segmenting.tick() == 1
        assert members(recent) == set()
        assert segmenting.tick() == 0


def test_segments_are_nested_without_circles() -> None:
    one = anna()
    readers = segment(SEEN)
    both = segment({"all": [compare(f"segment.{readers}", "is", True), GERMAN]}, "Deutsche Leser")
    learns(one, language="de")
    assert members(both) == set()
    does(one, "page.viewed", {"url": "/"})
    assert members(both) == {one}
    with pytest.raises(editing.UsesItself, match="“Leser” → “Deutsche Leser” → “Leser”"):
        editing.change(readers, rule=read({"where": compare(f"segment.{both}", "is", True)}))
    with pytest.raises(editing.UsesItself, match="“Leser” → “Leser”"):
        editing.change(readers, rule=read({"where": compare(f"segment.{readers}", "is", True)}))
    with pytest.raises(editing.StillUsed):
        editing.archive(readers)
    editing.change(readers, rule=read({"where": compare("language", "is", "en")}))
    segmenting.gather_changed()
    segmenting.gather_changed()
    assert members(both) == set()


def test_a_member_for_some_days_is_a_condition_too() -> None:
    one = anna(occurred_at=day(1))
    with clock.at(day(2)):
        readers = segment(SEEN)
        long = segment(compare(f"segment.{readers}.since", "before", {"distance": 7, "unit": "day"}), "Lange")
        does(one, "page.viewed", {"url": "/"}, occurred_at=day(2))
        assert members(long) == set()
    with clock.at(day(12)):
        segmenting.tick()
        assert members(long) == {one}


def test_colleagues_are_asked_by_a_job() -> None:
    firm = {"name": "Weber", "domain": "weber.example"}
    told = happen(*(Touch("form.submitted", email=f"{n}@weber.example", learned={"company": firm}) for n in "ab"))
    one, other = (each.contact_id for each in told)
    beside = segment({"colleague": SEEN}, "Kollegen von Lesern")
    does(one, "page.viewed", {"url": "/"})
    assert members(beside) == set()
    assert segmenting.ask_colleagues() == 2
    assert members(beside) == {other}
    assert segmenting.ask_colleagues() == 0


def test_entering_and_leaving_are_reactions() -> None:
    from trichter.spine.reactions import drain

    heard: list[tuple[str, int]] = []

    @reaction("test.segments", on=("segment.entered", "segment.left"))
    def hear(cause: Cause) -> None:
        heard.append((cause.kind, cause.contact_id))

    try:
        one, other = anna(), bernd()
        does(other, "page.viewed", {"url": "/"})
        readers = segment(SEEN)
        does(one, "page.viewed", {"url": "/"})
        editing.change(readers, rule=read({"where": GERMAN}))
        segmenting.gather_changed()
        while drain():
            pass
    finally:
        forget("test.segments")
    assert sorted(heard) == sorted((kind, who) for kind in ("segment.entered", "segment.left") for who in (one, other))


def test_reactions_that_move_somebody_to_and_fro_come_to_an_end() -> None:
    from trichter.facts.timeline.models import EffectiveTouchpoint
    from trichter.spine.models import Reaction
    from trichter.spine.reactions import answer, drain

    @reaction("test.turning", on=("segment.entered", "segment.left"))
    def turn(cause: Cause) -> None:
        language = "en" if cause.kind == "segment.entered" else "de"
        answer(cause, [Touch("contact.edited", contact=cause.contact_id, learned={"language": language})])

    try:
        one = anna()
        segment(GERMAN)
        learns(one, language="de")
        while drain():
            pass
    finally:
        forget("test.turning")
    given_up = Reaction.objects.get(name="test.turning", state=Reaction.State.DEAD)
    assert given_up.error == Reaction.TOO_LONG
    assert not EffectiveTouchpoint.objects.filter(kind="contact.edited").exclude(caused_by=None).exists()


def test_a_merge_leaves_the_one_who_stays_in_once_and_an_unmerge_asks_both() -> None:
    one, other = anna(), bernd()
    readers = segment(SEEN)
    for each in (one, other):
        does(each, "page.viewed", {"url": "/"})
    does(one, "contact.merged", {"loser": other})
    assert members(readers) == {one}
    does(one, "contact.unmerged", {"loser": other})
    assert members(readers) == {one, other}
    assert rebuild().differing == 0
    does(other, "contact.erased")
    assert members(readers) == {one}


def test_a_rule_over_a_deleted_field_keeps_its_members_until_it_is_mended() -> None:
    from trichter.facts.contacts.models import FieldDefinition

    field = FieldDefinition.objects.create(key="machine", type="text", label={"de": "M"}, created_at=clock.now())
    one = charlie()
    owners = segment({"not": compare("custom.machine", "is", "M1")}, "Ohne M1")
    assert members(owners) == {one}
    field.delete()
    Segment.objects.filter(pk=owners).update(stamp=10**9)
    learns(one, language="de")
    assert members(owners) == {one}
    assert segmenting.gather_changed() == 0


def test_names_are_given_once_and_versions_follow_each_other() -> None:
    readers = segment(SEEN)
    with pytest.raises(editing.NameTaken):
        editing.create(" Leser ")
    with pytest.raises(editing.NameMissing):
        editing.create("  ")
    editing.change(readers, rule=read({"where": GERMAN}), seen=1)
    with pytest.raises(editing.ChangedMeanwhile):
        editing.change(readers, rule=read({"where": SEEN}), seen=1)
    editing.archive(readers)
    assert editing.create("Leser").pk != readers
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(editing.NameTaken):
        editing.restore(readers)
