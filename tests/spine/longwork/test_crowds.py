"""What is done to many people at once is what would be done to each, is previewed truly, and can be taken back."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories import anna, bernd, charlie, day, does, happen, kinds, known, lea, learns, stage
from trichter.facts.contacts.models import Contact
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.kernel import clock
from trichter.qualification.lifecycle.deciding import ReasonMissing
from trichter.spine import longwork
from trichter.spine.longwork import crowds
from trichter.spine.longwork.forgetting import KEPT_FOR, forget_old
from trichter.spine.models import Work, WorkPerson
from trichter.spine.touch import Touch, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_member() -> User:
    return lea()


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people make a step: whatever is done to three takes two of them."""
    for one in list(crowds._crowds.values()):
        monkeypatch.setitem(crowds._crowds, one.name, replace(one, size=2))
    monkeypatch.setattr("trichter.spine.longwork.undoing.SIZE", 2)


def _done(name: str, by: User, people: list[int], **facts: Any) -> Work:
    task = longwork.start(name, {"people": {"ids": people}} | facts, by=by.pk)
    return _finished(task)


def _finished(task: Work) -> Work:
    while longwork.advance():
        pass
    task.refresh_from_db()
    return task


def _owners(*people: int) -> list[int | None]:
    return [known(one).owner_id for one in people]


def test_an_owner_is_set_for_those_who_have_another_and_undo_restores_each_exactly(staff_member: User) -> None:
    other = staff.invite("jonas@ahornwerk.example", name="Jonas Brandt")
    people = [anna(), bernd(), charlie()]
    by = colleague(other.pk)
    learns(people[0], owner=staff_member.pk, actor=by)
    learns(people[1], owner=other.pk, actor=by)
    facts = {"people": {"ids": people}, "owner": staff_member.pk}
    preview = crowds.preview("bulk.owner", facts, by=staff_member.pk)
    assert (preview.total, preview.affected, dict(preview.left_out)) == (3, 2, {"same": 1})
    task = _done("bulk.owner", staff_member, people, owner=staff_member.pk)
    assert (task.state, task.done, task.report) == ("done", 3, {"done": 2, "same": 1})
    assert _owners(*people) == [staff_member.pk] * 3
    undone = _finished(longwork.undo(task.pk, by=staff_member.pk))
    assert (undone.done, undone.total, undone.report) == (2, 2, {"done": 2})
    assert _owners(*people) == [staff_member.pk, other.pk, None]


def test_undo_leaves_alone_what_somebody_else_did_since(staff_member: User) -> None:
    other = staff.invite("jonas@ahornwerk.example", name="Jonas Brandt")
    people = [anna(), bernd()]
    task = _done("bulk.owner", staff_member, people, owner=staff_member.pk)
    learns(people[0], owner=other.pk, actor=colleague(other.pk))
    first = WorkPerson.objects.get(work=task, contact_id=people[1])
    does(people[1], "touchpoint.retracted", target=first.touchpoint_id)
    undone = _finished(longwork.undo(task.pk, by=staff_member.pk))
    assert undone.report == {"done": 1, "back": 1}
    assert _owners(*people) == [other.pk, None]


def test_a_tag_is_set_and_taken_away(staff_member: User) -> None:
    people = [anna(), bernd()]
    _done("bulk.tag", staff_member, people, tag="messe", on=True)
    assert [known(one).tags for one in people] == [["messe"]] * 2
    _done("bulk.tag", staff_member, people[:1], tag="messe", on=False)
    assert [known(one).tags for one in people] == [[], ["messe"]]


def test_a_stage_is_set_with_a_reason_and_by_whoever_asked(staff_member: User) -> None:
    people = [anna(), bernd()]
    with pytest.raises(ReasonMissing):
        crowds.preview("bulk.stage", _stage(people, reason=" "), by=staff_member.pk)
    before = [stage(one) for one in people]
    task = _done("bulk.stage", staff_member, people, track="customer", stage="sql", reason="Messe Hannover")
    assert [stage(one) for one in people] == ["sql"] * 2
    _finished(longwork.undo(task.pk, by=staff_member.pk))
    assert [stage(one) for one in people] == before


def _stage(people: list[int], *, reason: str) -> dict[str, Any]:
    return {"people": {"ids": people}, "track": "customer", "stage": "sql", "reason": reason}


def test_erasure_of_many_leaves_out_those_with_contracts_and_cannot_be_undone(staff_member: User) -> None:
    people = [anna(), bernd()]
    does(people[0], "deal.won", {"title": "Anlage"})
    task = _done("bulk.erase", staff_member, people, suppresses=True)
    assert task.report == {"done": 1, "trade": 1}
    assert [Contact.objects.get(id=one).erased_at is None for one in people] == [True, False]
    with pytest.raises(longwork.CannotBeUndone):
        longwork.undo(task.pk, by=staff_member.pk)


def test_one_who_cannot_be_changed_any_more_holds_up_nobody(staff_member: User) -> None:
    people = [anna(), bernd()]
    planned = [
        crowds.Planned(one, Touch("contact.edited", {}, contact=one, learned={"tag:x": True}, actor=colleague(1)))
        for one in [people[0], 999_999, people[1]]
    ]
    outcomes = crowds.do(planned, crowds.then_nothing)
    assert [one.outcome for one in outcomes] == ["done", "refused", "done"]
    assert kinds(people[1])[-1] == "contact.edited"


def test_whom_a_work_meant_is_forgotten_when_it_is_done(staff_member: User) -> None:
    """What was searched for may be a name."""
    task = _done("bulk.tag", staff_member, [anna()], tag="messe", on=True)
    assert task.facts == {"tag": "messe", "on": True}


def test_those_who_were_merged_are_taken_back_where_they_live_on(staff_member: User) -> None:
    people = [anna(), bernd()]
    task = _done("bulk.tag", staff_member, people, tag="messe", on=True)
    happen(Touch("contact.merged", {"loser": people[1]}, contact=people[0], actor=colleague(staff_member.pk)))
    undone = _finished(longwork.undo(task.pk, by=staff_member.pk))
    assert undone.report == {"done": 2}
    assert known(people[0]).tags == []


def test_what_is_left_of_long_work_goes_in_time(staff_member: User) -> None:
    with clock.at(day(1)):
        old = _done("bulk.tag", staff_member, [anna()], tag="messe", on=True)
        cancelled = longwork.start("bulk.tag", {"people": {"filter": {"text": "Anna"}}}, by=staff_member.pk)
        longwork.cancel(cancelled.pk)
        _finished(cancelled)
    with clock.at(day(1) + KEPT_FOR / 2):
        forget_old()
    cancelled.refresh_from_db()
    assert cancelled.facts == {}
    assert WorkPerson.objects.filter(work=old).exists()
    with clock.at(day(1) + KEPT_FOR * 2):
        forget_old()
    assert not Work.objects.exists()
    assert not WorkPerson.objects.exists()
