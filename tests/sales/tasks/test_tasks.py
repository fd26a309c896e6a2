"""A task is a row and its changes are touchpoints: both say the same, whatever happens in between."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import anna, bernd, happen, kinds, lea
from trichter.facts.staff import services as staff
from trichter.facts.staff.models import User
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock
from trichter.sales.tasks import queries, services
from trichter.sales.tasks.models import Task
from trichter.spine import rights
from trichter.spine.intake import ContactErased
from trichter.spine.touch import SYSTEM, Touch, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob() -> User:
    return staff.invite("bob@ahornwerk.example", name="Bob Brandt")


def open_one(contact: int, title: str = "Send the sample", **given: Any) -> int:
    return services.open(contact, title, **given)


def last(contact: int) -> EffectiveTouchpoint:
    return EffectiveTouchpoint.objects.filter(contact_id=contact).order_by("-id")[0]


def test_opening_and_finishing_a_task_stand_on_the_timeline_with_who_did_it() -> None:
    contact, user = anna(), lea()
    task = open_one(contact, to=user.pk, by=user.pk)
    services.finish(task, by=user.pk)

    assert kinds(contact)[-2:] == ["task.opened", "task.finished"]
    assert (last(contact).actor_id, last(contact).payload) == (user.pk, {"title": "Send the sample"})
    assert not queries.mine(user.pk).exists()


def test_a_task_without_words_is_refused() -> None:
    with pytest.raises(services.NothingToDo):
        open_one(anna(), "  ")


def test_a_task_is_finished_once() -> None:
    contact, user = anna(), lea()
    task = open_one(contact)
    services.finish(task, by=user.pk)
    with pytest.raises(services.SettledMeanwhile):
        services.finish(task, by=user.pk)
    assert kinds(contact).count("task.finished") == 1


def test_undoing_takes_the_touchpoint_back_and_the_task_is_open_again() -> None:
    contact, user = anna(), lea()
    task = open_one(contact, to=user.pk)
    change = services.finish(task, by=user.pk)
    services.undo(task, change, by=user.pk)

    assert [row.pk for row in queries.mine(user.pk)] == [task]
    assert "task.finished" not in kinds(contact)
    with pytest.raises(services.SettledMeanwhile):
        services.undo(task, change, by=user.pk)


@pytest.mark.parametrize("what", ["finish", "snooze", "assign"])
def test_undoing_ones_own_change_keeps_what_colleagues_had_done_before(bob: User, what: str) -> None:
    user, now = lea(), clock.now()
    task = open_one(anna(), due_at=now + timedelta(hours=1))
    services.assign(task, to=user.pk, by=bob.pk)
    put_off = services.snooze(task, until=now + timedelta(days=3), by=user.pk)

    changes: dict[str, dict[str, Any]] = {"snooze": {"until": now + timedelta(days=4)}, "assign": {"to": bob.pk}}
    change = getattr(services, what)(task, by=bob.pk, **changes.get(what, {}))
    with pytest.raises(services.SettledMeanwhile):
        services.undo(task, put_off, by=user.pk)
    services.undo(task, change, by=bob.pk)

    row = Task.objects.get(id=task)
    assert (row.snoozed_until, row.colleague_id, row.done_at) == (now + timedelta(days=3), user.pk, None)
    services.undo(task, put_off, by=user.pk)
    assert Task.objects.get(id=task).snoozed_until is None


def test_what_is_put_off_comes_back_at_its_time() -> None:
    user, now = lea(), clock.now()
    task = open_one(anna(), to=user.pk, due_at=now - timedelta(hours=1))
    assert queries.overdue(queries.mine(user.pk)).count() == 1

    change = services.snooze(task, until=now + timedelta(days=2), by=user.pk)
    assert not queries.overdue(queries.mine(user.pk)).exists()
    assert queries.due(queries.mine(user.pk), until=now + timedelta(days=3)).count() == 1

    services.undo(task, change, by=user.pk)
    assert queries.overdue(queries.mine(user.pk)).count() == 1


def test_nothing_is_put_off_into_the_past() -> None:
    task = open_one(anna())
    with pytest.raises(services.InThePast):
        services.snooze(task, until=clock.now(), by=lea().pk)


def test_nothing_is_put_off_to_before_it_is_due() -> None:
    now = clock.now()
    task = open_one(anna(), due_at=now + timedelta(days=30))
    with pytest.raises(services.DueLater):
        services.snooze(task, until=now + timedelta(days=1), by=lea().pk)
    assert Task.objects.get().snoozed_until is None


def test_a_task_is_given_to_a_colleague_or_to_a_team_but_not_to_somebody_who_left(bob: User) -> None:
    contact, user = anna(), lea()
    sales = staff.found_team("Vertrieb Nord", department="sales")
    task = open_one(contact, to=user.pk)

    services.assign(task, to=bob.pk, by=user.pk)
    assert last(contact).payload["to"] == "Bob Brandt"
    services.assign(task, team=sales.pk, by=user.pk)
    assert (Task.objects.get().colleague_id, Task.objects.get().team_id) == (None, sales.pk)
    User.objects.filter(id=bob.pk).update(is_active=False)
    with pytest.raises(services.Nobody):
        services.assign(task, to=bob.pk, by=user.pk)


def test_my_list_has_what_is_mine_and_what_nobody_of_my_teams_has_taken(bob: User) -> None:
    user = lea()
    nord = staff.found_team("Vertrieb Nord", department="sales")
    sued = staff.found_team("Vertrieb Süd", department="sales")
    user.teams.set([nord])
    bob.teams.set([nord])
    contact = anna()
    for title, to, team in (
        ("mine", user.pk, None),
        ("bob's", bob.pk, None),
        ("of my team", None, nord.pk),
        ("of another team", None, sued.pk),
        ("nobody's", None, None),
    ):
        open_one(contact, title, to=to, team=team)

    assert [row.title for row in queries.mine(user.pk)] == ["mine", "of my team", "nobody's"]
    assert [row.title for row in queries.team(user.pk)] == ["mine", "bob's", "of my team"]
    assert queries.everybodys().count() == 5


def test_the_most_urgent_comes_first_and_what_has_no_date_last() -> None:
    user, now, contact = lea(), clock.now(), anna()
    open_one(contact, "some day", to=user.pk)
    open_one(contact, "tomorrow", to=user.pk, due_at=now + timedelta(days=1))
    open_one(contact, "late", to=user.pk, due_at=now - timedelta(days=1))
    assert [row.title for row in queries.mine(user.pk)] == ["late", "tomorrow", "some day"]


def test_tasks_follow_a_merge_and_come_back_with_an_unmerge() -> None:
    winner, loser = anna(), bernd()
    task = open_one(loser)
    happen(Touch("contact.merged", {"loser": loser}, contact=winner, actor=SYSTEM))
    assert Task.objects.get(id=task).contact_id == winner
    services.finish(task, by=lea().pk)
    happen(Touch("contact.unmerged", {"loser": loser}, contact=winner, actor=colleague(User.objects.get().pk)))
    assert Task.objects.get(id=task).contact_id == loser


def test_erasing_a_person_leaves_no_task_and_no_word_of_it() -> None:
    # LAW 1.12
    contact = anna()
    task = open_one(contact, "Ring Sentinel-Anna", asked="Sentinel-Question", phone="+4940123456")
    services.finish(task, by=lea().pk)
    rights.erase(contact)

    assert not Task.objects.exists()
    told = EffectiveTouchpoint.objects.filter(contact_id=contact).values_list("payload", flat=True)
    assert not [payload for payload in told if "Sentinel" in str(payload)]
    with pytest.raises(ContactErased):
        open_one(contact)


def test_a_person_who_asks_gets_their_tasks() -> None:
    # LAW 1.13
    contact = anna()
    open_one(contact)
    assert [row["title"] for row in rights.export(contact)["tasks_task"]] == ["Send the sample"]
