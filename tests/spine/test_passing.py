"""Rules of entry that time alone opens: a job leads on whom they let in."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import anna, day, does, happen
from tests.qualification.scoring.models import did, in_force
from tests.qualification.test_entering import publish, stage
from trichter.facts.timeline.models import EffectiveTouchpoint
from trichter.kernel import clock
from trichter.qualification.lifecycle.tracks import Way, Ways, ways
from trichter.spine import passing
from trichter.spine.rebuild import rebuild
from trichter.spine.touch import Touch

pytestmark = pytest.mark.django_db
NOW = day(20)
QUIET = "not did page.viewed in the last 30 days and did page.viewed"


def quiet() -> int:
    """Somebody who was seen, and whom the rule of the quiet lets in in two days."""
    with clock.at(NOW - timedelta(days=29)):
        one = anna()
        does(one, "page.viewed", {"url": "/"}, occurred_at=clock.now())
    with clock.at(NOW):
        publish(QUIET)
        passing.tick()
    return one


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def test_time_alone_leads_on_once_and_no_touchpoint_is_the_cause() -> None:
    one = quiet()
    assert stage(one) != "mql"
    with clock.at(later(2)):
        assert passing.tick() == 1
        assert stage(one) == "mql"
        decision = EffectiveTouchpoint.objects.get(contact_id=one, kind="stage.reached", payload__stage="mql")
        assert (decision.caused_by, decision.payload["rule"]) == (None, "ripe")
        assert passing.tick() == 0
        assert rebuild().differing == 0


def test_time_leads_nobody_back_nor_from_where_a_colleague_has_just_set_them() -> None:
    one = quiet()
    with clock.at(later(1)):
        does(one, "stage.set", {"track": "customer", "stage": "lead", "reason": "Student"})
    with clock.at(later(2)):
        assert passing.tick() == 1
        assert stage(one) == "lead"
    with clock.at(later(40)):
        assert passing.tick() == 0
        assert stage(one) == "lead"


def test_time_leads_on_only_from_the_stage_after_which_a_rule_stands() -> None:
    with clock.at(NOW - timedelta(days=29)):
        lead, ripe = anna(), happen(Touch("form.submitted", {"title": "x"}, email="ripe@example.org"))[0].contact_id
        for one in (lead, ripe):
            does(one, "page.viewed", {"url": "/"}, occurred_at=clock.now())
        does(ripe, "stage.set", {"track": "customer", "stage": "mql", "reason": "Messe"})
    with clock.at(NOW):
        publish(QUIET, "sql", after="mql")
        passing.tick()
    with clock.at(later(2)):
        assert passing.tick() == 1
        assert (stage(lead), stage(ripe)) == ("lead", "sql")
        assert rebuild().differing == 0


@pytest.mark.parametrize(("reopens", "then"), [(False, "other"), (True, "mql")])
def test_who_was_set_aside_comes_back_by_a_rule_that_reopens_and_by_no_other(reopens: bool, then: str) -> None:
    with clock.at(NOW - timedelta(days=29)):
        one = anna()
        does(one, "page.viewed", {"url": "/"}, occurred_at=clock.now())
        does(one, "stage.set", {"track": "customer", "stage": "other", "reason": "Student"})
    with clock.at(NOW):
        publish(QUIET, reopens=reopens)
        passing.tick()
    with clock.at(later(2)):
        assert passing.tick() == int(reopens)
        assert stage(one) == then
        assert rebuild().differing == 0


def test_points_that_fade_let_in_whom_nobody_touches() -> None:
    with clock.at(NOW):
        in_force(did("page", 8, "page.viewed"), half_life_days=10)
        publish("score.engagement at most 4 and score.engagement at least 1")
        one = anna()
        does(one, "page.viewed", {"url": "/"}, occurred_at=clock.now())
        passing.tick()
    with clock.at(later(9)):
        assert (passing.tick(), stage(one)) == (0, "lead")
    with clock.at(later(11)):
        assert (passing.tick(), stage(one)) == (1, "mql")
        assert rebuild().differing == 0


def test_a_track_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    one = quiet()
    lead_on = passing._lead_on_by_time

    def fails_at_first(way: Way, *given: Any, **more: Any) -> int:
        if way.track != "customer":
            raise ZeroDivisionError
        return lead_on(way, *given, **more)

    monkeypatch.setattr(passing, "_lead_on_by_time", fails_at_first)
    monkeypatch.setattr(Ways, "__iter__", lambda tracks: iter(sorted(tracks._ways, key=lambda key: key == "customer")))
    assert len(ways()) > 1
    with clock.at(later(2)):
        passing.tick()
        assert stage(one) == "mql"
