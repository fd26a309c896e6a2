"""The rules of a track applied to those who were there before them: previewed, done, reported, taken back."""

import pytest

from tests.factories import anna, bernd, charlie, does
from tests.qualification.test_entering import add, publish, stage
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.qualification.lifecycle import policies
from trichter.qualification.lifecycle.applying import preview
from trichter.qualification.lifecycle.policies import PolicyChanged
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.rules.text import parse
from trichter.spine import applying, longwork
from trichter.spine.models import Work
from trichter.spine.rebuild import rebuild

pytestmark = pytest.mark.django_db
ASIDE = {"track": "customer", "stage": "other", "reason": "Student"}


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people make a step."""
    monkeypatch.setattr("trichter.spine.applying.CHUNK", 2)


def run() -> Work:
    return finished(applying.start("customer", seen=ways()["customer"].policy, by=None))


def finished(task: Work) -> Work:
    while longwork.advance():
        pass
    task.refresh_from_db()
    return task


def seen(*people: int) -> None:
    for one in people:
        does(one, "page.viewed", {"url": "/preise"})


def test_whom_the_rules_would_lead_on_is_previewed_done_and_taken_back() -> None:
    one, _two, three = people = anna(), bernd(), charlie()
    seen(one, three)
    publish("did page.viewed")
    told = preview("customer")
    assert sorted((move.contact, move.now, move.then) for move in told.moved) == [
        (one, "lead", "mql"),
        (three, "lead", "mql"),
    ]
    assert [stage(one) for one in people] == ["lead"] * 3
    task = run()
    assert (task.state, task.done, task.total, task.report) == ("done", 3, 3, {"done": 2})
    assert [stage(one) for one in people] == ["mql", "lead", "mql"]
    decision = EffectiveTouchpoint.objects.get(contact_id=one, kind="stage.reached", payload__stage="mql")
    assert (decision.caused_by, decision.payload["rule"], decision.payload["policy"]) == (None, "ripe", 2)
    assert rebuild().differing == 0
    assert (preview("customer").moved, run().report) == ((), {})
    finished(longwork.undo(task.pk, by=None))
    assert [stage(one) for one in people] == ["lead"] * 3
    assert rebuild().differing == 0


def test_who_was_set_somewhere_by_hand_or_aside_stays_until_something_new_happens() -> None:
    one, two = anna(), bernd()
    seen(one, two)
    does(one, "stage.set", {"track": "customer", "stage": "subscriber", "reason": "Student"})
    does(two, "stage.set", ASIDE)
    three = charlie()
    seen(three)
    does(three, "stage.set", {"track": "customer", "stage": "promoter", "reason": "x"})
    publish("did page.viewed", reopens=True)
    told = preview("customer")
    assert (told.moved, sorted(told.left_out)) == ((), ["by_hand", "by_hand"]), "whom no rule leads on is not counted"
    assert run().report == {"by_hand": 2}
    assert (stage(one), stage(two)) == ("subscriber", "other")


def test_rules_that_a_touchpoint_decides_alone_are_asked_of_what_happened_before() -> None:
    one = anna()
    does(one, "call.made", {"direction": "out", "outcome": "reached"})
    publish("did call.made where outcome is reached", stage="sql")
    assert [(move.contact, move.then) for move in preview("customer").moved] == [(one, "sql")]
    run()
    assert stage(one) == "sql"
    assert rebuild().differing == 0


def test_a_rule_that_waits_for_a_stage_follows_the_one_that_leads_to_it() -> None:
    one = anna()
    seen(one)
    ripe = add("did page.viewed")
    next_ = Rule(key="next", stage="sql", after="mql", when=parse("did page.viewed").json_form())
    policies.publish("customer", rules=[*ripe, next_])
    assert [move.then for move in preview("customer").moved] == ["sql"]
    task = run()
    assert (task.report, stage(one)) == ({"done": 1}, "sql")
    assert rebuild().differing == 0
    finished(longwork.undo(task.pk, by=None))
    assert stage(one) == "lead"


def test_other_rules_meanwhile_end_it() -> None:
    people = anna(), bernd(), charlie()
    seen(*people)
    publish("did page.viewed")
    task = applying.start("customer", seen=2, by=None)
    longwork.advance()
    policies.publish("customer", rules=ways()["customer"].rules[:3])
    assert finished(task).report == {"done": 2, "stopped": 1}
    assert stage(people[2]) == "lead"
    with pytest.raises(PolicyChanged):
        applying.start("customer", seen=2, by=None)
