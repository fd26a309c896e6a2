"""Rules of entry: a condition in the rule language leads to a stage, when something it reads has changed."""

import pytest

from tests.factories import anna, day, does, happen, learns, newsletter, says
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.qualification.lifecycle import policies, rehearsing
from trichter.qualification.lifecycle.models import Standing
from trichter.qualification.lifecycle.tracks import Rule, ways
from trichter.qualification.rules import problems
from trichter.qualification.rules.asking import count
from trichter.qualification.rules.text import parse
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import SYSTEM, Touch

pytestmark = pytest.mark.django_db


def add(text: str, stage: str = "mql", **given: object) -> list[Rule]:
    """The rules in force and one of entry."""
    rule = Rule(key="ripe", stage=stage, when=parse(text).json_form(), **given)
    return [*ways()["customer"].rules, rule]


def publish(text: str, stage: str = "mql", **given: object) -> None:
    policies.publish("customer", rules=add(text, stage, **given))


def stage(contact: int) -> str:
    return Standing.objects.get(contact_id=contact, track_id="customer").stage


def test_who_fulfils_a_rule_reaches_its_stage_and_the_decision_names_rule_and_cause() -> None:
    publish('did page.viewed where path starts with "/preise" at least 2 times and language is de')
    one = anna()
    learns(one, language="de")
    does(one, "page.viewed", {"url": "/preise"})
    assert stage(one) == "lead"
    seen = does(one, "page.viewed", {"url": "/preise/a"})
    assert stage(one) == "mql"
    decision = EffectiveTouchpoint.objects.get(contact_id=one, kind="stage.reached", payload__stage="mql")
    assert decision.caused_by == seen
    assert decision.payload["rule"] == "ripe"
    assert decision.payload["stage_from"] == "lead"
    assert rebuild().differing == 0


def test_a_stage_set_back_by_hand_stays_back_until_new_facts_come() -> None:
    publish("did page.viewed")
    one = anna()
    does(one, "page.viewed", {"url": "/"})
    does(one, "stage.set", {"track": "customer", "stage": "lead", "reason": "Student"})
    does(one, "note.written", {"text": "x"})
    assert stage(one) == "lead"
    does(one, "page.viewed", {"url": "/b"})
    assert stage(one) == "mql"


def test_what_came_with_a_stage_set_by_hand_leads_nobody_past_it() -> None:
    publish("did page.viewed and language is de")
    one = anna()
    learns(one, language="de")
    back = {"track": "customer", "stage": "lead", "reason": "Student"}
    happen(Touch("page.viewed", {"url": "/"}, contact=one), Touch("stage.set", back, contact=one, actor=SYSTEM))
    assert stage(one) == "lead"
    assert rebuild().differing == 0


def test_rules_of_entry_read_scores_and_never_stages() -> None:
    publish("score.engagement at least 1")
    one = anna()
    does(one, "meeting.booked", {"title": "x"})
    assert stage(one) == "mql"
    assert rebuild().differing == 0
    with pytest.raises(problems.ReadsTooMuch):
        publish("stage at least lead")


def test_a_decision_falls_with_its_cause() -> None:
    publish("did page.viewed")
    one = anna()
    seen = does(one, "page.viewed", {"url": "/"})
    does(one, "touchpoint.retracted", target=seen)
    assert stage(one) == "lead"
    assert rebuild().differing == 0


def test_a_rule_for_those_beyond_a_stage_waits_for_it() -> None:
    publish("did page.viewed", stage="sql", after="mql")
    one = anna()
    does(one, "page.viewed", {"url": "/"})
    assert stage(one) == "lead"
    does(one, "stage.set", {"track": "customer", "stage": "mql", "reason": "x"})
    does(one, "page.viewed", {"url": "/"})
    assert stage(one) == "sql"


def test_a_rehearsal_tells_who_would_stand_elsewhere() -> None:
    one = anna(occurred_at=day(1))
    does(one, "page.viewed", {"url": "/"})
    moved = rehearsing.rehearse("customer", add("did page.viewed")).moved
    assert [(move.contact, move.now, move.then) for move in moved] == [(one, "lead", "mql")]
    assert rehearsing.rehearse("customer", add("did page.viewed at least 5 times")).moved == ()


def test_the_first_policy_makes_an_mql_by_the_grade() -> None:
    who = {"first_name": "Anna", "last_name": "Ahorn", "position": "Geschäftsführerin"}
    works_at = {"company": {"name": "Ahorn Guss", "domain": "ahorn-guss.example", "industry": "Metall"}}
    [one] = happen(Touch("form.submitted", {"title": "Kontakt"}, email="a@ahorn-guss.example", learned=who | works_at))
    assert stage(one.contact_id) == "lead"
    asked = does(one.contact_id, "form.submitted", {"title": "Rückruf", "wants": "callback"})
    assert stage(one.contact_id) == "mql"
    decision = EffectiveTouchpoint.objects.get(contact_id=one.contact_id, payload__stage="mql")
    assert (decision.payload["rule"], decision.caused_by) == ("grade", asked)
    assert rebuild().differing == 0


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("did form.submitted", ["form.submitted"]),
        ('did call.made where direction is "in" or did mail.received', ["call.made", "mail.received"]),
        ("did page.viewed at least 2 times", []),
        ("did page.viewed in the last 30 days", []),
        ("did page.viewed where channel is search", []),
        ("did page.viewed and language is de", []),
    ],
)
def test_what_a_touchpoint_tells_alone_is_decided_with_it(text: str, kinds: list[str]) -> None:
    rule = Rule(key="x", stage="lead", when=parse(text).json_form())
    assert [one.kind for one in rule.happenings] == kinds


def test_a_rule_that_a_touchpoint_decides_alone_looks_at_no_other() -> None:
    publish("did call.made where outcome is reached")
    one = anna()
    does(one, "call.made", {"outcome": "reached"})
    assert stage(one) == "mql"
    does(one, "stage.set", {"track": "customer", "stage": "lead", "reason": "Student"})
    does(one, "call.made", {"outcome": "not_reached"})
    assert stage(one) == "lead"
    assert rebuild().differing == 0


def test_a_consents_own_channel_is_meant_and_not_that_by_which_it_came() -> None:
    newsletter()
    says(anna(), "granted", channel="email")
    assert count(parse("did consent.granted where channel is email")) == 1
    assert count(parse("did consent.granted where channel is phone")) == 0
